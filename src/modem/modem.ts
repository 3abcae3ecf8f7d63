import type { ModemError } from "../at/error.js";
import type { MachineStatistics } from "../at/machine.js";
import type { Runtime } from "../runtime/runtime.js";
import type { DigitalOptions, SerialOptions } from "../uart/port.js";
import type { CommandOptions, RawCommand } from "./command.js";
import { ModemCore } from "./core.js";
import type { Firmware } from "./firmware.js";
import type { PinOptions } from "./pins.js";
import type { IdentityName, SignalCallback, TextCallback } from "./query.js";
import type { DoneCallback } from "./script-operation.js";
import type { RungName } from "./recovery.js";
import type { StageName } from "./stages.js";

export { QUEUE_DEPTH } from "./queue.js";

/** The access point of the network operator. Strings of printable ASCII without quotes, at most 50 characters (V1.11, AT+SAPBR). */
export interface AccessPoint {
	name: string;
	user?: string;
	password?: string;
}

/** Options of a modem. */
export interface ModemOptions extends PinOptions {
	/** The UART. `serial.baud` is the rate that the modem uses or detects, 1200 to 460800; default 57600. */
	serial: SerialOptions;
	/** The modem's DCD pin, if it is wired. */
	dcd?: DigitalOptions;
	apn: AccessPoint;
	/** The SIM's PIN, 4 to 8 digits. Sent once, and again after a restart of the modem if the SIM has accepted it: a wrong one is never tried twice. */
	pin?: string;
	/** Bearer profile, 1 to 3; default 1. */
	cid?: number;
	/**
	 * Payload bytes requested from the modem at once, 64 to 8192; default 1152. It costs as many bytes of RAM for the life of the modem, and saves the time
	 * of commands and answers, one of each for every chunk (the README has a table). A chunk that the wire damages is requested again, so a large burst
	 * pays on a line that loses little.
	 */
	burst?: number;
	/**
	 * Stores the rate in the modem (AT&W), with whatever else of its profile is set at that moment; default false: nothing is stored there. With it, a modem that is
	 * switched on has this rate at once and says `RDY`, which is noticed at once; without it, a modem that detects its rate is silent until it is asked.
	 */
	store?: boolean;
	/** Instead of the platform's own runtime. */
	runtime?: Runtime;
	/** The modem has reached a stage of its start: `answering`, `unlocked` (the SIM), `registered`, `connected` (the bearer). */
	onProgress?(stage: StageName): void;
	/**
	 * Something failed, and more than patience is tried, in `delay` ms and before the next request (docs/recovery.md): `look` asks settings, SIM,
	 * registration and bearer again; `bearer` closes and opens the bearer; `network` leaves the network and joins it again; `restart` restarts the modem by a
	 * command, `reset` by a pin. Requests wait meanwhile.
	 */
	onRecovery?(rung: RungName, delay: number): void;
	/** The modem is registered and the bearer is open. Called again after every restart. */
	onReady?(): void;
	/**
	 * A line that the driver has no use for, such as `+CMTI: "SM",1` or `RING`: the bytes from `start` up to `end` (exclusive) of `memory`.
	 * `keyword` is the hash of what stands before its colon, as `hashOf` gives it; 0 for the text after `+CMT`, `+CBM` and `+CDS`. Valid until the
	 * callback returns or calls the modem.
	 */
	onUnsolicited?(keyword: number, memory: Uint8Array, start: number, end: number): void;
	/**
	 * A fault ended the session with the modem; it is started again for the next request. After `port`, the port cannot be used any more: make a new modem.
	 */
	onError?(error: ModemError): void;
	/**
	 * Everything that passes over the line, before it is looked at: the bytes from `start` up to `end` (exclusive) of `bytes`, sent by `driver` or `modem`, secrets
	 * included. Valid until the callback returns. `formatTrace` of `sim900/trace` makes lines of it. Costs nothing if it is not given.
	 */
	onTrace?(direction: "driver" | "modem", bytes: Uint8Array, start: number, end: number): void;
}

/** Counts that only grow; read them at any time. */
export interface Statistics extends MachineStatistics {
	/** Lines that answered nothing and mean nothing to the driver. */
	unsolicited: number;
	/** Payload chunks that were read again. */
	healed: number;
	/** Starts of the modem: the first one and every one after a fault. */
	starts: number;
}

/** The modem from power to bearer, and the queue of what uses it. The services stand on it: `new HTTP({ modem })`, `new FTP({ modem })`. */
export interface Modem {
	/** Counts that only grow. */
	readonly statistics: Statistics;
	/** What the modem is, known from the stage `answering` on. */
	readonly firmware: Firmware;
	/** The one error object: valid during the callback that it is given to. */
	readonly error: ModemError;
	/** The requested rate, bits per second. */
	readonly baud: number;
	/** The last registration status: 0 not registered, 1 home, 2 searching, 3 denied, 4 unknown, 5 roaming (V1.11, +CREG); -1 unknown. */
	readonly registration: number;
	/** Registered, and the bearer open. */
	readonly ready: boolean;
	/** Closes the ports. Operations that run or wait end with `cancelled`. */
	close(): void;
	/**
	 * Closes the bearer, after the requests that wait. The next request opens it again. `onDone` is called once, with null or what went wrong.
	 * Throws `busy` when too many wait.
	 */
	disconnect(onDone?: DoneCallback): void;
	/**
	 * Lets the modem sleep, after the requests that wait; its lines still come. The next request wakes it. Requires the DTR pin: throws
	 * `unsupported` without it, `busy` when too many wait.
	 */
	sleep(onDone?: DoneCallback): void;
	/** Switches the modem off, after the requests that wait. The next request starts it again. Throws `busy` when too many wait. */
	powerDown(onDone?: DoneCallback): void;
	/** Asks for the signal, after the requests that wait. Throws `busy` when too many wait. */
	signal(onDone: SignalCallback): void;
	/** Asks for a text that says what the modem, its SIM or its network is, after the requests that wait. Allocates the text. Throws `busy`. */
	identify(name: IdentityName, onDone: TextCallback): void;
	/**
	 * Sends a command that the library does not cover, after what runs and waits. Commands that ask for data (`AT+CMGS`, `AT+CIPSEND`) are not
	 * for this: nothing answers their prompt, and they end with `timeout`. What a command changes (echo, CMEE, baud) is the caller's affair.
	 * Throws `argument` or `busy`. Allocates the command; nothing afterwards.
	 */
	command(text: string, options: CommandOptions): RawCommand;
}

/** Makes a modem and begins to bring it to its bearer. Throws `argument`. */
export const Modem: new (options: ModemOptions) => Modem = ModemCore;
