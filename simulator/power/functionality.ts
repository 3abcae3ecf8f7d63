import { NOT_ALLOWED } from "../errors.ts";
import { ownTime } from "../network/time.ts";
import type { Command, CommandTable, Modem, Outcome } from "../modem.ts";

/** Functionality, power, battery and clock. */
export function powerCommands(modem: Modem): CommandTable {
	return {
		"+CFUN": functionality(modem),
		"+CPOWD": {
			write: call => {
				const mode = call.number(0, 0, 1);
				if (mode === undefined) return modem.settings.invalidParameter;
				modem.powerDown(mode === 1);
				return "NONE";
			},
		},
		"+CCLK": clock(modem),
	};
}

function functionality(modem: Modem): Command {
	const { radio, settings } = modem;
	const change = (level: number): Outcome => {
		// Minimum and RF off lead to one another only through full.
		if (radio.functionality + level === 4 && radio.functionality !== level) return NOT_ALLOWED;
		if (level === radio.functionality) return "OK";
		radio.functionality = level;
		if (level !== 1) radio.leave();
		if (level === 0) {
			radio.simState = "NOT READY";
			if (settings.cpinBeforeOk) modem.unsolicited("+CPIN: NOT READY");
			else modem.afterSent(() => modem.unsolicited("+CPIN: NOT READY"));
		} else if (level === 1) {
			if (radio.simState === "READY") radio.search();
			else radio.start();
		}
		return "OK";
	};
	return {
		test: () => {
			modem.information("+CFUN: (0,1,4),(0,1)");
			return "OK";
		},
		read: () => {
			modem.information(`+CFUN: ${radio.functionality}`);
			return "OK";
		},
		write: call => {
			const level = call.number(0, 0, 4);
			const reset = call.values.length > 1 ? call.number(1, 0, 1) : 0;
			if (level === undefined || reset === undefined || ![0, 1, 4].includes(level)) return settings.invalidParameter;
			if (!reset) return change(level);
			modem.restart();
			return "NONE";
		},
	};
}

function clock(modem: Modem): Command {
	return {
		read: () => {
			modem.information(`+CCLK: "${ownTime(modem)}"`);
			return "OK";
		},
		write: call => {
			const match = /^(\d\d)\/(\d\d)\/(\d\d),(\d\d):(\d\d):(\d\d)([+-]\d\d)$/.exec(call.text(0) ?? "");
			if (!match) return modem.settings.invalidParameter;
			modem.nvram.set("zone", match[7]!);
			const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
			modem.nvram.set("clock", Date.UTC(2000 + year, month - 1, day, hour, minute, second) - modem.clock.now);
			return "OK";
		},
	};
}
