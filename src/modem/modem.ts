import { badArgument, type ErrorCode, ModemError } from "../at/error.js";
import { BEARER_TEXT, WAKE_TIME } from "../at/limits.js";
import { Machine, type MachineStatistics, type MachineTarget } from "../at/machine.js";
import type { Scanner } from "../at/scanner.js";
import type { Parameter } from "../at/script.js";
import { checkNumber, checkOptions, encodeText, given, NO_CALLBACKS } from "../at/check.js";
import { BEARER_RELEASED, POWERED_DOWN, RESTARTED } from "../at/unsolicited.js";
import type { Runtime } from "../runtime/runtime.js";
import { DataCarrierDetect } from "../uart/dcd.js";
import { DEFAULT_CHUNK, Memory } from "../uart/memory.js";
import { type DigitalOptions, openSerial, type SerialOptions, type SerialPort } from "../uart/port.js";

import { APN, CID, PASSWORD, PIN, USER } from "./commands.js";
import { type CommandOptions, RawCommand } from "./command.js";
import { Disconnect, type DoneCallback, PowerDown, Sleep } from "./control.js";
import { Firmware } from "./firmware.js";
import type { Operation } from "./operation.js";
import { type IdentityName, type SignalCallback, SignalQuery, type TextCallback, TextQuery } from "./query.js";
import { type PinOptions, Pins } from "./pins.js";
import { CONNECTED, REGISTERED, STAGE_NAMES, type StageName, UNKNOWN } from "./stages.js";
import { Starter, type StarterTarget } from "./starter.js";

/** The access point of the network operator. Strings of printable ASCII without quotes, 50 characters at most (V1.11, AT+SAPBR). */
export interface AccessPoint {
	name: string;
	user?: string;
	password?: string;
}

/** What a modem is made of. */
export interface ModemOptions extends PinOptions {
	/** The UART. `serial.baud` is the rate the modem uses, or detects: 57600 where nothing is given. */
	serial: SerialOptions;
	/** The modem's DCD line, where it is wired. */
	dcd?: DigitalOptions;
	apn: AccessPoint;
	/** The SIM's PIN, 4 to 8 digits. Sent once, and after a restart of the modem again where the SIM has taken it: a wrong one is never tried twice. */
	pin?: string;
	/** Bearer profile, 1 to 3; 1 where nothing is given. */
	cid?: number;
	/**
	 * Payload bytes asked of the modem at once, 64 to 8192: what the receive path absorbs while nothing else runs, and what the
	 * receive memory holds. 1152 where nothing is given.
	 */
	burst?: number;
	/** Instead of the platform's own runtime. */
	runtime?: Runtime;
	/** The modem has reached a stage of its start: `answering`, `unlocked` (the SIM), `registered`, `connected` (the bearer). */
	onProgress?(stage: StageName): void;
	/** The modem is registered and the bearer is open. Called again after every restart. */
	onReady?(): void;
	/**
	 * A line that the driver has no use for, such as `+CMTI: "SM",1` or `RING`: the bytes from `start` up to `end` (exclusive) of `memory`.
	 * `keyword` is the hash of what stands before its colon, as `hashOf` gives it; 0 for the text behind `+CMT`, `+CBM` and `+CDS`. Valid until the callback returns or calls the modem.
	 */
	onUnsolicited?(keyword: number, memory: Uint8Array, start: number, end: number): void;
	/** A fault ended the session with the modem; it is started again for the next request. */
	onError?(error: ModemError): void;
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

const CALLBACKS = Object.freeze(["onProgress", "onReady", "onUnsolicited", "onError"]);

/** Operations that may wait while one runs. */
export const QUEUE_DEPTH = 4;

/** Somebody who waits until the queue has a place. */
export interface QueueWaiter {
	onPlace(): void;
}

/** The modem from power to bearer, and the queue of operations that use it. The services (`http`) stand on it. */
export class Modem implements MachineTarget, StarterTarget {
	/** @internal Parameters of the bearer scripts. */
	readonly slots: Parameter[];
	readonly statistics: Statistics;
	/** What the modem is, known from the stage `answering` on. */
	readonly firmware: Firmware;
	/** The one error object: valid during the callback that it is given to. */
	readonly error: ModemError;
	readonly runtime: Runtime;
	readonly memory: Memory;
	/** @internal For the services. */
	readonly machine: Machine;
	readonly dcd: DataCarrierDetect;
	/** @internal The application's options. */
	private readonly handlers: ModemOptions;
	private readonly starter: Starter;
	private readonly pins: Pins;
	private asleep = false;
	/** The stage that is wanted apart from what operations need. */
	private goal = CONNECTED;
	/** Waiting operations that end with `failure`. */
	private failing = 0;
	private failure: ErrorCode = "cancelled";
	private failureStatus = 0;
	private current: Operation | null = null;
	private readonly queue: (Operation | null)[];
	private queued = 0;
	private waiter: QueueWaiter | null = null;
	private port: SerialPort | null = null;

	constructor(options: ModemOptions, runtime: Runtime) {
		checkOptions("open", "the options", options, CALLBACKS);
		checkOptions("open", "serial", options.serial, NO_CALLBACKS);
		const baud = checkNumber("open", "serial.baud", given(options.serial.baud, 57600), 1200, 460800);
		const burst = checkNumber("open", "burst", given(options.burst, DEFAULT_CHUNK), 64, 8192);
		this.runtime = runtime;
		this.baud = baud;
		this.handlers = options;
		this.slots = encodeParameters(runtime, options);
		this.statistics = {
			received: 0,
			noise: 0,
			overlong: 0,
			commands: 0,
			resynchronised: 0,
			dcdUnreliable: 0,
			unsolicited: 0,
			healed: 0,
			starts: 0,
		};
		this.error = new ModemError("cancelled", "");
		this.queue = [];
		for (let i = 0; i < QUEUE_DEPTH; i++) this.queue.push(null);
		this.memory = new Memory(burst);
		this.firmware = new Firmware();
		this.pins = new Pins(options);
		this.dcd = new DataCarrierDetect(options.dcd);
		this.machine = new Machine(runtime, this.memory, this.dcd, this.statistics, this);
		this.starter = new Starter(this.machine, this.firmware, this.memory, this.pins, this.slots, baud, this);
		this.openPort(baud);
		this.next();
	}

	/** Closes the ports. Operations that run or wait end with `cancelled`. */
	close(): void {
		if (this.port === null) return;
		const port = this.port;
		this.port = null;
		this.machine.close(port);
		this.dcd.close();
		this.pins.close();
		if (this.current !== null) this.current.fail("cancelled", 0);
		while (this.queued > 0) {
			const operation = this.queue[0]!;
			this.dequeue(0);
			operation.fail("cancelled", 0);
		}
	}

	/**
	 * Closes the bearer, after the requests that wait. The next request opens it again. `onDone` is called once, with null or what went wrong.
	 * Throws `busy` where too many wait.
	 */
	disconnect(onDone?: DoneCallback): void {
		this.submit(new Disconnect(this, onDone));
	}

	/**
	 * Lets the modem sleep, after the requests that wait; its lines still come. The next request wakes it. Takes the DTR pin: throws
	 * `unsupported` without it, `busy` where too many wait.
	 */
	sleep(onDone?: DoneCallback): void {
		if (!this.pins.canSleep) throw new ModemError("unsupported", "sleeping takes the DTR line: give its pin as dtr");
		this.submit(new Sleep(this, onDone));
	}

	/** Switches the modem off, after the requests that wait. The next request starts it again. Throws `busy` where too many wait. */
	powerDown(onDone?: DoneCallback): void {
		this.submit(new PowerDown(this, onDone));
	}

	/** Asks for the signal, after the requests that wait. Throws `busy` where too many wait. */
	signal(onDone: SignalCallback): void {
		this.submit(new SignalQuery(this, onDone));
	}

	/** Asks for a text that says what the modem, its SIM or its network is, after the requests that wait. Allocates the text. Throws `busy`. */
	identify(name: IdentityName, onDone: TextCallback): void {
		this.submit(new TextQuery(this, name, onDone));
	}

	/**
	 * Sends a command that the library does not cover, after what runs and waits. Commands that ask for data (`AT+CMGS`, `AT+CIPSEND`) are not
	 * for this: nothing answers their prompt, and they end with `timeout`. What a command changes (echo, CMEE, baud) is the caller's affair.
	 * Throws `argument` or `busy`. Allocates the command; nothing afterwards.
	 */
	command(text: string, options: CommandOptions): RawCommand {
		const raw = new RawCommand(this, text, options);
		this.submit(raw);
		return raw;
	}

	/** The last registration status: 0 not registered, 1 home, 2 searching, 3 denied, 4 unknown, 5 roaming (V1.11, +CREG); -1 unknown. */
	get registration(): number {
		return this.starter.registration;
	}

	/** The rate that was asked for, bits per second. */
	readonly baud: number;

	/** Registered, and the bearer open. */
	get ready(): boolean {
		return this.starter.stage === CONNECTED;
	}

	/** @internal Begins `operation` as soon as the modem is free. Throws `busy` where the queue is full. */
	submit(operation: Operation): void {
		if (this.port === null) throw new ModemError("cancelled", "the modem is closed: make a new one");
		if (this.queued === QUEUE_DEPTH)
			throw new ModemError("busy", "the modem has " + QUEUE_DEPTH + " requests waiting: try again after an onDone");
		this.queue[this.queued] = operation;
		this.queued++;
		this.next();
	}

	/** @internal True where `submit` has a place; otherwise `waiter`, the only one, is called once when it has. */
	hasPlace(waiter: QueueWaiter): boolean {
		if (this.queued < QUEUE_DEPTH) return true;
		this.waiter = waiter;
		return false;
	}

	/** @internal `operation` has ended and left the modem free; or it has been cancelled while it waited. */
	release(operation: Operation): void {
		if (this.current === operation) this.current = null;
		else this.dequeue(this.queue.indexOf(operation));
		this.next();
		this.invite();
	}

	/** @internal `operation` has the modem for itself. */
	isRunning(operation: Operation): boolean {
		return this.current === operation;
	}

	/** @internal The running script of an operation has ended with `error`: what it says of the modem as a whole. */
	noteFailure(error: ErrorCode): void {
		if (error === "noAnswer") this.starter.stage = UNKNOWN;
	}

	/** @internal The bearer has been closed. */
	noteDisconnected(): void {
		if (this.starter.stage === CONNECTED) this.starter.stage = REGISTERED;
	}

	/** @internal The modem may sleep: DTR lets it. */
	noteAsleep(): void {
		this.asleep = true;
		this.pins.drive("dtr", 1);
	}

	/** @internal The modem has been switched off, as was wanted. */
	noteOff(): void {
		this.starter.stage = UNKNOWN;
		this.goal = UNKNOWN;
	}

	/** @internal Fills the one error object. */
	describe(code: ErrorCode, status: number, operation: string): ModemError {
		const error = this.error;
		error.code = code;
		error.status = status;
		error.operation = operation;
		return error;
	}

	/** @internal */
	openPort(baud: number): void {
		if (this.port !== null) {
			this.machine.channel.attach(null, baud);
			this.port.close();
		}
		this.port = openSerial(this.handlers.serial, baud, this.machine.channel);
		this.machine.channel.attach(this.port, baud);
	}

	/** @internal */
	onStage(): void {
		const stage = this.starter.stage;
		this.next();
		if (this.handlers.onProgress) this.handlers.onProgress(STAGE_NAMES[stage]!);
		if (stage === CONNECTED && this.handlers.onReady) this.handlers.onReady();
	}

	/** @internal */
	onPrepared(): void {
		this.next();
	}

	/** @internal */
	onStartFailed(code: ErrorCode): void {
		this.goal = UNKNOWN;
		this.failure = code;
		this.failureStatus = this.machine.status;
		this.failing = this.queued;
		if (this.failing > 0) this.machine.later(0);
		if (this.handlers.onError) this.handlers.onError(this.describe(code, this.failureStatus, "start"));
	}

	/** @internal */
	onForgotten(): boolean {
		if (this.starter.stage === UNKNOWN) return false;
		this.onReset();
		return true;
	}

	/** @internal */
	onFeature(feature: number, taken: boolean): void {
		this.firmware.note(feature, taken);
	}

	/** @internal */
	onLater(): void {
		if (this.failing > 0) this.failNext();
		else this.next();
	}

	/** Ends the operation that has waited longest: one a turn, so that a callback that throws keeps no other from being called. */
	private failNext(): void {
		const operation = this.queue[0]!;
		this.dequeue(0);
		if (this.queued > 0) this.machine.later(0);
		operation.fail(this.failure, this.failureStatus);
	}

	onUnsolicited(scanner: Scanner, meaning: number): void {
		if (meaning === BEARER_RELEASED) this.onBearerReleased();
		else if (meaning === RESTARTED || meaning === POWERED_DOWN) this.onReset();
		else this.onOther(scanner);
	}

	private onOther(scanner: Scanner): void {
		const current = this.current;
		if (current !== null && current.onReport && current.onReport(scanner)) return;
		this.statistics.unsolicited++;
		if (this.handlers.onUnsolicited) this.handlers.onUnsolicited(scanner.word, this.memory.bytes, scanner.start, scanner.end);
	}

	private onBearerReleased(): void {
		if (this.starter.stage !== CONNECTED) return;
		this.starter.stage = REGISTERED;
		if (this.current !== null) this.current.onBearerLost();
	}

	/** The modem knows nothing any more: what runs ends at once, what waits begins after the start. */
	private onReset(): void {
		if (this.starter.busy) return this.starter.onReset();
		if (this.starter.stage === UNKNOWN) return;
		this.starter.stage = UNKNOWN;
		this.goal = CONNECTED;
		const current = this.current;
		this.machine.abort("reset");
		// An operation that waited for the application had no script that could be aborted.
		if (current !== null && this.current === current) current.fail("reset", 0);
		this.next();
	}

	/** Begins the operation that has waited longest, after bringing the modem to the stage that it needs. */
	private next(): void {
		if (this.current !== null || this.port === null || !this.machine.idle) return;
		const needs = this.queued > 0 ? this.queue[0]!.needs : UNKNOWN;
		if (this.asleep && (this.queued > 0 || this.goal > UNKNOWN)) return this.wake();
		const isDoubtful = this.queued > 0 && this.machine.isDoubtful;
		if (isDoubtful || this.starter.stage < needs || this.starter.stage < this.goal) return this.advance();
		this.starter.settle();
		this.goal = UNKNOWN;
		if (this.queued === 0) return;
		const operation = this.queue[0]!;
		this.dequeue(0);
		this.current = operation;
		operation.begin();
		this.invite();
	}

	/** Tells the one who waits for a place that there is one. */
	private invite(): void {
		const waiter = this.waiter;
		if (waiter === null || this.queued === QUEUE_DEPTH) return;
		this.waiter = null;
		waiter.onPlace();
	}

	/** DTR wakes the modem; its port hears a little later. */
	private wake(): void {
		this.asleep = false;
		this.pins.drive("dtr", 0);
		this.machine.later(WAKE_TIME);
	}

	/** Brings the modem to its next stage. */
	private advance(): void {
		if (this.starter.stage === UNKNOWN) this.statistics.starts++;
		this.starter.advance();
	}

	private dequeue(index: number): void {
		if (index < 0) return;
		this.queued--;
		if (index < this.failing) this.failing--;
		for (let i = index; i < this.queued; i++) this.queue[i] = this.queue[i + 1]!;
		this.queue[this.queued] = null;
	}
}

/** Checks and encodes the parameters of the scripts. */
function encodeParameters(runtime: Runtime, options: ModemOptions): Parameter[] {
	const apn = options.apn;
	checkOptions("open", "apn", apn, NO_CALLBACKS);
	const slots: Parameter[] = [];
	slots[0] = undefined;
	slots[CID] = checkNumber("open", "cid", given(options.cid, 1), 1, 3);
	slots[APN] = encodeText(runtime, "open", "apn.name", apn.name, 0, BEARER_TEXT);
	slots[USER] = apn.user === undefined ? undefined : encodeText(runtime, "open", "apn.user", apn.user, 0, BEARER_TEXT);
	slots[PASSWORD] = apn.password === undefined ? undefined : encodeText(runtime, "open", "apn.password", apn.password, 0, BEARER_TEXT);
	slots[PIN] = options.pin === undefined ? undefined : encodePin(runtime, options.pin);
	return slots;
}

function encodePin(runtime: Runtime, pin: unknown): Uint8Array {
	const bytes = encodeText(runtime, "open", "pin", pin, 4, 8);
	for (let i = 0; i < bytes.length; i++) {
		if (bytes[i]! < 48 || bytes[i]! > 57) throw badArgument("open", "pin must be 4 to 8 digits");
	}
	return bytes;
}
