import { NOT_ALLOWED } from "../errors.ts";
import type { Call, Command, CommandTable, Modem, Outcome } from "../modem.ts";
import { BEARERS } from "../network/bearer.ts";
import { adoptTime, universalTime } from "../network/time.ts";

/** What the operator answers to a USSD code: one text, or one after the other in a conversation. */
export type UssdAnswers = Readonly<Record<string, string | readonly string[]>>;

/** `m` of `+CUSD: <m>`. */
const DONE = 0;
const MORE_WANTED = 1;
const UNSUPPORTED = 4;
const GSM_CODING = 15;
const WIDE_CODING = 72;
/** AT+CNTP's reports. */
const NTP_DONE = 1;
const NTP_NETWORK = 61;
/** AT+CIPGSMLOC without a bearer. */
const LOCATION_NETWORK = 601;
/** Zones are from -12 to +13 hours. */
const ZONES = { least: -47, most: 48 };

/** USSD, network time, place, battery and converter. */
class Services {
	readonly #modem: Modem;
	readonly #answers: UssdAnswers;
	/** What is left of a USSD conversation. */
	#conversation: string[] = [];
	#ussdMode = 0;
	#ntp = { server: "", zone: 0, cid: 1 };

	constructor(modem: Modem, answers: UssdAnswers) {
		this.#modem = modem;
		this.#answers = answers;
	}

	get commands(): CommandTable {
		const { settings } = this.#modem;
		return {
			"+CUSD": {
				test: () => this.#print("+CUSD: (0-2)"),
				read: () => this.#print(`+CUSD: ${this.#ussdMode}`),
				write: call => this.#ussd(call),
			},
			"+CNTPCID": this.#ntpBearer(),
			"+CNTP": {
				read: () => this.#print(`+CNTP: ${this.#ntp.server},${this.#ntp.zone}`),
				write: call => this.#ntpServer(call),
				execute: () => this.#synchronise(),
			},
			"+CIPGSMLOC": { write: call => this.#locate("CIPGSMLOC", call) },
			"+CLBS": { write: call => this.#locate("CLBS", call) },
			"+CBC": { execute: () => this.#print(`+CBC: 0,${settings.battery.join(",")}`) },
			"+CADC": { read: () => this.#print(`+CADC: 1,${settings.converter}`), execute: () => this.#print(`+CADC: 1,${settings.converter}`) },
		};
	}

	#print(...lines: string[]): Outcome {
		this.#modem.information(...lines);
		return "OK";
	}

	// USSD

	#ussd(call: Call): Outcome {
		const mode = call.number(0, 0, 2);
		if (mode === undefined) return this.#modem.settings.invalidParameter;
		if (mode === 2) this.#conversation = [];
		else this.#ussdMode = mode;
		const text = call.text(1, 182);
		if (mode === 2 || text === undefined) return "OK";
		if (!this.#modem.radio.isRegistered) return NOT_ALLOWED;
		const code = /^([0-9A-F]{4})+$/i.test(text) ? Buffer.from(text, "hex").swap16().toString("utf16le") : text;
		if (!this.#conversation.length) this.#conversation = [this.#answers[code] ?? []].flat();
		const answer = this.#conversation.shift();
		this.#modem.afterSent(() => this.#modem.later(this.#modem.settings.ussdTime, () => this.#answer(answer)));
		return "OK";
	}

	/** Text of the GSM alphabet as it is, any other as UCS2 in hex. */
	#answer(text: string | undefined): void {
		if (!this.#ussdMode) return;
		if (text === undefined) return this.#modem.unsolicited(`+CUSD: ${UNSUPPORTED}`);
		const wide = /[^\n\r\x20-\x7e]/.test(text);
		const shown = wide ? Buffer.from(text, "utf16le").swap16().toString("hex").toUpperCase() : text;
		this.#modem.unsolicited(`+CUSD: ${this.#conversation.length ? MORE_WANTED : DONE},"${shown}",${wide ? WIDE_CODING : GSM_CODING}`);
	}

	// Time

	#ntpBearer(): Command {
		return {
			read: () => this.#print(`+CNTPCID: ${this.#ntp.cid}`),
			write: call => {
				const cid = call.number(0, 1, BEARERS);
				if (cid === undefined) return this.#modem.settings.invalidParameter;
				this.#ntp.cid = cid;
				return "OK";
			},
		};
	}

	#ntpServer(call: Call): Outcome {
		const server = call.text(0, 100);
		const zone = call.values.length > 1 ? Number(call.text(1)) : 0;
		if (!server || !Number.isInteger(zone) || zone < ZONES.least || zone > ZONES.most) return this.#modem.settings.invalidParameter;
		this.#ntp = { ...this.#ntp, server, zone };
		return "OK";
	}

	/** The network's own clock stands for every server. */
	#synchronise(): Outcome {
		const { bearers, settings } = this.#modem;
		this.#modem.afterSent(() =>
			this.#modem.later(settings.ntpTime, () => {
				const reached = bearers.works(this.#ntp.cid);
				if (reached) adoptTime(this.#modem, this.#ntp.zone);
				this.#modem.unsolicited(`+CNTP: ${reached ? NTP_DONE : NTP_NETWORK}`);
			}),
		);
		return "OK";
	}

	// Place

	#locate(name: string, call: Call): Outcome {
		const what = call.number(0, 1, 2);
		const cid = call.number(1, 1, BEARERS);
		if (what === undefined || cid === undefined) return this.#modem.settings.invalidParameter;
		return finish =>
			void this.#modem.later(this.#modem.settings.locationTime, () => {
				this.#modem.information(`+${name}: ${this.#modem.bearers.works(cid) ? this.#place(what) : LOCATION_NETWORK}`);
				finish("OK");
			});
	}

	#place(what: number): string {
		const time = new Date(universalTime(this.#modem)).toISOString();
		const stamp = `${time.slice(0, 10).replaceAll("-", "/")},${time.slice(11, 19)}`;
		return what === 2 ? `0,${stamp}` : `0,${this.#modem.settings.location.join(",")},${stamp}`;
	}
}

/** AT+CUSD, AT+CNTP, AT+CIPGSMLOC, AT+CBC and their like */
export function serviceCommands(modem: Modem): CommandTable {
	return new Services(modem, modem.ussd).commands;
}
