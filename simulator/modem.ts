import type { Alarm, Clock } from "./clock.ts";
import type { Argument, ParsedCommand } from "./line/command-line.ts";
import type { Bearers } from "./network/bearer.ts";
import type { Network } from "./network/network.ts";
import type { Personality } from "./personality.ts";
import type { Radio } from "./network/radio.ts";
import type { Settings } from "./settings.ts";

/** How a command ends: a result code, a `+CME ERROR` number, or nothing at all. */
export type Result = "OK" | "ERROR" | "NONE" | number;

/** A result, or a function that will call back with one. */
export type Outcome = Result | ((finish: (result: Result) => void) => void);

/** One command as its handler sees it. */
export class Call {
	readonly values: readonly Argument[];
	readonly raw: string;

	constructor({ values, raw }: ParsedCommand) {
		this.values = values;
		this.raw = raw;
	}

	/** Value `index` as text; undefined when it is missing or longer than `limit`. */
	text(index: number, limit = Infinity): string | undefined {
		const text = this.values[index]?.text;
		return text !== undefined && text.length <= limit ? text : undefined;
	}

	/** Value `index` as a decimal number in a range; quotes do not matter. */
	number(index: number, minimum: number, maximum: number): number | undefined {
		const text = this.values[index]?.text;
		if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
		const value = Number(text);
		return value >= minimum && value <= maximum ? value : undefined;
	}
}

/** Executes one form of a command. */
export type Handler = (call: Call) => Outcome;

/** The forms of a command that exist. A test form that is missing answers OK, any other one an error. */
export interface Command {
	readonly test?: Handler;
	readonly read?: Handler;
	readonly write?: Handler;
	readonly execute?: Handler;
}

/** Commands by name: `E`, `&C`, `+CREG`. */
export type CommandTable = Readonly<Record<string, Command>>;

/** A family of commands: called at each boot, so that its state starts afresh. */
export type Family = (modem: Modem) => CommandTable;

/** What commands can set and AT&F or ATZ set back. */
export interface Registers {
	echo: boolean;
	verbose: boolean;
	quiet: boolean;
	/** ATX */
	resultLevel: number;
	/** AT&C: 0 DCD always on, 1 with the carrier (here: the data phase). */
	dcd: number;
	/** AT&D */
	dtr: number;
	/** AT+IFC: host to modem, modem to host. */
	flow: readonly [number, number];
	/** AT+CMEE */
	errors: number;
	/** S registers that can be set. */
	s: Record<number, number>;
	creg: number;
	cgreg: number;
	/** AT+CIURC */
	callReady: number;
	/** AT+CSCLK */
	slowClock: number;
	/** AT+CFGRI */
	ring: number;
	clts: number;
	netlight: number;
}

/** Factory values (V1.11: AT&F). */
export const FACTORY_REGISTERS: Readonly<Registers> = {
	echo: true,
	verbose: true,
	quiet: false,
	resultLevel: 4,
	dcd: 1,
	dtr: 1,
	flow: [0, 0],
	errors: 0,
	s: { 0: 0, 3: 13, 4: 10, 5: 8, 6: 2, 7: 60, 8: 2, 10: 15 },
	creg: 0,
	cgreg: 0,
	callReady: 1,
	slowClock: 0,
	ring: 0,
	clts: 0,
	netlight: 1,
};

/** Memory that survives a reset: each family keeps its own under a key. */
export type Nvram = Map<string, unknown>;

/** What the SIM card is. */
export interface SimCard {
	readonly present: boolean;
	/** Asked for at power-on unless empty. */
	readonly pin: string;
	readonly imsi: string;
	readonly iccid: string;
}

/** What the modem offers to its command families. */
export interface Modem {
	readonly clock: Clock;
	readonly settings: Settings;
	readonly personality: Personality;
	readonly network: Network;
	readonly nvram: Nvram;
	readonly registers: Registers;
	readonly imei: string;
	readonly radio: Radio;
	readonly bearers: Bearers;

	/** An alarm that a reset or power-down forgets. */
	later(delay: number, callback: () => void): Alarm;
	/** Calls back when the modem loses power or is reset; for what alarms do not cover. */
	onReset(callback: () => void): void;
	/** Calls back when all that was queued for the host has gone. */
	afterSent(callback: () => void): void;

	/** Information text of the command that is being executed; several lines make one block. */
	information(...lines: string[]): void;
	/** An information line followed by raw bytes. */
	payload(header: string, bytes: Uint8Array): void;
	/** A line nobody asked for. In a data phase it waits. */
	unsolicited(text: string): void;
	/**
	 * Prints a prompt and takes the next `size` bytes of the host as they are, DCD being low meanwhile. Calls back
	 * with what has come when it is complete or `limit` ms are over.
	 */
	collect(prompt: string, size: number, limit: number, done: (bytes: Uint8Array) => void): void;

	/** AT+IPR: 0 is autobaud. The rate changes when the result has been sent. */
	setRate(baud: number): void;
	/** Sets AT+IPR's stored value. */
	readonly rate: number;
	/** Restores registers: factory values, or what AT&W has stored. */
	restore(from: "factory" | "profile"): void;
	/** AT&W */
	saveProfile(): void;
	/** AT&C has changed. */
	updateCarrier(): void;
	/** AT+IFC has changed. */
	updateFlow(): void;
	/** AT+CPOWD: 1 with text and log-off, 0 at once. */
	powerDown(normal: boolean): void;
	/** AT+CFUN=x,1. */
	restart(): void;
}
