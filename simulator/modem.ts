import type { Alarm, Clock } from "./clock.ts";
import type { Argument, ParsedCommand } from "./line/command-line.ts";
import type { Carrier } from "./line/input.ts";
import type { Result } from "./line/results.ts";
import type { Bearers } from "./network/bearer.ts";
import type { Network } from "./network/network.ts";
import type { Personality } from "./personality.ts";
import type { Jams } from "./network/jams.ts";
import type { MessageService } from "./messages/messages.ts";
import type { CallService } from "./calls/calls.ts";
import type { UssdAnswers } from "./services/services.ts";
import type { Radio } from "./network/radio.ts";
import type { Settings } from "./settings.ts";
import type { Stack } from "./socket/stack.ts";
import type { Transcript } from "./transcript.ts";

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
	/** The PIN was wrong three times: the PUK is asked for. */
	readonly blocked: boolean;
	readonly puk: string;
	/** The module is locked to another card: `PH_SIM PIN`. */
	readonly locked: boolean;
	readonly imsi: string;
	readonly iccid: string;
}

/** Payload that a command asks for. */
export interface PayloadRequest {
	/** A line such as `DOWNLOAD`, `> ` with nothing after it, or nothing at all. */
	readonly prompt: string;
	readonly size: number;
	/** ms; what has come by then is all. */
	readonly limit?: number;
	/** DCD is low meanwhile. */
	readonly carrier?: boolean;
}

/** What the modem offers to its command families. */
export interface Modem {
	readonly clock: Clock;
	readonly settings: Settings;
	readonly personality: Personality;
	readonly network: Required<Network>;
	readonly nvram: Nvram;
	readonly registers: Registers;
	readonly imei: string;
	readonly radio: Radio;
	readonly bearers: Bearers;
	readonly jams: Jams;
	/** The family of sockets puts it here. */
	sockets: Stack;
	/** So do those of messages and of calls. */
	messages: MessageService;
	calls: CallService;
	/** Answers of the operator. */
	readonly ussd: UssdAnswers;
	readonly transcript: Transcript;

	/** An alarm that a reset or power-down forgets. */
	later(delay: number, callback: () => void): Alarm;
	/** Calls back when the modem loses power or is reset; for what alarms do not cover. */
	onReset(callback: () => void): void;
	/** Calls back when all that is queued for the host has gone, what the command that calls this will still say with it. */
	afterSent(callback: () => void): void;
	/** Calls back when all that has been queued for the host has gone; a line of the modem's own behind it need not. */
	afterQueued(callback: () => void): void;

	/** Information text of the command that is being executed; several lines make one block. */
	information(...lines: string[]): void;
	/** An information line followed by raw bytes. */
	payload(header: string, bytes: Uint8Array): void;
	/** A line nobody asked for. In a data phase it waits. */
	unsolicited(text: string): void;
	/** A line that stays words under ATV0, at once: `SHUT OK` and the like. */
	say(text: string): void;
	/** Prints a prompt and takes the next bytes of the host as they are. */
	collect(request: PayloadRequest, done: (bytes: Uint8Array) => void): void;
	/** Prints a prompt and takes text until 1A; calls back with undefined after 1B. More than `limit` bytes end it as well. */
	collectText(prompt: string, limit: number, done: (bytes: Uint8Array | undefined) => void): void;
	/** Data mode: from now on the host's bytes go to `carrier`, until it leaves or `offline` is called. */
	online(carrier: Carrier): void;
	offline(): void;
	readonly isOnline: boolean;
	/** Now, or after the data phase in which the host sends. */
	whenFree(callback: () => void): void;
	/** Bytes for the host as they are. */
	transmit(bytes: Uint8Array): void;

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
