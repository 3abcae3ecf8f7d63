import { NOT_ALLOWED } from "../errors.ts";
import type { Call, Command, CommandTable, Modem, Outcome } from "../modem.ts";
import { inTurn } from "../turn.ts";
import type { CallOutcome } from "./settings.ts";

const INTERNATIONAL = 145;
const NATIONAL = 129;
const CODES = { busy: "BUSY", "no answer": "NO ANSWER", "no carrier": "NO CARRIER" } as const;
/** AT+CLCC's state and AT+CPAS's, by what the line does. */
const STATES = { active: [0, 4], dialing: [2, 3], ringing: [4, 3] } as const;

interface Conversation {
	readonly number: string;
	readonly incoming: boolean;
	state: keyof typeof STATES;
}

/** Voice calls of one boot, and the data call of PPP. */
export class CallService {
	readonly #modem: Modem;
	readonly #outcome: () => CallOutcome;
	readonly #show = { clip: 0, colp: 0, crc: 0 };
	/** AT+GSMBUSY: 1 every caller hears busy, 2 (SIM800) only voice; all calls here are voice. */
	#busy = 0;
	#call: Conversation | undefined;
	/** A PPP session that +++ has left. */
	#data = false;

	constructor(modem: Modem) {
		this.#modem = modem;
		this.#outcome = inTurn(modem.settings.callOutcomes);
	}

	/** Somebody calls: RING again and again. */
	ring(number: string): void {
		if (this.#call || this.#busy) return;
		const call: Conversation = { number, incoming: true, state: "ringing" };
		this.#call = call;
		this.#ringAgain(call, this.#modem.settings.ringCount);
	}

	/** The other side hangs up. */
	hangUp(): void {
		if (this.#call) this.#modem.unsolicited("NO CARRIER");
		this.#call = undefined;
	}

	#ringAgain(call: Conversation, left: number): void {
		if (this.#call !== call || call.state !== "ringing") return;
		if (left === 0) return this.hangUp();
		this.#modem.unsolicited(this.#show.crc ? "+CRING: VOICE" : "RING");
		if (this.#show.clip) this.#modem.unsolicited(`+CLIP: "${call.number}",${typeOf(call.number)},"",,"",0`);
		const automatic = this.#modem.registers.s[0] ?? 0;
		if (automatic && left <= this.#modem.settings.ringCount - automatic + 1) call.state = "active";
		this.#modem.later(this.#modem.settings.ringInterval, () => this.#ringAgain(call, left - 1));
	}

	get commands(): CommandTable {
		const show = this.#show;
		return {
			D: { write: call => this.#dial(call) },
			A: { execute: () => this.#answer() },
			H: { execute: () => this.#leave(), write: () => this.#leave() },
			"+CHUP": { execute: () => this.#leave() },
			"+CLIP": this.#flag(
				"CLIP",
				() => show.clip,
				value => (show.clip = value),
			),
			"+COLP": this.#flag(
				"COLP",
				() => show.colp,
				value => (show.colp = value),
			),
			"+CRC": this.#flag(
				"CRC",
				() => show.crc,
				value => (show.crc = value),
			),
			"+GSMBUSY": this.#flag(
				"GSMBUSY",
				() => this.#busy,
				value => (this.#busy = value),
				this.#modem.personality.object === "SIM800" ? 2 : 1,
			),
			"+CLCC": { execute: () => this.#list() },
			"+CPAS": { execute: () => this.#print(`+CPAS: ${this.#call ? STATES[this.#call.state][1] : 0}`) },
			"+VTS": { write: call => (this.#call?.state === "active" && call.raw ? "OK" : NOT_ALLOWED) },
		};
	}

	#print(...lines: string[]): Outcome {
		this.#modem.information(...lines);
		return "OK";
	}

	#flag(name: string, get: () => number, set: (value: number) => void, maximum = 1): Command {
		return {
			test: () => this.#print(`+${name}: (${maximum > 1 ? `0-${maximum}` : "0,1"})`),
			read: () => this.#print(name === "CLIP" ? `+CLIP: ${get()},1` : `+${name}: ${get()}`),
			write: call => {
				const value = call.number(0, 0, maximum);
				if (value === undefined || call.values.length > 1) return this.#modem.settings.invalidParameter;
				set(value);
				return "OK";
			},
		};
	}

	/** `ATD<number>;` a voice call, `ATD*99#` data. */
	#dial({ raw }: Call): Outcome {
		if (/^\*99(\*\*\*\d+)?#$/.test(raw)) return this.#goOnline();
		const number = /^[TP]?([\d+*#]{1,30})[IG]?;$/i.exec(raw)?.[1];
		if (!number) return "NO CARRIER";
		if (this.#call) return NOT_ALLOWED;
		if (!this.#modem.radio.isRegistered) return "NO CARRIER";
		const call: Conversation = { number, incoming: false, state: "dialing" };
		this.#call = call;
		if (this.#show.colp) return finish => this.#decide(call, result => finish(result ?? "OK"));
		this.#modem.afterSent(() => this.#decide(call, result => result && this.#modem.unsolicited(result)));
		return "OK";
	}

	/** What becomes of a call: a code, or nothing when it is answered. */
	#decide(call: Conversation, done: (code: (typeof CODES)[keyof typeof CODES] | undefined) => void): void {
		this.#modem.later(this.#modem.settings.callTime, () => {
			if (this.#call !== call) return;
			const outcome = this.#outcome();
			if (outcome === "answered") call.state = "active";
			else this.#call = undefined;
			done(outcome === "answered" ? undefined : CODES[outcome]);
		});
	}

	#answer(): Outcome {
		if (this.#call?.state !== "ringing") return "NO CARRIER";
		this.#call.state = "active";
		return "OK";
	}

	#leave(): Outcome {
		this.#call = undefined;
		this.#data = false;
		return "OK";
	}

	/** PPP: the bytes go nowhere, data mode is real. */
	#goOnline(): Outcome {
		if (!this.#modem.radio.attached) return "NO CARRIER";
		this.#data = true;
		this.#modem.afterSent(() =>
			this.#modem.online({
				receive: () => {},
				left: hangUp => {
					if (hangUp) this.#data = false;
				},
			}),
		);
		return "CONNECT";
	}

	/** ATO where no TCP connection is there to go back to. */
	get isResumable(): boolean {
		return this.#data;
	}

	/** ATO */
	resume(): Outcome {
		return this.#goOnline();
	}

	#list(): Outcome {
		const call = this.#call;
		if (!call) return "OK";
		return this.#print(`+CLCC: 1,${Number(call.incoming)},${STATES[call.state][0]},0,0,"${call.number}",${typeOf(call.number)},""`);
	}
}

const typeOf = (number: string): number => (number.startsWith("+") ? INTERNATIONAL : NATIONAL);

/** ATD, ATA, ATH and what shows calls */
export function callCommands(modem: Modem): CommandTable {
	const service = new CallService(modem);
	modem.calls = service;
	return service.commands;
}
