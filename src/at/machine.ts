import type { Runtime, RuntimeTimer } from "../runtime/runtime.js";
import type { Memory } from "../uart/memory.js";
import { CHUNK_START, COMMAND_SIZE, LANDING_SIZE } from "../uart/memory.js";
import type { DataCarrierDetect } from "../uart/dcd.js";
import type { SerialPort } from "../uart/port.js";
import type { TransmitPump } from "../uart/pump.js";
import type { Reader } from "../uart/reader.js";
import { errorNumber } from "./cme.js";
import type { ErrorCode } from "./error.js";
import { DCD_PAUSE, DCD_TIME, PAYLOAD_TIME, POLL_TIME, SILENCE_TIME, SILENCE_TRIES, SYNC_TIME, SYNC_TRIES, UPLOAD_TIME } from "./limits.js";
import type { Scanner } from "./scanner.js";
import {
	AGAIN,
	type Command,
	command,
	END,
	FAIL,
	NEXT,
	NOT_MINE,
	type Parameter,
	REPORT_TIME,
	type Script,
	SETTLE_END,
	type Step,
	type Task,
	UPLOAD_SIZE,
} from "./script.js";
import { meaningOf, OTHER } from "./unsolicited.js";
import { CME_ERROR, CMS_ERROR, ERROR, ERROR_DIGIT, OK, OK_DIGIT } from "./words.js";

const CR = 13;
const ZERO = 48;

// What the machine is waiting for.
const IDLE = 0;
/** The information line or the final result. */
const RESULT = 1;
/** The rest of the payload. */
const PAYLOAD = 2;
/** The blank line behind the payload, then OK. */
const BLANK = 3;
const CLOSING = 4;
/** The report that ends the command. */
const REPORT = 5;
/** The pause before the next try. */
const PAUSE = 6;
/** Re-synchronising: silence, then the probe's own line and OK, then silence. */
const SILENCE = 7;
const PROBE = 8;
const SETTLE = 9;
/** Nothing, but the target wants to be called from a clean stack. */
const LATER = 10;
/** DCD to fall, after the prompt. */
const CARRIER = 11;
/** The bytes of an upload to be supplied and sent. */
const UPLOAD = 12;
/** A wait that a task has asked for. */
const WAIT = 13;
/** The answer to a poll, while the report is waited for. */
const POLL = 14;
/** To be closed from the timer. */
const CLOSED = 15;

/** The probe of design section 5: its answer cannot be mistaken for a late answer of another command. */
const PROBE_COMMAND: Command = command("AT+CMEE?", { information: "+CMEE", limit: SYNC_TIME });
/** AT+CMEE=1, as the driver sets it. */
const NUMERIC_ERRORS = 1;
/** Bits on the wire for a byte: 8N1. */
const BITS = 10;

/** Who the machine works for. */
export interface MachineTarget {
	/** A line that answers nothing. */
	onUnsolicited(scanner: Scanner): void;
	/**
	 * The modem has forgotten AT+CMEE=1: it has restarted, unless the driver has not told it yet. True where the running script was ended for it.
	 */
	onForgotten(): boolean;
	/** What {@link Machine.later} asked for. The machine is idle. */
	onLater(): void;
}

/** Counts that only grow. */
export interface MachineStatistics {
	/** Commands sent. */
	commands: number;
	/** Re-synchronisations. */
	resynchronised: number;
	/** Uploads in which DCD said something else than the text: it is not looked at any more. */
	dcdUnreliable: number;
}

/** Runs one script at a time: sends its commands and takes each answer where the script says. One timer, no allocation. */
export class Machine {
	/** CME or CMS number of the last refused command; 0 where it had none. */
	status = 0;
	private state = IDLE;
	private step: Step | null = null;
	private task: Task | null = null;
	private script: Script | null = null;
	private index = 0;
	private tries = 0;
	/** Where OK leads to, as far as is known. */
	private where = NEXT;
	private seen = false;
	/** The command that goes out at the end of the event that is being handled. */
	private unsent: Command | null = null;
	private inside = false;
	/** A callback of the port is running, and what is to be closed when it has returned. */
	private inPort = false;
	private closing: SerialPort | null = null;
	/** ms until the report has to be there, whether it is, and whether there is something to ask meanwhile. */
	private reportLeft = 0;
	private reported = false;
	private polling = false;
	/** What ends the script when the modem listens again; null where it goes on. */
	private error: ErrorCode | null = null;
	/** Bytes of the upload that have not been supplied. */
	private uploadDue = 0;
	private carrierTries = 0;
	private carrierSeen = false;
	private forgotten = false;
	private silences = 0;
	private probes = 0;
	private port: SerialPort | null = null;
	private baud = 57600;
	private readonly reader: Reader;
	private readonly scanner: Scanner;
	private readonly pump: TransmitPump;
	private readonly memory: Memory;
	private readonly dcd: DataCarrierDetect;
	private readonly timer: RuntimeTimer;
	private readonly target: MachineTarget;
	readonly statistics: MachineStatistics;

	constructor(parts: {
		runtime: Runtime;
		memory: Memory;
		reader: Reader;
		scanner: Scanner;
		pump: TransmitPump;
		dcd: DataCarrierDetect;
		statistics: MachineStatistics;
		target: MachineTarget;
	}) {
		this.memory = parts.memory;
		this.reader = parts.reader;
		this.scanner = parts.scanner;
		this.pump = parts.pump;
		this.dcd = parts.dcd;
		this.statistics = parts.statistics;
		this.target = parts.target;
		this.timer = parts.runtime.createTimer(this);
	}

	/** Nothing runs and nothing is waited for. */
	get idle(): boolean {
		return this.state === IDLE;
	}

	/** The running command has not gone out: its parameters may still change. */
	get unsentYet(): boolean {
		return this.unsent !== null;
	}

	/** The port to read from and its rate in bits per second; null when it is closed. */
	attach(port: SerialPort | null, baud: number): void {
		this.port = port;
		this.baud = baud;
		this.pump.attach(port);
	}

	/**
	 * Stops for good and closes `port`. No callback comes any more. Called from a callback of the port itself, it closes it from the timer: the
	 * ESP32's port uses its memory after its callback has returned.
	 */
	close(port: SerialPort): void {
		this.attach(null, this.baud);
		this.task = null;
		this.unsent = null;
		if (!this.inPort) return this.closePort(port);
		this.closing = port;
		this.state = CLOSED;
		this.timer.schedule(0);
	}

	private closePort(port: SerialPort): void {
		this.closing = null;
		this.state = IDLE;
		this.timer.close();
		port.close();
	}

	/** Starts `script` at `index` for `task`. The machine must be idle. */
	run(script: Script, index: number, task: Task): void {
		this.script = script;
		this.task = task;
		this.goto(index);
	}

	/** Drops the running script for another one of the same task: the modem has restarted. */
	restart(script: Script): void {
		this.reader.abandonPayload();
		this.pump.cancel();
		this.script = script;
		this.goto(0);
	}

	/** Ends the running script with `error` as soon as the modem is known to listen to commands again. */
	cancel(error: ErrorCode): void {
		if (this.task === null) return;
		if (this.state === PAUSE || this.state === WAIT) this.finish(error);
		else if (this.state === UPLOAD || this.state === CARRIER) {
			if (this.error === null) this.fillUpload(error);
		}
		// The prompt is on its way, and after it the modem takes every command for payload.
		else if (this.state === RESULT && this.step!.command.upload) this.error = error;
		else if (this.state < SILENCE || this.state === POLL) this.resynchronise(error);
		else this.error = error;
	}

	/** Ends the running script with `error` at once: the modem has restarted and knows nothing of it. */
	abort(error: ErrorCode): void {
		if (this.task !== null) this.finish(error);
	}

	/** Waits for at most `delay` ms: ends like a script, with null after {@link wake}, with `timeout` otherwise. The machine must be idle. */
	wait(delay: number, task: Task): void {
		this.task = task;
		this.state = WAIT;
		this.timer.schedule(delay);
	}

	/** Ends a wait. */
	wake(): void {
		if (this.state === WAIT) this.finish(null);
	}

	/**
	 * Calls the target's `onLater` from the timer, in `delay` ms: for work that must go on even when a callback before it throws. The machine
	 * must be idle.
	 */
	later(delay: number): void {
		this.state = LATER;
		this.timer.schedule(delay);
	}

	/** The port has bytes. */
	onReadable(): void {
		this.inside = true;
		this.inPort = true;
		if (this.state === SILENCE || this.state === SETTLE) this.waitForSilence(this.state);
		while (this.port !== null && this.reader.fill(this.port)) {
			if (this.state === PAYLOAD && this.reader.payloadDue === 0) this.state = BLANK;
			while (this.scanner.next()) this.onLine();
		}
		this.flush();
		this.inPort = false;
	}

	/** The port has room for `count` bytes. */
	onWritable(count: number): void {
		this.inside = true;
		this.inPort = true;
		if (this.state === UPLOAD) this.checkCarrier();
		this.pump.onWritable(count);
		if (this.state === UPLOAD) this.onUploadSent();
		this.flush();
		this.inPort = false;
	}

	/** What was waited for did not come in time, or a pause is over. */
	onTimer(): void {
		// A callback that has thrown has left this behind.
		this.inPort = false;
		if (this.closing !== null) return this.closePort(this.closing);
		this.inside = true;
		this.onExpiry();
		this.flush();
	}

	private onExpiry(): void {
		const step = this.step!;
		switch (this.state) {
			case LATER:
				this.state = IDLE;
				return this.target.onLater();
			case PAUSE:
				return this.send(step.command);
			case SILENCE:
				return this.probe();
			case PROBE:
				if (this.takePartialLine()) return;
				return this.waitForSilence(SILENCE);
			case SETTLE:
				return this.onSettled();
			case WAIT:
				return this.finish("timeout");
			case REPORT:
				if (this.reportLeft > 0) return this.poll();
				return this.resynchronise("timeout");
			case POLL:
				return this.endPoll(false);
			case CARRIER:
				return this.waitForCarrier();
			case UPLOAD:
				return this.fillUpload("underrun");
			case RESULT:
				if (this.takePartialLine()) return;
				if (step.silent === AGAIN) return this.again(step);
				return this.resynchronise(this.error ?? "timeout");
			case IDLE:
				return;
			default:
				return this.resynchronise("timeout");
		}
	}

	/** A result code of ATV0 ends with CR alone, and an LF can be lost: when the time is over, what has come counts as a line. */
	private takePartialLine(): boolean {
		if (!this.scanner.nextPartial()) return false;
		const state = this.state;
		const step = this.step;
		const tries = this.tries;
		this.onLine();
		return this.state !== state || this.step !== step || this.tries !== tries;
	}

	private onLine(): void {
		const scanner = this.scanner;
		if (this.state === BLANK) return this.onBlank();
		if (this.state === CLOSING) return this.onClosing();
		if (scanner.length === 0) return;
		const word = scanner.word;
		// What comes before the command has gone out cannot answer it.
		if (this.unsent !== null) return this.target.onUnsolicited(scanner);
		if (this.state === UPLOAD || this.state === CARRIER) return this.onLineWhileUploading();
		if (this.state === RESULT || this.state === PROBE) {
			if (word === OK || word === OK_DIGIT) return this.onOK();
			if (word === ERROR || word === CME_ERROR || word === CMS_ERROR || word === ERROR_DIGIT) return this.onRefused(word);
			const expected = this.state === PROBE ? PROBE_COMMAND : this.step!.command;
			if (word === expected.information && word !== 0) return this.onInformation(expected);
			if (expected.every && meaningOf(word) === OTHER) {
				this.task!.onLine(scanner);
				return;
			}
		} else if (this.state === POLL) return this.onLineWhilePolling(word);
		else if (this.state === REPORT && word === this.step!.command.report) return this.onReport();
		this.target.onUnsolicited(scanner);
	}

	private onInformation(expected: Command): void {
		const scanner = this.scanner;
		scanner.parse();
		if (this.state === PROBE) {
			this.seen = true;
			this.forgotten = scanner.values[0] !== NUMERIC_ERRORS;
			return;
		}
		// `+FTPGET:1,1` may come between AT+FTPGET=2 and `+FTPGET:2,50`.
		const judge = this.step!.judge;
		if (judge !== null && judge(scanner) === NOT_MINE) return this.target.onUnsolicited(scanner);
		this.seen = true;
		const fits = this.judge();
		if (expected.payload) this.onPayloadHeader(fits);
		else if (expected.upload && fits) this.onPrompt();
		// `+CREG: 5` is not the answer to AT+CREG?: it has come by itself.
		else if (!fits) this.target.onUnsolicited(scanner);
	}

	/** The last argument counts the bytes that follow: `+HTTPREAD:58`, `+FTPGET:2,50`. */
	private onPayloadHeader(fits: boolean): void {
		const scanner = this.scanner;
		const count = scanner.count > 0 ? scanner.values[scanner.count - 1]! : 0;
		if (!fits || count > this.memory.chunkSize) return this.resynchronise("protocol");
		if (count <= 0) return;
		this.state = PAYLOAD;
		this.timer.schedule(PAYLOAD_TIME + this.wireTime(count));
		this.reader.expectPayload(count);
		if (this.reader.payloadDue === 0) this.state = BLANK;
	}

	/** Asks the step and then the task whether the line is what was waited for, and notes where it leads. */
	private judge(): boolean {
		const step = this.step!;
		const where = step.judge === null ? step.ok : step.judge(this.scanner);
		if (where === NOT_MINE || !this.task!.onLine(this.scanner)) return false;
		this.where = where;
		return true;
	}

	/** CR LF closes the payload: anything else means that bytes were lost or came twice. */
	private onBlank(): void {
		if (this.scanner.rawLength === 1 && this.scanner.length === 0) this.state = CLOSING;
		else this.onGarbled();
	}

	private onClosing(): void {
		if (this.scanner.word === OK && this.scanner.rawLength === 3) this.follow(this.step!, this.where);
		else this.onGarbled();
	}

	private onGarbled(): void {
		this.resynchronise("protocol");
		this.target.onUnsolicited(this.scanner);
	}

	/** The modem takes bytes from here on: nothing but payload may be sent until it has all of them. */
	private onPrompt(): void {
		const scanner = this.scanner;
		const asked = this.task!.slots[UPLOAD_SIZE] as number;
		const granted = scanner.count > 0 ? scanner.values[scanner.count - 1]! : asked;
		this.uploadDue = granted < asked ? granted : asked;
		this.carrierTries = 0;
		this.carrierSeen = false;
		this.waitForCarrier();
	}

	/** DCD opens the data phase. Should it not fall in time, the text counts and DCD is not looked at any more. */
	private waitForCarrier(): void {
		this.state = CARRIER;
		if (this.dcd.reliable && !this.dcd.active) {
			this.carrierTries++;
			if (this.carrierTries * DCD_PAUSE <= DCD_TIME) return this.timer.schedule(DCD_PAUSE);
			this.dcd.reliable = false;
			this.statistics.dcdUnreliable++;
		}
		this.carrierSeen = this.dcd.reliable;
		this.state = UPLOAD;
		this.timer.schedule(UPLOAD_TIME);
		if (this.error === null) this.task!.onUpload!();
		else this.fill();
	}

	/**
	 * The bytes from `start` up to `end` (exclusive) of the memory are payload of the running upload; they must stay unchanged until the next
	 * `onUpload`. Several ranges must follow one another.
	 */
	supply(start: number, end: number): void {
		if (this.state !== UPLOAD) return;
		this.uploadDue -= end - start;
		this.timer.schedule(UPLOAD_TIME + this.wireTime(end - start));
		if (this.pump.idle) this.pump.send(start, end);
		else this.pump.extend(end);
		if (this.uploadDue === 0 && this.pump.idle) this.onUploadSent();
	}

	/** Bytes that the running upload still wants. */
	get wanted(): number {
		return this.state === UPLOAD && this.error === null ? this.uploadDue : 0;
	}

	/** DCD high before the end means that the modem has restarted, or that its time is over: the rest would be executed as commands. */
	private checkCarrier(): void {
		const complete = this.uploadDue === 0 && this.pump.idle;
		if (this.carrierSeen && !complete && !this.dcd.active) this.resynchronise(this.error ?? "protocol");
	}

	private onUploadSent(): void {
		if (!this.pump.idle) return;
		if (this.uploadDue === 0) {
			this.state = RESULT;
			this.timer.schedule(this.step!.command.limit + this.wireTime(LANDING_SIZE));
		} else if (this.error === null) this.task!.onUpload!();
		else this.fill();
	}

	/** Gives the modem the bytes that it still waits for: until then it would take every command for payload. */
	private fillUpload(error: ErrorCode): void {
		if (this.error !== null) return this.resynchronise(this.error);
		this.error = error;
		if (this.state === UPLOAD && this.pump.idle) this.fill();
	}

	/**
	 * The prompt did not come, but may have been lost: then the modem waits for payload. Where it does not, these bytes are a line that it
	 * refuses. An upload that is larger than the chunk has a timer of its own in the modem (HTTPDATA).
	 */
	private fillUnseen(): void {
		const asked = this.task!.slots[UPLOAD_SIZE] as number;
		if (asked > this.memory.chunkSize) return;
		this.memory.bytes.fill(0, CHUNK_START, CHUNK_START + asked);
		this.pump.send(CHUNK_START, CHUNK_START + asked);
	}

	private fill(): void {
		const chunk = this.memory.chunkSize;
		const count = this.uploadDue < chunk ? this.uploadDue : chunk;
		this.memory.bytes.fill(0, CHUNK_START, CHUNK_START + count);
		this.supply(CHUNK_START, CHUNK_START + count);
	}

	/** A final result before all payload was sent: the modem has closed the data phase. What is in the port's FIFO cannot be taken back. */
	private onLineWhileUploading(): void {
		const word = this.scanner.word;
		if (word === OK || word === ERROR || word === CME_ERROR) this.resynchronise(this.error ?? "protocol");
		else this.target.onUnsolicited(this.scanner);
	}

	private onOK(): void {
		const step = this.step!;
		if (this.state === PROBE) {
			if (this.seen) this.waitForSilence(SETTLE);
			return;
		}
		if (step.command.report !== 0) {
			this.state = REPORT;
			const limit = step.command.reportLimit;
			this.reportLeft = limit > 0 ? limit : (this.task!.slots[REPORT_TIME] as number);
			this.reported = false;
			this.polling = step.command.poll !== null && this.task!.watches === true;
			this.waitForReport();
			return;
		}
		if (this.error !== null) return this.finish(this.error);
		this.follow(step, this.where);
	}

	private waitForReport(): void {
		const time = this.polling && this.reportLeft > POLL_TIME ? POLL_TIME : this.reportLeft;
		this.state = REPORT;
		this.reportLeft -= time;
		this.timer.schedule(time);
	}

	private poll(): void {
		this.state = POLL;
		this.transmit(this.step!.command.poll!);
	}

	/** The report may come before the answer to the poll, between its lines, or after it. */
	private onLineWhilePolling(word: number): void {
		const command = this.step!.command;
		if (word === OK) return this.endPoll(true);
		if (word === ERROR || word === CME_ERROR) return this.endPoll(false);
		if (word === command.poll!.information) {
			this.scanner.parse();
			this.task!.onLine(this.scanner);
		} else if (word === command.report) {
			this.scanner.parse();
			this.reported = this.judge();
		} else this.target.onUnsolicited(this.scanner);
	}

	/** A firmware that does not know the poll, or does not answer it, is not asked again. */
	private endPoll(again: boolean): void {
		this.polling = this.polling && again;
		if (this.reported) this.follow(this.step!, this.where);
		else this.waitForReport();
	}

	private onReport(): void {
		this.scanner.parse();
		const step = this.step!;
		if (this.judge()) this.follow(step, this.where);
		else this.resynchronise("protocol");
	}

	private onRefused(word: number): void {
		if (this.state === PROBE) return;
		if (this.error !== null) return this.finish(this.error);
		if (word === CME_ERROR || word === CMS_ERROR) {
			this.scanner.parse();
			this.status = errorNumber(this.scanner);
		}
		this.follow(this.step!, this.step!.refused);
	}

	/** Goes where an outcome leads. */
	private follow(step: Step, where: number): void {
		if (where === AGAIN) this.again(step);
		else if (where === END) this.finish(null);
		else if (where === FAIL) this.finish(step.error);
		else if (where === SETTLE_END) this.resynchronise(null);
		else this.goto(where === NEXT ? this.index + 1 : where);
	}

	private again(step: Step): void {
		this.tries++;
		if (this.tries >= step.tries) return this.follow(step, step.spent);
		this.pump.cancel();
		this.state = PAUSE;
		this.timer.schedule(step.pause);
	}

	/** Sends the command at `index`, or of the first step behind it that has all its parameters. */
	private goto(index: number): void {
		const script = this.script!;
		const slots = this.task!.slots;
		while (index < script.length && !isComplete(script[index]!.command.text, slots)) index++;
		if (index >= script.length) return this.finish(null);
		this.index = index;
		this.step = script[index]!;
		this.tries = 0;
		this.send(this.step.command);
	}

	private send(command: Command): void {
		this.state = RESULT;
		this.error = null;
		this.where = command.information === 0 ? this.step!.ok : this.step!.missing;
		this.status = 0;
		this.transmit(command);
	}

	/**
	 * Has the command sent: at the end of the event that is being handled, so that no line of the same burst can be taken for its answer, and
	 * the stack is not as deep. Should a callback throw before that, the command goes out with the next event, or is tried again when its time
	 * is over.
	 */
	private transmit(command: Command): void {
		this.unsent = command;
		this.seen = false;
		this.timer.schedule(command.limit);
		if (!this.inside) this.flush();
	}

	private flush(): void {
		this.inside = false;
		const command = this.unsent;
		if (command === null) return;
		this.unsent = null;
		const memory = this.memory;
		const start = memory.lineStart;
		const end = assemble(command.text, this.task!.slots, memory.bytes, start, start + COMMAND_SIZE - 1);
		memory.bytes[end] = CR;
		this.statistics.commands++;
		this.timer.schedule(command.limit + this.wireTime(end + 1 - start));
		this.pump.send(start, end + 1);
	}

	/** ms that `count` bytes take on the wire, rounded up. */
	private wireTime(count: number): number {
		return ((count * BITS * 1000) / this.baud + 1) | 0;
	}

	/** Makes sure that a late answer is credited to nobody, then ends the script with `error`, or well where that is null. */
	private resynchronise(error: ErrorCode | null): void {
		this.error = error;
		this.silences = 0;
		this.probes = 0;
		this.statistics.resynchronised++;
		this.reader.abandonPayload();
		this.unsent = null;
		this.pump.cancel();
		if (this.state === RESULT && this.step!.command.upload && !this.seen) this.fillUnseen();
		this.waitForSilence(SILENCE);
	}

	private waitForSilence(state: number): void {
		this.state = state;
		this.silences++;
		if (this.silences < SILENCE_TRIES) this.timer.schedule(SILENCE_TIME);
	}

	private probe(): void {
		this.probes++;
		if (this.probes > SYNC_TRIES) return this.finish("noAnswer");
		this.state = PROBE;
		this.transmit(PROBE_COMMAND);
	}

	private onSettled(): void {
		if (this.forgotten && this.target.onForgotten()) return;
		this.finish(this.error);
	}

	private finish(error: ErrorCode | null): void {
		const task = this.task!;
		this.timer.park();
		this.unsent = null;
		this.reader.abandonPayload();
		this.pump.cancel();
		this.state = IDLE;
		this.task = null;
		task.onScriptEnd(error);
	}
}

/** All parameters that the command names are there. */
function isComplete(text: Uint8Array, slots: readonly Parameter[]): boolean {
	for (let i = 0; i < text.length; i++) {
		if (text[i]! < 32 && slots[text[i]!] === undefined) return false;
	}
	return true;
}

/** Writes the command line with its parameters to `bytes` from `at`; where it ends, at most `limit`. */
function assemble(text: Uint8Array, slots: readonly Parameter[], bytes: Uint8Array, at: number, limit: number): number {
	for (let i = 0; i < text.length && at < limit; i++) {
		const byte = text[i]!;
		if (byte >= 32) {
			bytes[at] = byte;
			at++;
			continue;
		}
		const parameter = slots[byte]!;
		if (typeof parameter === "number") at = writeNumber(parameter, bytes, at);
		else {
			bytes.set(parameter, at);
			at += parameter.length;
		}
	}
	return at;
}

/** Writes a whole number from 0 up in decimal; where it ends. */
function writeNumber(value: number, bytes: Uint8Array, at: number): number {
	let divisor = 1;
	while (divisor * 10 <= value) divisor *= 10;
	while (divisor >= 1) {
		bytes[at] = ZERO + (((value / divisor) | 0) % 10);
		at++;
		divisor = (divisor / 10) | 0;
	}
	return at;
}
