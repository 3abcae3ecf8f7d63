import { badArgument, type ErrorCode, ModemError } from "../at/error.js";
import { BEARER_TEXT, BURST_LIMIT, WAKE_TIME } from "../at/limits.js";
import { Machine, type MachineTarget } from "../at/machine.js";
import { BEARER_DOUBT, RESTART_DOUBT } from "../at/sync.js";
import type { Scanner } from "../at/scanner.js";
import type { Parameter } from "../at/script.js";
import { checkFlag, checkNumber, checkObject, checkOptions, encodeText, given } from "../at/check.js";
import { BEARER_RELEASED, MESSAGE, OTHER, RESTARTED } from "../at/unsolicited.js";
import { isSpelled } from "../at/words.js";
import { runtime as platform } from "sim900/runtime";
import type { Runtime } from "../runtime/runtime.js";
import { NINE, ZERO } from "../uart/ascii.js";
import { DataCarrierDetect } from "../uart/dcd.js";
import { DEFAULT_CHUNK, Memory } from "../uart/memory.js";
import { openSerial, type SerialPort } from "../uart/port.js";
import { APN, CID, MODEM_COMMANDS, PASSWORD, PIN, POWER_DOWN, QUERY_SIGNAL, SLEEP, STOP, USER } from "./commands.js";
import { type CommandOptions, Raw, type RawCommand } from "./command.js";
import { FirmwareRecord } from "./firmware.js";
import type { Modem, ModemOptions, Statistics } from "./modem.js";
import type { Operation } from "./operation.js";
import { checkPins, Pins } from "./pins.js";
import {
	IDENTITIES,
	IDENTITY_SCRIPTS,
	type IdentityName,
	readNumber,
	readSignal,
	readText,
	type SignalCallback,
	type TextCallback,
	UNKNOWN_SIGNAL,
} from "./query.js";
import { LOOK, NETWORK, NONE, Recovery, RESET, RUNG_NAMES } from "./recovery.js";
import { RequestQueue } from "./queue.js";
import { ASLEEP, BEARER_CLOSED, type DoneCallback, NO_EFFECT, OFF, ScriptOperation } from "./script-operation.js";
import { ANSWERING, CONNECTED, REGISTERED, STAGE_NAMES, UNKNOWN } from "./stages.js";
import { Starter } from "./starter.js";

const OPTIONS = Object.freeze([
	"serial",
	"dcd",
	"powerKey",
	"reset",
	"supply",
	"dtr",
	"status",
	"powerOn",
	"resetPulse",
	"apn",
	"pin",
	"cid",
	"burst",
	"store",
	"runtime",
	"onProgress",
	"onReady",
	"onRecovery",
	"onUnsolicited",
	"onError",
	"onTrace",
]);
/** Of `+SAPBR 1`. */
const PROFILE_LENGTH = 8;
const APN_OPTIONS = Object.freeze(["name", "user", "password"]);

/** Told what the modem says by itself, whoever has it: a service that lives longer than its operations. */
export interface Listener {
	/** The one that has registered before it. */
	next: Listener | null;
	/** A line that answers no command; true if it was meant for this service. */
	onURC(scanner: Scanner): boolean;
	/** A word says that a connection of the network has been released (`+PDP: DEACT`). */
	onReleased?(): void;
	/** The modem knows nothing any more, or will not; `cancelled` and `port`: it is not used any more. The machine may be busy. */
	onLost(code: ErrorCode): void;
}

/** The implementation of {@link Modem}: the services of the library use all of it, an application only what `Modem` shows. */
export class ModemCore implements Modem, MachineTarget {
	/** The operation that has the modem. */
	current: Operation | null = null;
	/** The last one that has registered itself, with {@link listen}. */
	listener: Listener | null = null;
	/** Parameters of the bearer scripts. */
	readonly slots: Parameter[];
	registration: number;
	readonly statistics: Statistics;
	readonly firmware: FirmwareRecord;
	readonly error: ModemError;
	readonly baud: number;
	readonly runtime: Runtime;
	readonly memory: Memory;
	readonly machine: Machine;
	readonly starter: Starter;
	readonly queue: RequestQueue;
	readonly pins: Pins;
	readonly recovery: Recovery;
	/** The application's options. */
	readonly handlers: ModemOptions;
	/** The stage that is wanted apart from what operations need. */
	private goal: number;
	private asleep: boolean;
	private port: SerialPort | null;

	constructor(options: ModemOptions) {
		checkOptions("open", "the options", options, OPTIONS);
		checkObject("open", "serial", options.serial);
		checkPins(options);
		const runtime = given(options.runtime, platform);
		const baud = checkNumber("open", "serial.baud", given(options.serial.baud, 57600), 1200, 460800);
		const burst = checkNumber("open", "burst", given(options.burst, DEFAULT_CHUNK), 64, BURST_LIMIT);
		checkFlag("open", "store", options.store, false);
		// The engine finds a property by walking along them: what each line needs comes first.
		this.handlers = options;
		this.statistics = {
			received: 0,
			unsolicited: 0,
			noise: 0,
			overlong: 0,
			commands: 0,
			resynchronised: 0,
			dcdUnreliable: 0,
			healed: 0,
			starts: 0,
		};
		this.registration = -1;
		this.goal = CONNECTED;
		this.asleep = false;
		this.port = null;
		this.runtime = runtime;
		this.baud = baud;
		this.slots = encodeParameters(runtime, options);
		this.error = new ModemError("cancelled");
		this.queue = new RequestQueue();
		this.memory = new Memory(burst);
		this.firmware = new FirmwareRecord();
		this.pins = new Pins(options);
		this.recovery = new Recovery();
		this.machine = new Machine(runtime, this.memory, new DataCarrierDetect(options.dcd), this.statistics, this);
		this.starter = new Starter(this);
		this.openPort(baud);
		this.next();
	}

	// The engine finds a method by walking along them: those that unsolicited lines call come first.

	/** @inline */
	onOther(word: number, start: number, end: number): void {
		const handlers = this.handlers;
		this.statistics.unsolicited++;
		if (handlers.onUnsolicited) handlers.onUnsolicited(word, this.memory.bytes, start, end);
	}

	onUnsolicited(scanner: Scanner, meaning: number): void {
		// oxlint-disable-next-line typescript/no-this-alias -- as in the receiver
		const core = this;
		if (meaning !== OTHER) {
			if (core.onWord(scanner, meaning)) return;
		}
		const current = core.current;
		if (current !== null) {
			if (current.work.onReport && current.work.onReport(scanner)) return;
		}
		if (core.listener !== null) {
			if (core.tellListeners(scanner)) return;
		}
		core.onOther(scanner.word, scanner.start, scanner.end);
	}

	/** A line with the hash of a word that the driver acts on: true where it does, and nobody else has to be told. */
	private onWord(scanner: Scanner, meaning: number): boolean {
		if (!isSpelled(scanner)) return false;
		const starter = this.starter;
		const isRunning = this.current !== null;
		if (meaning === MESSAGE) this.machine.expectText();
		else if (meaning !== BEARER_RELEASED) {
			const machine = this.machine;
			// Connections outlive operations: where there may be some, nothing is thrown away for a word.
			const isAsked = isRunning || (this.listener !== null && machine.idle);
			// A start takes nothing for granted: it begins anew.
			if (!isAsked || starter.stage === UNKNOWN) this.onReset();
			else {
				machine.suspect(RESTART_DOUBT, meaning === RESTARTED);
				if (!isRunning) {
					this.goal = CONNECTED;
					machine.soon();
				}
			}
		} else {
			if (scanner.colon - scanner.start !== PROFILE_LENGTH) this.tellReleased();
			// Another profile, which somebody else uses.
			else if (scanner.bytes[scanner.colon - 1] !== ZERO + (this.slots[CID] as number)) return false;
			if (isRunning && starter.stage === CONNECTED) this.machine.suspect(BEARER_DOUBT, false);
			else starter.fallTo(REGISTERED);
		}
		return meaning !== MESSAGE;
	}

	private tellListeners(scanner: Scanner): boolean {
		for (let listener = this.listener; listener !== null; listener = listener.next) if (listener.onURC(scanner)) return true;
		return false;
	}

	private tellReleased(): void {
		for (let listener = this.listener; listener !== null; listener = listener.next) if (listener.onReleased) listener.onReleased();
	}

	// What an application calls.

	/** Closes the ports; everything ends with `code`, by default `cancelled`. */
	close(code?: ErrorCode): void {
		const port = this.port;
		const error = code ?? "cancelled";
		if (port === null) return;
		this.port = null;
		this.machine.close(port);
		this.machine.dcd.close();
		this.pins.close();
		if (this.current !== null) this.current.end(error, 0);
		while (this.queue.first !== null) this.queue.first.cancel(error);
		this.loseAll(error);
	}

	/** Whatever a listener has in the modem is lost. */
	private loseAll(code: ErrorCode): void {
		for (let listener = this.listener; listener !== null; listener = listener.next) listener.onLost(code);
	}

	/** The port cannot be used any more. */
	onPortError(): void {
		if (this.port === null) return;
		this.close("port");
		if (this.handlers.onError) this.handlers.onError(this.describe("port", 0, "port"));
	}

	disconnect(onDone?: DoneCallback): void {
		this.submit(new ScriptOperation(this, "disconnect", MODEM_COMMANDS, STOP, onDone, BEARER_CLOSED, null, "").operation);
	}

	sleep(onDone?: DoneCallback): void {
		if (!this.pins.has("dtr")) throw new ModemError("unsupported", "sleep requires the DTR pin (option dtr)");
		this.submit(new ScriptOperation(this, "sleep", MODEM_COMMANDS, SLEEP, onDone, ASLEEP, null, "").operation);
	}

	powerDown(onDone?: DoneCallback): void {
		this.submit(new ScriptOperation(this, "powerDown", MODEM_COMMANDS, POWER_DOWN, onDone, OFF, null, "").operation);
	}

	signal(onDone: SignalCallback): void {
		this.submit(new ScriptOperation(this, "signal", MODEM_COMMANDS, QUERY_SIGNAL, onDone, NO_EFFECT, readSignal, UNKNOWN_SIGNAL).operation);
	}

	identify(name: IdentityName, onDone: TextCallback): void {
		const index = IDENTITIES.indexOf(name);
		if (index < 0) throw badArgument("identify", "name must be one of " + IDENTITIES.join(", "));
		const reader = name === "imei" || name === "imsi" || name === "iccid" ? readNumber : readText;
		this.submit(new ScriptOperation(this, "identify", MODEM_COMMANDS, IDENTITY_SCRIPTS[index]!, onDone, NO_EFFECT, reader, "").operation);
	}

	command(text: string, options: CommandOptions): RawCommand {
		const raw = new Raw(this, text, options);
		this.submit(raw.operation);
		return raw;
	}

	get ready(): boolean {
		return this.starter.stage === CONNECTED;
	}

	// What operations call.

	/** Begins `operation` as soon as the modem is free. Throws `busy` when the queue is full, `cancelled` after `close()`. */
	submit(operation: Operation): void {
		if (this.port === null) throw new ModemError("cancelled", "the modem is closed: create a new one");
		this.queue.push(operation);
		this.machine.soon();
	}

	/** Begins `operation`, one of a listener's own, which is never too many: the modem is open. */
	submitTurn(operation: Operation): void {
		this.queue.add(operation);
		this.machine.soon();
	}

	/** Tells `listener` from now on. */
	listen(listener: Listener): void {
		if (this.port === null) throw new ModemError("cancelled", "the modem is closed: create a new one");
		listener.next = this.listener;
		this.listener = listener;
	}

	/** `operation` ends and leaves the modem free, or does not wait for it any more; false if it has ended already. */
	release(operation: Operation): boolean {
		if (this.current === operation) {
			this.current = null;
			if (operation.needs === CONNECTED) this.recovery.note(operation.error);
		} else if (!this.queue.remove(operation)) return false;
		this.next();
		this.queue.notifyWaiter();
		return true;
	}

	/** What a script has done to the modem (`script-operation.ts`). */
	noteEffect(effect: number): void {
		if (effect === ASLEEP) {
			this.asleep = true;
			this.pins.drive("dtr", 1);
		} else if (effect === OFF) {
			this.starter.fallTo(UNKNOWN);
			this.goal = UNKNOWN;
		} else this.starter.fallTo(REGISTERED);
	}

	/** Fills the one error object. */
	describe(code: ErrorCode, status: number, operation: string): ModemError {
		const error = this.error;
		error.code = code;
		error.status = status;
		error.operation = operation;
		return error;
	}

	// What the starter tells.

	/** Opens the port at a rate, after closing the one that is open. */
	openPort(baud: number): void {
		if (this.port !== null) {
			this.machine.attach(null, baud);
			this.port.close();
		}
		const handlers = this.handlers;
		this.port = openSerial(this.runtime, handlers.serial, baud, this.machine.receiver, handlers.onTrace);
		this.machine.attach(this.port, baud);
	}

	/** The stage is one further. */
	onStage(): void {
		const stage = this.starter.stage;
		if (stage === ANSWERING) this.loseAll("reset");
		this.next();
		if (this.handlers.onProgress) this.handlers.onProgress(STAGE_NAMES[stage]!);
		if (stage === CONNECTED && this.handlers.onReady) this.handlers.onReady();
	}

	/** What `+CREG` or `+CGREG` has said. @inline */
	noteRegistration(state: number): void {
		this.registration = state;
	}

	/** A rung of the ladder will be climbed in `delay` ms. */
	onRecovery(rung: number, delay: number): void {
		if (this.handlers.onRecovery) this.handlers.onRecovery(RUNG_NAMES[rung]!, delay);
	}

	/** The next stage cannot be reached. */
	onStartFailed(code: ErrorCode): void {
		const status = this.machine.status;
		this.goal = UNKNOWN;
		this.recovery.note(code);
		this.queue.condemn(code, status);
		this.loseAll(code);
		if (this.queue.first !== null) this.machine.later(0);
		if (this.handlers.onError) this.handlers.onError(this.describe(code, status, "start"));
	}

	// What the machine tells.

	onForgotten(): boolean {
		if (this.starter.stage === UNKNOWN) return false;
		this.onReset();
		return true;
	}

	onBearerLost(): void {
		if (this.starter.fallTo(REGISTERED) && this.current !== null) this.current.work.interrupt("bearerLost");
	}

	/** Condemned operations end one a turn, so that a callback that throws keeps no other from being called. */
	onLater(): void {
		const first = this.queue.first;
		if (first === null || first.error === null) return this.next();
		if (first.next !== null) this.machine.later(0);
		first.end(null, 0);
	}

	/** The modem knows nothing any more: what runs ends at once, what waits begins after the start. */
	private onReset(): void {
		const starter = this.starter;
		if (starter.onReset() || !starter.fallTo(UNKNOWN)) return;
		this.goal = CONNECTED;
		const current = this.current;
		this.machine.abort("reset");
		// An operation that waited for the application had no script that could be aborted.
		if (current !== null && this.current === current) current.end("reset", 0);
		this.next();
	}

	/** Begins the operation that has waited longest, after bringing the modem to the stage that it needs. */
	next(): void {
		if (this.current !== null || this.port === null || !this.machine.idle) return;
		const starter = this.starter;
		if (starter.stage === UNKNOWN) this.loseAll("reset");
		const operation = this.queue.first;
		let doubt = this.machine.sync.takeDoubt();
		if ((doubt & RESTART_DOUBT) !== 0 && this.listener !== null && starter.stage !== UNKNOWN) {
			// The probe goes before the settings, which are made again.
			this.machine.sync.suspect(RESTART_DOUBT);
			this.machine.trustSettings(false);
		} else if (doubt !== 0) {
			starter.fallTo((doubt & RESTART_DOUBT) !== 0 ? UNKNOWN : REGISTERED);
			doubt = 0;
		}
		const stage = operation !== null && operation.needs > this.goal ? operation.needs : this.goal;
		if (this.asleep && (operation !== null || stage > UNKNOWN)) {
			// DTR wakes the modem; its port hears a little later.
			this.asleep = false;
			this.pins.drive("dtr", 0);
			return this.machine.later(WAKE_TIME);
		}
		const rung = this.recovery.due;
		if (rung !== NONE && operation !== null) {
			// A start looks at everything by itself.
			if (rung === LOOK && starter.stage === UNKNOWN) this.recovery.settle();
			else if (rung === RESET || starter.stage > UNKNOWN) {
				if (rung >= NETWORK) this.loseAll("reset");
				return starter.climb();
			}
		}
		if (starter.advance(stage, (operation !== null || doubt !== 0) && this.machine.settingsSuspect)) return;
		this.goal = UNKNOWN;
		if (operation === null) return;
		this.queue.remove(operation);
		this.current = operation;
		operation.work.begin();
		this.queue.notifyWaiter();
	}
}

/** The implementation of a {@link Modem}. Throws `argument` for anything else. */
export function coreOf(modem: Modem): ModemCore {
	if (!(modem instanceof ModemCore)) throw badArgument("open", "modem must be a Modem of sim900/modem");
	return modem;
}

/** Checks and encodes the parameters of the scripts. */
function encodeParameters(runtime: Runtime, options: ModemOptions): Parameter[] {
	const apn = options.apn;
	checkOptions("open", "apn", apn, APN_OPTIONS);
	// Only what is given: an item costs 16 bytes.
	const slots: Parameter[] = [];
	slots[CID] = checkNumber("open", "cid", given(options.cid, 1), 1, 3);
	slots[APN] = encodeText(runtime, "open", "apn.name", apn.name, 0, BEARER_TEXT);
	if (apn.user !== undefined) slots[USER] = encodeText(runtime, "open", "apn.user", apn.user, 0, BEARER_TEXT);
	if (apn.password !== undefined) slots[PASSWORD] = encodeText(runtime, "open", "apn.password", apn.password, 0, BEARER_TEXT);
	if (options.pin !== undefined) {
		const pin = encodeText(runtime, "open", "pin", options.pin, 4, 8);
		for (let i = 0; i < pin.length; i++) {
			if (pin[i]! < ZERO || pin[i]! > NINE) throw badArgument("open", "pin must be 4 to 8 digits");
		}
		slots[PIN] = pin;
	}
	return slots;
}
