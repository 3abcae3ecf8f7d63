import {
	INCORRECT_PASSWORD,
	NO_NETWORK,
	SIM_BUSY,
	SIM_NOT_INSERTED,
	PH_SIM_PIN_REQUIRED,
	SIM_PIN_REQUIRED,
	SIM_PUK_REQUIRED,
} from "../errors.ts";
import type { Command, CommandTable, Modem, Outcome } from "../modem.ts";

/** SIM, registration, signal, operator and GPRS attachment. */
export function registrationCommands(modem: Modem): CommandTable {
	const { radio } = modem;
	return {
		"+CPIN": pin(modem),
		"+CREG": registration(modem, "CREG", "creg"),
		"+CGREG": registration(modem, "CGREG", "cgreg"),
		"+CGATT": attachment(modem),
		"+CGACT": activation(modem),
		"+COPS": operator(modem),
		"+CSQ": {
			test: () => {
				modem.information("+CSQ: (0-31,99),(0-7,99)");
				return "OK";
			},
			execute: () => {
				// Modules print 0,0 before they have found a cell.
				modem.information(`+CSQ: ${(radio.isRegistered ? radio.cell.signal : [0, 0]).join(",")}`);
				return "OK";
			},
		},
		"+CCALR": {
			read: () => {
				modem.information(`+CCALR: ${Number(radio.isRegistered)}`);
				return "OK";
			},
		},
		"+CSMINS": {
			read: () => {
				modem.information(`+CSMINS: 0,${Number(radio.sim.present)}`);
				return "OK";
			},
		},
	};
}

/** Why the SIM cannot be used, as a CME number; undefined if it can. */
function simTrouble({ radio }: Modem): number | undefined {
	switch (radio.simState) {
		case "READY":
			return undefined;
		case "NOT INSERTED":
			return SIM_NOT_INSERTED;
		case "SIM PIN":
			return SIM_PIN_REQUIRED;
		case "SIM PUK":
			return SIM_PUK_REQUIRED;
		case "PH_SIM PIN":
			return PH_SIM_PIN_REQUIRED;
		case "NOT READY":
			return SIM_BUSY;
	}
}

function pin(modem: Modem): Command {
	const { radio } = modem;
	return {
		read: () => {
			if (radio.functionality !== 1 && radio.simState === "NOT READY") return modem.settings.cpinWhileOff;
			if (radio.simState === "NOT READY") return SIM_BUSY;
			if (radio.simState === "NOT INSERTED") return SIM_NOT_INSERTED;
			modem.information(`+CPIN: ${radio.simState}`);
			return "OK";
		},
		write: call => {
			const value = call.text(0);
			const next = call.text(1);
			if (!isPin(value)) return modem.settings.invalidParameter;
			if (radio.simState === "SIM PUK" && next !== undefined) return unblock(modem, value, next);
			if (radio.simState !== "SIM PIN") return simTrouble(modem) ?? modem.settings.invalidParameter;
			if (!radio.enterPin(value)) return INCORRECT_PASSWORD;
			modem.afterSent(() => modem.unsolicited("+CPIN: READY"));
			return "OK";
		},
	};
}

const isPin = (text: string | undefined): text is string => text !== undefined && /^\d{4,8}$/.test(text);

/** AT+CPIN="<puk>","<new pin>" */
function unblock(modem: Modem, puk: string, next: string): Outcome {
	if (!isPin(next)) return modem.settings.invalidParameter;
	if (!modem.radio.enterPuk(puk, next)) return INCORRECT_PASSWORD;
	modem.afterSent(() => modem.unsolicited("+CPIN: READY"));
	return "OK";
}

function registration(modem: Modem, name: string, key: "creg" | "cgreg"): Command {
	return {
		test: () => {
			modem.information(`+${name}: (0-2)`);
			return "OK";
		},
		read: () => {
			const mode = modem.registers[key];
			modem.information(`+${name}: ${mode},${modem.radio.report(key, mode)}`);
			return "OK";
		},
		write: call => {
			const mode = call.number(0, 0, 2);
			if (mode === undefined) return modem.settings.invalidParameter;
			modem.registers[key] = mode;
			return "OK";
		},
	};
}

function attachment(modem: Modem): Command {
	const { radio, settings } = modem;
	return {
		test: () => {
			modem.information("+CGATT: (0,1)");
			return "OK";
		},
		read: () => {
			modem.information(`+CGATT: ${Number(radio.attached)}`);
			return "OK";
		},
		write: call => {
			const state = call.number(0, 0, 1);
			if (state === undefined) return settings.invalidParameter;
			if (state === Number(radio.attached)) return "OK";
			return finish =>
				void modem.later(settings.attachTime, () => {
					if (state === 1 && !radio.hasGprs) return finish(NO_NETWORK);
					// A bearer that goes says so before the OK.
					if (state === 0) radio.detach();
					else radio.attached = true;
					finish("OK");
				});
		},
	};
}

/** Contexts that AT+CGDCONT can define. */
const CONTEXTS = [1, 2, 3];

/** AT+CGACT=<state>[,<cid>…] */
function activation(modem: Modem): Command {
	const { radio, settings } = modem;
	return {
		test: () => {
			modem.information("+CGACT: (0,1)");
			return "OK";
		},
		read: () => {
			modem.information(...CONTEXTS.map(cid => `+CGACT: ${cid},${Number(radio.contexts.has(cid))}`));
			return "OK";
		},
		write: call => {
			const state = call.number(0, 0, 1);
			const cids = call.values.length > 1 ? call.values.slice(1).map((_, index) => call.number(index + 1, 1, CONTEXTS.length)) : CONTEXTS;
			if (state === undefined || cids.includes(undefined)) return settings.invalidParameter;
			return finish =>
				void modem.later(settings.attachTime, () => {
					if (state === 1 && !radio.attached) return finish(NO_NETWORK);
					for (const cid of cids) radio.contexts[state ? "add" : "delete"](cid!);
					finish("OK");
				});
		},
	};
}

function operator(modem: Modem): Command {
	const { radio, settings } = modem;
	const select = (mode: number): Outcome => {
		if (mode === 2) radio.leave();
		else if (!radio.isRegistered) radio.search();
		return "OK";
	};
	return {
		test: () => finish =>
			void modem.later(settings.operatorScanTime, () => {
				const { operator: name, numeric } = radio.cell;
				modem.information(`+COPS: (2,"${name}","${name}","${numeric}"),,(0,1,4),(0,1,2)`);
				finish("OK");
			}),
		read: () => {
			modem.information(radio.isRegistered ? `+COPS: 0,0,"${radio.cell.operator}"` : "+COPS: 0");
			return "OK";
		},
		write: call => {
			const mode = call.number(0, 0, 4);
			if (mode === undefined) return settings.invalidParameter;
			const trouble = simTrouble(modem);
			return trouble ?? select(mode);
		},
	};
}
