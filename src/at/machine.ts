import type { Runtime, RuntimeTimer } from "../runtime/runtime.js";
import type { DataCarrierDetect } from "../uart/dcd.js";
import { LANDING_SIZE, type Memory } from "../uart/memory.js";
import type { SerialPort } from "../uart/port.js";
import { TransmitPump } from "../uart/pump.js";
import { Channel, type ChannelStatistics, type ChannelTarget } from "./channel.js";
import { errorNumber } from "./cme.js";
import type { ErrorCode } from "./error.js";
import { PAYLOAD_TIME } from "./limits.js";
import { isComplete } from "./line.js";
import { CLOSING, Payload, WHOLE } from "./payload.js";
import { Receiver, type ReceiverStatistics, type ReceiverTarget } from "./receiver.js";
import { Report } from "./report.js";
import { Scanner } from "./scanner.js";
import {
	AGAIN,
	type Command,
	END,
	FAIL,
	NEXT,
	NOT_MINE,
	REPORT_TIME,
	type Script,
	SETTLE_END,
	type Step,
	type Task,
	UPLOAD_SIZE,
} from "./script.js";
import { Sync, type SyncStatistics, type SyncTarget } from "./sync.js";
import { meaningOf, MESSAGE, OTHER, POWERED_DOWN, RESTARTED } from "./unsolicited.js";
import { Upload, type UploadStatistics, type UploadTarget } from "./upload.js";
import { CME_ERROR, CMS_ERROR, isOK, isRefusal, NO_WORD } from "./words.js";

// What the machine is waiting for.
const IDLE = 0;
/** The information line or the final result. */
const RESULT = 1;
/** Payload, and what closes it. */
const PAYLOAD = 2;
/** The end of the event, from where a script begins, or its task is told that it has ended. */
const STARTING = 3;
const ENDED = 11;
/** The report that ends the command. */
const REPORT = 4;
/** The answer to a poll, while the report is waited for. */
const POLL = 5;
/** The pause before the next try. */
const PAUSE = 6;
/** The data phase of an upload. */
const UPLOAD = 7;
/** Re-synchronising. */
const SYNC = 8;
/** A wait that a task has asked for. */
const WAIT = 9;
/** Nothing, but the target wants to be called from a clean stack. */
const LATER = 10;

// How a firmware refuses a command that it does not have: plain ERROR, or one of these (V1.11, +CME ERROR).
const NO_NUMBER = 0;
const NOT_SUPPORTED = 4;
const UNKNOWN_ERROR = 100;

/** Who the machine works for. */
export interface MachineTarget {
	/** A line that answers nothing, and its meaning (`unsolicited.ts`). */
	onUnsolicited(scanner: Scanner, meaning: number): void;
	/**
	 * The modem has forgotten AT+CMEE=1: it has restarted, unless the driver has not told it yet. True where the running script was ended for it.
	 */
	onForgotten(): boolean;
	/** The modem has taken a command that not every firmware has, or does not know it (`feature.ts`). */
	onFeature(feature: number, taken: boolean): void;
	/** What {@link Machine.later} asked for. The machine is idle. */
	onLater(): void;
}

/** Counts that only grow. */
export interface MachineStatistics extends ReceiverStatistics, ChannelStatistics, SyncStatistics, UploadStatistics {}

/** Runs one script at a time: sends its commands and takes each answer where the script says. One timer, no allocation. */
export class Machine implements ReceiverTarget, ChannelTarget, SyncTarget, UploadTarget {
	/** Something follows from what has been handled: see {@link settle}. */
	due = false;
	private state = IDLE;
	/** The next line is somebody's text. */
	private textDue = false;
	private readonly scanner: Scanner;
	private readonly channel: Channel;
	private readonly target: MachineTarget;
	/** The way from the modem: the target of its port's callbacks. */
	readonly receiver: Receiver;
	/** Where tasks put the payload that the modem takes. */
	readonly upload: Upload;
	/** CME or CMS number of the last refused command; 0 where it had none. */
	status = 0;
	/**
	 * A command was answered wrongly, or not in time. A damaged line may have changed the modem's settings: they are to be made again.
	 */
	settingsSuspect = false;
	private step: Step | null = null;
	private task: Task | null = null;
	private script: Script | null = null;
	private index = 0;
	private tries = 0;
	/** Where OK leads to, as far as is known. */
	private where = NEXT;
	private seen = false;
	/** What ends the script when the modem listens again; null where it goes on. */
	private error: ErrorCode | null = null;
	private readonly pump: TransmitPump;
	private readonly memory: Memory;
	private readonly timer: RuntimeTimer;
	private readonly sync: Sync;
	private readonly payload: Payload;
	private readonly report: Report;
	private readonly dcd: DataCarrierDetect;

	constructor(runtime: Runtime, memory: Memory, dcd: DataCarrierDetect, statistics: MachineStatistics, target: MachineTarget) {
		this.scanner = new Scanner(memory.bytes);
		this.target = target;
		this.memory = memory;
		this.dcd = dcd;
		this.receiver = new Receiver(memory, this.scanner, statistics, this);
		this.payload = new Payload(this.receiver);
		this.report = new Report();
		this.pump = new TransmitPump(memory, runtime);
		this.channel = new Channel(runtime, this.pump, memory, statistics, this);
		this.timer = this.channel.timer;
		this.upload = new Upload(this.pump, dcd, this.timer, statistics, this);
		this.sync = new Sync(this.timer, statistics, this);
	}

	/** @internal */
	onLine(): void {
		const scanner = this.scanner;
		if (this.state === PAYLOAD) return this.onPayloadLine();
		const isText = this.textDue;
		this.textDue = false;
		if (scanner.word === NO_WORD && scanner.start === scanner.end) return;
		// A message that says RDY is not a restart, and one that says OK is no answer.
		if (isText) this.onText();
		// What comes before the command has gone out cannot answer it.
		else if (this.state === IDLE || this.channel.unsent !== null || !this.isAnswer(scanner)) this.onStray();
	}

	/** Where a payload may have lost its header, a line that says the modem has restarted can be part of it: the probe finds out. */
	private onStray(): void {
		const scanner = this.scanner;
		const meaning = meaningOf(scanner.word);
		if (meaning === MESSAGE) this.textDue = this.receiver.blanks = true;
		if ((meaning === RESTARTED || meaning === POWERED_DOWN) && this.isAmbiguous) {
			if (this.state === RESULT) this.resynchronise(this.error ?? "protocol");
			this.target.onUnsolicited(scanner, OTHER);
		} else this.target.onUnsolicited(scanner, meaning);
	}

	/** @internal */
	settle(): void {
		this.due = false;
		switch (this.state) {
			case STARTING:
				return this.goto(this.index);
			case ENDED:
				return this.end(this.error);
			case LATER:
				this.timer.park();
				this.state = IDLE;
				return this.target.onLater();
		}
	}

	/** @internal */
	onBurst(): void {
		const channel = this.channel;
		channel.inside = channel.inPort = true;
		if (this.state === SYNC) this.sync.onBytes();
	}

	/** @internal */
	onBurstEnd(): void {
		this.channel.leave();
	}

	/** Nothing runs and nothing is waited for. */
	get idle(): boolean {
		return this.state === IDLE;
	}

	/** The running command has not gone out: its parameters may still change. */
	get unsentYet(): boolean {
		return this.channel.unsent !== null || this.state === STARTING;
	}

	/** The modem's settings have been made. */
	trustSettings(): void {
		this.settingsSuspect = false;
	}

	/** The port to use and its rate in bits per second; null when it is closed. */
	attach(port: SerialPort | null, baud: number): void {
		this.receiver.port = port;
		this.pump.attach(port, baud);
	}

	/** Stops for good and closes `port`. No callback comes any more. */
	close(port: SerialPort): void {
		this.task = null;
		this.state = IDLE;
		this.due = false;
		this.attach(null, 0);
		this.channel.close(port);
	}

	/** Starts `script` at `index` for `task`. The machine must be idle. */
	run(script: Script, index: number, task: Task): void {
		this.script = script;
		this.task = task;
		this.index = index;
		this.state = STARTING;
		this.defer();
	}

	/** Drops the running script for another one of the same task: the modem has restarted. */
	restart(script: Script): void {
		this.drop();
		this.run(script, 0, this.task!);
	}

	/** What follows goes out at the end of the line or event that is being handled; at once if none is. A callback that throws leaves it to the timer. */
	private defer(): void {
		const channel = this.channel;
		this.due = true;
		if (channel.inside) return this.timer.schedule(0);
		// A call of the application is an event too.
		channel.inside = true;
		this.settleAll();
		channel.leave();
	}

	private settleAll(): void {
		while (this.due) this.settle();
	}

	/** Ends the running script with `error` as soon as the modem is known to listen to commands again. */
	cancel(error: ErrorCode): void {
		if (this.task === null) return;
		this.status = 0;
		if (this.state === PAUSE || this.state === WAIT || this.state === STARTING) this.finish(error);
		else if (this.state === ENDED) return;
		else if (this.state === UPLOAD) {
			if (this.error === null) this.padUpload(error);
		} else if (this.state === SYNC || this.isPayloadDue) this.error = error;
		else this.resynchronise(error);
	}

	/** The answer brings or takes payload: it is awaited whatever happens, for payload reads like lines, and commands like payload. */
	private get isPayloadDue(): boolean {
		const state = this.state;
		if (state === PAYLOAD) return true;
		return state === RESULT && (this.step!.command.upload || this.step!.command.payload);
	}

	/** Ends the running script with `error` at once: the modem has restarted and knows nothing of it. */
	abort(error: ErrorCode): void {
		this.status = 0;
		if (this.task === null) return;
		this.drop();
		this.end(error);
	}

	/** Waits for at most `delay` ms: ends like a script, with null after {@link wake}, with `timeout` otherwise. The machine must be idle. */
	wait(delay: number, task: Task): void {
		this.task = task;
		this.status = 0;
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

	/**
	 * Calls the target's `onLater` at the end of the event that is being handled, at once if none is: for work that follows from a callback. Only if the
	 * machine is idle.
	 */
	soon(): void {
		if (this.state !== IDLE) return;
		this.state = LATER;
		this.defer();
	}

	/** @internal The port has room again. */
	onWritable(count: number): void {
		const channel = this.channel;
		channel.inside = channel.inPort = true;
		if (this.upload.broken) this.resynchronise(this.error ?? "protocol");
		this.pump.onWritable(count);
		this.upload.onPumped();
		this.settleAll();
		channel.leave();
	}

	/** @internal */
	onExpiry(): void {
		if (!this.due) this.expire();
		this.settleAll();
	}

	private expire(): void {
		const step = this.step!;
		switch (this.state) {
			case LATER:
				this.state = IDLE;
				return this.target.onLater();
			case PAUSE:
				return this.send(step.command);
			case SYNC:
				if (this.sync.probing && this.takePartialLine()) return;
				return this.sync.onTimer();
			case WAIT:
				return this.finish("timeout");
			case REPORT:
				if (this.report.isOverdue) return this.resynchronise("timeout");
				this.state = POLL;
				return this.transmit(step.command.poll!);
			case POLL:
				return this.endPoll(false);
			case UPLOAD:
				if (this.upload.onTimer()) return;
				return this.padUpload("underrun");
			case RESULT:
				if (this.takePartialLine()) return;
				if (step.silent === AGAIN) return this.again(step);
				if (this.fillUnprompted(step)) return;
				return this.resynchronise(this.error ?? "timeout");
			case IDLE:
				return;
			default:
				return this.resynchronise(this.error ?? "timeout");
		}
	}

	/** A result code of ATV0 ends with CR alone, and an LF can be lost: when the time is over, what has come counts as a line. */
	private takePartialLine(): boolean {
		const state = this.state;
		const step = this.step;
		const tries = this.tries;
		const probing = this.sync.probing;
		if (!this.receiver.endLine()) return false;
		return this.state !== state || this.step !== step || this.tries !== tries || this.sync.probing !== probing;
	}

	private onText(): void {
		this.scanner.word = NO_WORD;
		this.target.onUnsolicited(this.scanner, OTHER);
	}

	private get isAmbiguous(): boolean {
		return (this.state === RESULT || this.state === SYNC) && this.step !== null && this.step.command.payload;
	}

	/** Takes a line where it belongs to what is waited for. */
	private isAnswer(scanner: Scanner): boolean {
		switch (this.state) {
			case RESULT:
				return this.onResultLine(scanner);
			case POLL:
				return this.onPollLine(scanner);
			case REPORT:
				if (scanner.word !== this.step!.command.report) return false;
				this.onReport();
				return true;
			case UPLOAD:
				return this.onUploadLine(scanner);
			case SYNC:
				return this.sync.onLine(scanner);
			default:
				return false;
		}
	}

	private onResultLine(scanner: Scanner): boolean {
		const word = scanner.word;
		const expected = this.step!.command;
		if (isOK(word)) this.onOK();
		else if (isRefusal(word)) this.onRefused(word);
		else if (word === expected.information && word !== 0) return this.onInformation(scanner, expected);
		else if (expected.every && meaningOf(word) === OTHER) return this.task!.onLine(scanner);
		else return false;
		return true;
	}

	private onInformation(scanner: Scanner, expected: Command): boolean {
		scanner.parse();
		// `+FTPGET:1,1` may come between AT+FTPGET=2 and `+FTPGET:2,50`.
		const judge = this.step!.judge;
		if (judge !== null && judge(scanner) === NOT_MINE) return false;
		const fits = this.judge();
		// A prompt that has been damaged is as good as none.
		this.seen = fits || !expected.upload;
		if (expected.payload) this.onPayloadHeader(fits);
		else if (expected.upload && fits) this.onPrompt();
		// `+CREG: 5` is not the answer to AT+CREG?: it has come by itself.
		else return fits;
		return true;
	}

	/** The last argument counts the bytes that follow: `+HTTPREAD:58`, `+FTPGET:2,50`. */
	private onPayloadHeader(fits: boolean): void {
		const scanner = this.scanner;
		const count = scanner.count > 0 ? scanner.values[scanner.count - 1]! : 0;
		if (!fits || count > this.memory.chunkSize) return this.resynchronise(this.error ?? "protocol");
		if (count <= 0) return;
		this.state = PAYLOAD;
		this.timer.schedule(PAYLOAD_TIME + this.pump.wireTime(count));
		this.payload.begin(count);
	}

	/** Asks the step and then the task whether the line is what was waited for, and notes where it leads. */
	private judge(): boolean {
		const step = this.step!;
		const where = step.judge === null ? step.ok : step.judge(this.scanner);
		if (where === NOT_MINE || !this.task!.onLine(this.scanner)) return false;
		this.where = where;
		return true;
	}

	private onPayloadLine(): void {
		const meaning = this.payload.onLine(this.scanner);
		if (meaning === CLOSING) return;
		if (meaning !== WHOLE) this.onGarbled();
		else if (this.error !== null) this.finish(this.error);
		else this.follow(this.step!, this.where);
	}

	private onGarbled(): void {
		this.resynchronise(this.error ?? "protocol");
		this.onStray();
	}

	/** The modem takes bytes from here on: nothing but payload may be sent until it has all of them. */
	private onPrompt(): void {
		const scanner = this.scanner;
		const asked = this.task!.slots[UPLOAD_SIZE] as number;
		const granted = scanner.count > 0 ? scanner.values[scanner.count - 1]! : asked;
		// What is not a number has lost bytes: as good as no prompt.
		if (granted < 0) {
			this.seen = false;
			return this.resynchronise("protocol");
		}
		this.state = UPLOAD;
		this.upload.begin(granted < asked ? granted : asked, this.error !== null);
	}

	/** @internal */
	onWanted(): void {
		this.task!.onUpload!();
	}

	/** @internal */
	onSupplied(): void {
		this.state = RESULT;
		this.timer.schedule(this.step!.command.limit + this.pump.wireTime(LANDING_SIZE));
	}

	/** Ends the upload with `error` when the modem has got as many bytes as it waits for; at once where it does not take them. */
	private padUpload(error: ErrorCode): void {
		if (this.error !== null) return this.resynchronise(this.error);
		this.error = error;
		this.upload.pad();
	}

	/** A final result before all payload was sent: the modem has closed the data phase. What is in the port's FIFO cannot be taken back. */
	private onUploadLine(scanner: Scanner): boolean {
		if (!isOK(scanner.word) && !isRefusal(scanner.word)) return false;
		this.resynchronise(this.error ?? "protocol");
		return true;
	}

	private onOK(): void {
		const step = this.step!;
		this.noteTaken(step.command);
		if (step.command.report !== 0) {
			const limit = step.command.reportLimit;
			const polls = step.command.poll !== null && this.task!.watches === true;
			this.report.begin(limit > 0 ? limit : (this.task!.slots[REPORT_TIME] as number), polls);
			this.waitForReport();
			return;
		}
		if (this.error !== null) return this.finish(this.error);
		this.follow(step, this.where);
	}

	private waitForReport(): void {
		this.state = REPORT;
		this.timer.schedule(this.report.wait());
	}

	/** The report may come before the answer to the poll, between its lines, or after it. */
	private onPollLine(scanner: Scanner): boolean {
		const command = this.step!.command;
		const word = scanner.word;
		if (isOK(word)) {
			this.noteTaken(command.poll!);
			this.endPoll(true);
		} else if (isRefusal(word)) {
			this.noteRefused(command.poll!, isUnknown(this.refusalStatus(word)));
			this.endPoll(false);
		} else if (word === command.poll!.information) {
			scanner.parse();
			this.task!.onLine(scanner);
		} else if (word === command.report) {
			scanner.parse();
			this.report.isHere = this.judge();
		} else return false;
		return true;
	}

	/** A firmware that does not know the poll, or does not answer it, is not asked again. */
	private endPoll(again: boolean): void {
		if (!again) this.report.stopPolling();
		if (this.report.isHere) this.follow(this.step!, this.where);
		else this.waitForReport();
	}

	private onReport(): void {
		this.scanner.parse();
		const step = this.step!;
		if (this.judge()) this.follow(step, this.where);
		else this.resynchronise("protocol");
	}

	private onRefused(word: number): void {
		if (this.error !== null) return this.finish(this.error);
		const step = this.step!;
		this.status = this.refusalStatus(word);
		const absent = this.noteRefused(step.command, step.error === "unsupported" || isUnknown(this.status));
		if (absent && step.refused === FAIL) this.finish("unsupported");
		else this.follow(step, step.refused);
	}

	private refusalStatus(word: number): number {
		if (word !== CME_ERROR && word !== CMS_ERROR) return 0;
		this.scanner.parse();
		return errorNumber(this.scanner);
	}

	private noteTaken(command: Command): void {
		if (command.feature !== 0) this.target.onFeature(command.feature, true);
	}

	/** True where the refusal means that this firmware does not have the command. */
	private noteRefused(command: Command, unknown: boolean): boolean {
		if (command.feature === 0 || !unknown) return false;
		this.target.onFeature(command.feature, false);
		return true;
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
		while (index < script.length && !isComplete(script[index]!.command, slots)) index++;
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

	/** @internal */
	transmit(command: Command): void {
		this.seen = false;
		this.channel.send(command, this.task!.slots);
	}

	/** Makes sure that a late answer is credited to nobody, then ends the script with `error`, or well where that is null. */
	private resynchronise(error: ErrorCode | null): void {
		const unprompted = this.state === RESULT && this.step!.command.upload && !this.seen;
		this.error = error;
		if (error === "timeout" || error === "protocol") this.settingsSuspect = true;
		this.drop();
		if (unprompted) this.padUnprompted();
		this.state = SYNC;
		this.sync.begin();
	}

	/**
	 * The prompt may have been lost: zeros are payload then, and otherwise a line that the modem refuses. An upload that is larger than the chunk
	 * has a timer of its own in the modem (HTTPDATA).
	 */
	private padUnprompted(): void {
		const asked = this.task!.slots[UPLOAD_SIZE] as number;
		if (asked <= this.memory.chunkSize) this.pump.sendZeros(asked);
	}

	/**
	 * The prompt of a long data phase may have been lost: the modem is deaf until it has all the bytes. They are zeros then, unless DCD says that it
	 * waits for none; to a modem that has not heard the command they are noise. True if they are on their way.
	 */
	private fillUnprompted(step: Step): boolean {
		const asked = this.task!.slots[UPLOAD_SIZE] as number;
		const dcd = this.dcd;
		if (!step.command.upload || this.seen || asked <= this.memory.chunkSize || (dcd.reliable && !dcd.active)) return false;
		if (this.error === null) this.error = "timeout";
		this.seen = true;
		this.settingsSuspect = true;
		this.state = UPLOAD;
		this.upload.begin(asked, true);
		return true;
	}

	/** @internal */
	onSynchronised(forgotten: boolean): void {
		if (forgotten && this.target.onForgotten()) return;
		this.finish(this.error);
	}

	/** @internal */
	onSyncFailed(): void {
		this.finish("noAnswer");
	}

	/** Ends the script; its task is told at the end of the line or event. */
	private finish(error: ErrorCode | null): void {
		this.drop();
		this.state = ENDED;
		this.error = error;
		this.defer();
	}

	private end(error: ErrorCode | null): void {
		const task = this.task!;
		this.timer.park();
		this.state = IDLE;
		this.due = false;
		this.task = null;
		task.onScriptEnd(error);
	}

	/** Forgets what is under way on the wire. */
	private drop(): void {
		this.upload.end();
		this.channel.unsent = null;
		this.receiver.abandonPayload();
		this.pump.cancel();
	}
}

function isUnknown(status: number): boolean {
	return status === NO_NUMBER || status === NOT_SUPPORTED || status === UNKNOWN_ERROR;
}
