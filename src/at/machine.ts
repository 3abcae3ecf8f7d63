import type { Runtime, RuntimeTimer } from "../runtime/runtime.js";
import { wireTime } from "../uart/baud.js";
import type { DataCarrierDetect } from "../uart/dcd.js";
import { ESCAPE } from "../uart/ascii.js";
import { LANDING_SIZE, LINE_END, type Memory, RING_START } from "../uart/memory.js";
import type { SerialPort } from "../uart/port.js";
import { TransmitPump } from "../uart/pump.js";
import { Channel, type ChannelStatistics, type ChannelTarget } from "./channel.js";
import { errorNumber } from "./cme.js";
import { Cursor } from "./cursor.js";
import type { ErrorCode } from "./error.js";
import { DOUBT_TIME, OFFER_TIME, PAYLOAD_TIME } from "./limits.js";
import { CLOSING, judgeClosing, WHOLE } from "./payload.js";
import { Report } from "./report.js";
import { IDLE, Receiver, type ReceiverStatistics, type ReceiverTarget, type StrayTarget } from "./receiver.js";
import { Scanner } from "./scanner.js";
import {
	AGAIN,
	type Commands,
	COUNTS_REST,
	END,
	ERROR_CODE,
	ERRORS,
	EVERY_LINE,
	FAIL,
	FEATURE,
	FINAL,
	FLAGS,
	INFORMATION_WORD,
	JUDGE,
	LIMIT,
	NEXT,
	NOT_MINE,
	type Parameter,
	ON_MISSING,
	ON_OK,
	ON_REFUSED,
	ON_SILENCE,
	ON_SPENT,
	PAUSE_TIME,
	BRINGS_PAYLOAD,
	POLL_STEP,
	PROMPTS,
	REPORT_WORD,
	REPORT_TIME,
	type Script,
	SETTLE_END,
	SKIP,
	type Task,
	UNSUPPORTED,
	TAKES_PAYLOAD,
	TAKES_TEXT,
	UPLOAD_SIZE,
} from "./script.js";
import { ANSWER_DUE, NOTHING, RESTART_DOUBT, Sync, type SyncStatistics, type SyncTarget } from "./sync.js";
import { Others } from "./others.js";
import { meaningOf, OTHER } from "./unsolicited.js";
import { Upload, type UploadStatistics, type UploadTarget } from "./upload.js";
import { CME_ERROR, CMS_ERROR, hasWord, isOK, isRefusal, isSpelled, NO_WORD } from "./words.js";

// What the machine is waiting for, if it is not IDLE.
/** The information line or the final result. */
const RESULT = 1;
/** Payload, and the blank line after it. */
const PAYLOAD = 2;
/** The OK that closes payload. */
const CLOSING_OK = 12;
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

// What a re-synchronisation leads to, beside the outcomes of a step (`script.ts`).
/** The end of the script, with its error. */
const STOP = 7;
/** The report, or the end of the wait, is waited for as before. */
const GO_ON = 8;
/** The command is sent. */
const SEND = 9;
/** The script that has been given meanwhile. */
const START = 10;

// What is being handled: nothing; a call of the application or the timer's; a callback of the port, whose end is waited for to close it.
const NO_EVENT = 0;
const ANY_EVENT = 1;
const FROM_PORT = 2;
/** The same, and the time of the payload that has come whole still runs: a callback that throws needs no other. */
const FROM_PAYLOAD = 3;

// How a firmware refuses a command that it does not have: plain ERROR, or one of these (V1.11, +CME ERROR).
const NO_NUMBER = 0;
const NOT_SUPPORTED = 4;
const UNKNOWN_ERROR = 100;

// Which call of the port has thrown: the status of the error `port`.
const READ_FAILED = 1;
const WRITE_FAILED = 2;

/** In place of a number of bytes: text, which ends when it is given up. */
const TEXT_OPEN = -1;

/** Who the machine works for. */
export interface MachineTarget extends StrayTarget {
	/**
	 * The modem has forgotten AT+CMEE=1: it has restarted, unless the driver has not told it yet. True where the running script was ended for it.
	 */
	onForgotten(): boolean;
	/** The bearer is closed, after {@link Machine.suspect}. */
	onBearerLost(): void;
	/** Slots of the probes. */
	readonly slots: readonly Parameter[];
	/** What not every firmware has (`feature.ts`). */
	readonly firmware: {
		/** The modem has taken a command or tag, or does not know it. */
		note(feature: number, taken: boolean): void;
	};
	/** What {@link Machine.later} asked for. The machine is idle. */
	onLater(): void;
}

/** Counts that only grow. */
export interface MachineStatistics extends ReceiverStatistics, ChannelStatistics, SyncStatistics, UploadStatistics {}

/** Runs one script at a time: sends its commands and takes each answer where the script says. One timer, no allocation. */
// subset: allow call-depth — lives as long as the modem
export class Machine implements ReceiverTarget, ChannelTarget, SyncTarget, UploadTarget {
	state: number = IDLE;
	/** Something follows from what has been handled: see {@link settle}. */
	due = false;
	private event: number = NO_EVENT;
	private readonly others = new Others();
	readonly scanner: Scanner;
	private readonly channel: Channel;
	private readonly target: MachineTarget;
	/** The way from the modem: the target of its port's callbacks. */
	readonly receiver: Receiver;
	/** Where tasks put the payload that the modem takes. */
	readonly upload: Upload;
	/** CME or CMS number of the last refused command; 0 where it had none. */
	status = 0;
	/**
	 * A command was answered wrongly, or not in time. A damaged line may have changed the modem's settings: they are to be made again, by who uses the
	 * machine.
	 */
	settingsSuspect = true;
	private readonly cursor = new Cursor();
	private task: Task | null = null;
	/** Where OK leads to, as far as is known. */
	private where = NEXT;
	/** Bytes of a data phase whose prompt was not seen, or {@link TEXT_OPEN}: it may be open, or open later. 0 as soon as the modem listens. */
	private owed = 0;
	private seen = false;
	/** The command that is out has a prompt without a line end. */
	private isPrompted = false;
	private readonly report = new Report();
	/** The line that is read has no end: nothing but a result. */
	private isPartial = false;
	/** What ends the script when the modem listens again; null where it goes on. */
	private error: ErrorCode | null = null;
	readonly pump: TransmitPump;
	readonly timer: RuntimeTimer;
	readonly statistics: MachineStatistics;
	/** Makes sure of what is in doubt. */
	readonly sync: Sync;
	readonly dcd: DataCarrierDetect;

	constructor(runtime: Runtime, memory: Memory, dcd: DataCarrierDetect, statistics: MachineStatistics, target: MachineTarget) {
		this.scanner = new Scanner(memory);
		this.target = target;
		this.statistics = statistics;
		this.dcd = dcd;
		this.pump = new TransmitPump(memory);
		this.receiver = new Receiver(this, target);
		this.channel = new Channel(this.pump, this);
		this.timer = runtime.createTimer(this.channel);
		this.upload = new Upload(this);
		this.sync = new Sync(this);
	}

	onBurst(): void {
		// oxlint-disable-next-line typescript/no-this-alias -- as in the receiver
		const machine = this;
		const channel = machine.channel;
		const receiver = machine.receiver;
		machine.event = FROM_PORT;
		if (machine.state === SYNC) machine.sync.onBytes();
		while (receiver.takeLine()) {
			// Should a callback throw before the command goes out, it does so from the timer.
			if (channel.unsent !== null) machine.timer.schedule(0);
			if (!machine.due) machine.onLine();
			while (machine.due) machine.settle();
			if (receiver.stop === RING_START) break;
		}
		if (machine.isPrompted) this.lookForPrompt();
		machine.event = NO_EVENT;
		if (channel.unsent !== null) channel.flush();
	}

	onPayloadClosed(): void {
		this.event = FROM_PAYLOAD;
		this.onPayloadWhole();
		this.leave();
		if (this.state === IDLE) this.timer.park();
	}

	/** @inline */
	private onPayloadWhole(): void {
		if (this.error !== null) this.finish(this.error);
		else this.follow(this.where);
	}

	private onLine(): void {
		const scanner = this.scanner;
		const state = this.state;
		if (state === PAYLOAD || state === CLOSING_OK) return this.onPayloadLine();
		if (this.others.due > 0 && this.takeText()) return;
		if (scanner.word === NO_WORD && scanner.start === scanner.end) return;
		// What comes before the command has gone out cannot answer it.
		if (state !== IDLE && this.channel.unsent === null) {
			if (state === RESULT ? this.onResultLine(scanner) : this.isAnswer(scanner)) return;
		}
		this.target.onUnsolicited(scanner, meaningOf(scanner.word));
	}

	/** The line in the scanner says that text of others follows. */
	expectText(): void {
		this.others.expect(this.scanner);
		if (this.others.due > 0) this.receiver.expectBlank();
	}

	/** Takes a line of such text; false where it may also be the modem's. */
	private takeText(): boolean {
		const scanner = this.scanner;
		const isTaken = this.others.take(scanner);
		// How it ends may depend on a blank line.
		if (this.others.due > 0) this.receiver.expectBlank();
		if (isTaken && scanner.start < scanner.end) {
			scanner.word = NO_WORD;
			this.target.onUnsolicited(scanner, OTHER);
		}
		return isTaken;
	}

	/**
	 * A word says that the modem has restarted, or that the bearer is closed. It may be a part of somebody's text, or of payload without its header: the
	 * probe finds out, at once where the modem owes no answer, before the next command otherwise. `isRunning`: the modem says that it is.
	 */
	suspect(doubt: number, isRunning: boolean): void {
		switch (this.state) {
			case SYNC:
				// The probe that is on its way will tell.
				if (doubt === RESTART_DOUBT && this.sync.willTell) return;
				break;
			case UPLOAD:
				// What is sent to a modem that has restarted is executed, and nothing can be asked of one that has not: it is filled. Only DCD can contradict.
				// To one that is off nothing happens, and it says RDY when it is not.
				if (!isRunning || (this.dcd.reliable && this.dcd.active)) break;
				this.owed = (this.cursor.field(FLAGS) & TAKES_TEXT) === TAKES_TEXT ? TEXT_OPEN : (this.task!.slots[UPLOAD_SIZE] as number);
				if (this.target.onForgotten()) return;
				break;
			case RESULT:
				if (doubt === RESTART_DOUBT && this.channel.unsent === null) this.timer.schedule(DOUBT_TIME);
		}
		this.sync.suspect(doubt);
		if (this.state === REPORT || this.state === WAIT) this.confirm(GO_ON);
	}

	private settle(): void {
		this.due = false;
		switch (this.state) {
			case STARTING:
				// A call that takes the place of its caller costs an engine five times as much.
				this.goNext();
				return;
			case ENDED:
				return this.end(this.error);
			case LATER:
				this.timer.park();
				this.state = IDLE;
				return this.target.onLater();
		}
	}

	/** Nothing runs and nothing is waited for. */
	get idle(): boolean {
		return this.state === IDLE;
	}

	/** The running command has not gone out: its parameters may still change. */
	get unsentYet(): boolean {
		const after = this.state === SYNC ? this.sync.after : STOP;
		return this.channel.unsent !== null || this.state === STARTING || after === SEND || after === START;
	}

	/** The last command of the script is out, and has not been answered. */
	get isLastOut(): boolean {
		return this.state === RESULT && this.channel.unsent === null && this.cursor.isLast;
	}

	/** The port to use and its rate in bits per second; null when it is closed. */
	attach(port: SerialPort | null, baud: number): void {
		this.receiver.attach(port);
		this.pump.attach(port, baud);
	}

	/** Stops for good and closes `port`. No callback comes any more. */
	close(port: SerialPort): void {
		this.task = null;
		this.state = IDLE;
		// The receiver looks up from its lines.
		this.due = true;
		this.attach(null, 0);
		this.channel.close(port, this.event === FROM_PORT || this.event === FROM_PAYLOAD);
	}

	/** The modem has taken the settings, or they are to be made again. @inline */
	trustSettings(isGood: boolean): void {
		this.settingsSuspect = !isGood;
	}

	/** Starts a script of `commands` for `task`. The machine must be idle. */
	run(commands: Commands, script: Script, task: Task): void {
		this.cursor.begin(commands, script);
		this.task = task;
		// A probe has interrupted the wait that the task ends by this.
		if (this.state === SYNC) this.sync.lead(START);
		else {
			this.state = STARTING;
			this.defer();
		}
	}

	/** Drops the running script for another one of the same task: the modem has restarted. */
	restart(commands: Commands, script: Script): void {
		this.drop();
		this.sync.forget();
		this.state = IDLE;
		this.run(commands, script, this.task!);
	}

	/** What follows goes out at the end of the line or event that is being handled; at once if none is. A callback that throws leaves it to the timer. */
	private defer(): void {
		this.due = true;
		if (this.event === FROM_PAYLOAD) return;
		if (this.event !== NO_EVENT) return this.timer.schedule(0);
		// The application may call from a timer of its own that is due together with this one: what has been chosen to fire on a microcontroller fires,
		// rescheduled or not, unless it is parked (Moddable SDK, modules/base/timer/mc/timer.c).
		this.timer.park();
		this.event = ANY_EVENT;
		this.leave();
	}

	/** The event has been handled, but for what follows from it. */
	private leave(): void {
		// oxlint-disable-next-line typescript/no-this-alias -- as in the receiver
		const machine = this;
		while (machine.due) machine.settle();
		machine.event = NO_EVENT;
		machine.channel.flush();
	}

	/** Ends the running script with `error` as soon as the modem is known to listen to commands again. */
	cancel(error: ErrorCode): void {
		if (this.task === null) return;
		this.status = 0;
		if (this.state === PAUSE || this.state === WAIT || this.state === STARTING) {
			this.finish(error);
			this.defer();
		} else if (this.state === ENDED) return;
		else if (this.state === UPLOAD) {
			if (this.error === null) this.padUpload(error);
		} else if (this.state === SYNC || this.isPayloadDue) this.error = error;
		else this.resynchronise(error);
	}

	/** The answer brings or takes payload: it is awaited whatever happens, for payload reads like lines, and commands like payload. */
	private get isPayloadDue(): boolean {
		const state = this.state;
		if (state === PAYLOAD || state === CLOSING_OK) return true;
		return state === RESULT && (this.cursor.field(FLAGS) & (BRINGS_PAYLOAD | TAKES_PAYLOAD)) !== 0;
	}

	/** Ends the running script with `error` at once: the modem has restarted and knows nothing of it. */
	abort(error: ErrorCode): void {
		this.status = 0;
		this.sync.forget();
		if (this.task === null) return;
		this.drop();
		this.end(error);
	}

	/** Waits for at most `delay` ms: ends like a script, with null after {@link wake}, with `timeout` otherwise. The machine must be idle. */
	wait(delay: number, task: Task): void {
		this.task = task;
		this.cursor.leave();
		this.report.allow(delay);
		// A probe has interrupted the wait before.
		if (this.state === SYNC) return;
		this.status = 0;
		this.error = null;
		this.state = WAIT;
		this.timer.schedule(delay);
	}

	/** Waits for a callback that comes next, and may throw; {@link wait} does so for what comes after it. */
	hold(task: Task): void {
		if (this.event !== FROM_PAYLOAD) return this.wait(OFFER_TIME, task);
		this.task = task;
		this.cursor.leave();
		this.report.allow(OFFER_TIME);
		this.state = WAIT;
	}

	/** Ends a wait. */
	wake(): void {
		if (this.state === WAIT) {
			this.finish(null);
			this.defer();
		} else if (this.isInterrupted && this.cursor.commands === null) this.sync.lead(END);
	}

	/** The probe interrupts a wait, or the wait for a report. */
	private get isInterrupted(): boolean {
		return this.state === SYNC && this.sync.after === GO_ON;
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

	/** The port has room again. */
	onRoom(count: number): void {
		// Nothing but a data phase follows from it, and what a callback that has thrown has left.
		if (this.state !== UPLOAD && !this.due) return this.pump.take(count);
		this.event = FROM_PORT;
		if (this.upload.broken) this.resynchronise(this.error ?? "protocol");
		this.pump.take(count);
		this.upload.onPumped();
		this.leave();
	}

	onExpiry(): void {
		// A callback that has thrown has left its event behind, and perhaps a command.
		this.event = ANY_EVENT;
		if (this.receiver.isReading || this.pump.isWriting) this.onPortFailed();
		else if (this.channel.unsent !== null) {
			this.event = NO_EVENT;
			return this.channel.flush();
		}
		if (!this.due) this.expire();
		this.leave();
	}

	/** A call of the port has thrown: nothing is known of the modem then, and nothing must be done to it. */
	private onPortFailed(): void {
		const status = this.receiver.isReading ? READ_FAILED : WRITE_FAILED;
		if (this.task === null) return;
		this.finish("port");
		this.status = status;
	}

	private expire(): void {
		switch (this.state) {
			case LATER:
				this.state = IDLE;
				return this.target.onLater();
			case PAUSE:
				return this.send();
			case SYNC:
				if (this.sync.probing && this.takePartialLine()) return;
				return this.sync.onTimer();
			case WAIT:
				return this.finish("timeout");
			case REPORT:
				if (this.report.left === 0) return this.resynchronise("timeout");
				this.state = POLL;
				return this.transmit(this.cursor.commands!, this.cursor.poll);
			case POLL:
				// Its answer may still come, and is nobody else's.
				this.sync.suspect(ANSWER_DUE);
				return this.endPoll(false);
			case UPLOAD:
				if (this.upload.onTimer()) return;
				return this.padUpload("underrun");
			case RESULT:
				if (this.takePartialLine()) return;
				if (this.report.hasCome) return this.confirm(this.where);
				if (this.cursor.field(ON_SILENCE) === AGAIN) return this.again();
				if (this.sync.doubt === 0 && this.fillUnprompted()) return;
				return this.resynchronise(this.error ?? "timeout");
			case IDLE:
				return;
			default:
				return this.resynchronise(this.error ?? "timeout");
		}
	}

	/** A result code of ATV0 ends with CR alone, and an LF can be lost: when the time is over, what has come counts as a line, if it is a result. */
	private takePartialLine(): boolean {
		const state = this.state;
		const cursor = this.cursor;
		const step = cursor.step;
		const tries = cursor.tries;
		const probing = this.sync.probing;
		this.receiver.endLine();
		this.isPartial = true;
		this.onBurst();
		return this.state !== state || cursor.step !== step || cursor.tries !== tries || this.sync.probing !== probing;
	}

	/** Takes a line where it belongs to what is waited for, if that is not {@link RESULT}. */
	private isAnswer(scanner: Scanner): boolean {
		switch (this.state) {
			case POLL:
				return this.onPollLine(scanner);
			case REPORT:
				if (!hasWord(scanner, this.cursor.indexed(REPORT_WORD))) return false;
				this.noteReport();
				if (this.where === FAIL) this.resynchronise("protocol");
				else this.follow(this.where);
				return true;
			case UPLOAD:
				// A final result before all payload was sent: the modem has closed the data phase. What is in the port's FIFO cannot be taken back.
				if (!isOK(scanner, false) && !isRefusal(scanner, false)) return false;
				this.resynchronise(this.error ?? "protocol");
				return true;
			case SYNC:
				return this.onSyncLine(scanner);
			default:
				return false;
		}
	}

	/** While the probe is on its way: the report may come, and the result after one that stood in somebody's text. */
	private onSyncLine(scanner: Scanner): boolean {
		if (this.isInterrupted && this.cursor.commands !== null && hasWord(scanner, this.cursor.indexed(REPORT_WORD))) return this.noteReport();
		const after = this.sync.after;
		// The outcome of a step, which is settled because of somebody's text.
		const isOutcome = after !== STOP && after !== GO_ON && after !== SEND && after !== START;
		const isHeld = isOutcome && this.cursor.commands !== null && this.others.due > 0 && this.sync.found === NOTHING;
		if (isHeld && (isOK(scanner, false) || isRefusal(scanner, false))) return this.onResultLine(scanner);
		return this.sync.onLine(scanner, this.settingsSuspect);
	}

	private onResultLine(scanner: Scanner): boolean {
		const word = scanner.word;
		if (word === this.cursor.indexed(INFORMATION_WORD) && word !== NO_WORD) {
			if (!this.isPartial && isSpelled(scanner)) return this.onInformation(scanner);
		}
		if (isOK(scanner, this.settingsSuspect)) this.onOK();
		else if (isRefusal(scanner, this.settingsSuspect)) this.onRefused(word);
		else if (this.isPartial) return false;
		// It overtakes its OK.
		else if (hasWord(scanner, this.cursor.indexed(REPORT_WORD))) this.noteReport();
		else if ((this.cursor.field(FLAGS) & EVERY_LINE) !== 0 && meaningOf(word) === OTHER) return this.onAnyLine(scanner);
		else return false;
		return true;
	}

	private onAnyLine(scanner: Scanner): boolean {
		if (!this.task!.onLine(scanner)) return false;
		if ((this.cursor.field(FLAGS) & FINAL) !== 0) this.onOK();
		return true;
	}

	private onInformation(scanner: Scanner): boolean {
		scanner.parse();
		const flags = this.cursor.field(FLAGS);
		const where = this.judge();
		// `+FTPGET:1,1` may come between AT+FTPGET=2 and `+FTPGET:2,50`.
		if (where === NOT_MINE) return false;
		const fits = this.accept(where);
		// A prompt that has been damaged is as good as none.
		if (fits || (flags & TAKES_PAYLOAD) === 0) this.seen = true;
		if ((flags & FINAL) !== 0) {
			if (!fits) return false;
			this.onOK();
		} else if ((flags & BRINGS_PAYLOAD) !== 0) this.onPayloadHeader(fits, flags);
		else if ((flags & (TAKES_PAYLOAD | PROMPTS)) === TAKES_PAYLOAD && fits) this.onPrompt();
		// `+CREG: 5` is not the answer to AT+CREG?: it has come by itself.
		else return fits;
		return true;
	}

	/** The last argument counts the bytes that follow: `+HTTPREAD:58`, `+FTPGET:2,50`; or the one before it: `+CIPRXGET:2,0,96,1364`. */
	private onPayloadHeader(fits: boolean, flags: number): void {
		const scanner = this.scanner;
		const pump = this.pump;
		const last = (flags & COUNTS_REST) === 0 ? scanner.count - 1 : scanner.count - 2;
		const count = last < 0 ? 0 : scanner.values[last]!;
		this.others.forget();
		if (!fits || count > pump.memory.chunkSize) return this.resynchronise(this.error ?? "protocol");
		if (count <= 0) return;
		this.state = PAYLOAD;
		this.timer.schedule(PAYLOAD_TIME + wireTime(count, pump.baud));
		this.receiver.expectPayload(count);
	}

	/** Where the step says that the line leads to. @inline */
	private judge(): number {
		const cursor = this.cursor;
		const judge = cursor.commands!.judges[cursor.field(JUDGE)]!;
		const where = judge === null ? ON_OK : judge(this.scanner);
		return where < ON_OK ? where : cursor.field(where);
	}

	/** Asks the task whether the line is what was waited for, and notes where it leads. @inline */
	private accept(where: number): boolean {
		if (where === NOT_MINE || !this.task!.onLine(this.scanner)) return false;
		this.where = where;
		return true;
	}

	private onPayloadLine(): void {
		const scanner = this.scanner;
		const meaning = judgeClosing(scanner, this.state === CLOSING_OK);
		this.state = CLOSING_OK;
		// A second blank line belongs to the payload.
		if (meaning === CLOSING) return this.receiver.expectBlank();
		if (meaning === WHOLE) return this.onPayloadWhole();
		this.resynchronise(this.error ?? "protocol");
		if (scanner.start < scanner.end) this.target.onUnsolicited(scanner, meaningOf(scanner.word));
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
		// In somebody's text it may be none, and what is meant for the server would be executed: zeros harm nobody, and fill what may be open.
		if (this.others.due > 0 && !this.dcd.active) {
			this.seen = false;
			if (this.error === null) this.error = "protocol";
		}
		this.state = UPLOAD;
		this.upload.begin(granted < asked ? granted : asked, this.error !== null, true);
	}

	/** A prompt without a line end is what a burst ends with; in somebody's text it is none. */
	private lookForPrompt(): void {
		if (this.state !== RESULT || this.channel.unsent !== null || this.others.due > 0 || !this.receiver.takePrompt()) return;
		this.isPrompted = false;
		if (this.error !== null && (this.cursor.field(FLAGS) & TAKES_TEXT) === TAKES_TEXT) return this.resynchronise(this.error);
		this.seen = true;
		this.state = UPLOAD;
		this.upload.begin(this.task!.slots[UPLOAD_SIZE] as number, this.error !== null, false);
	}

	onWanted(): void {
		this.task!.onUpload!();
	}

	onSupplied(): void {
		this.state = RESULT;
		const isText = (this.cursor.field(FLAGS) & TAKES_TEXT) === TAKES_TEXT;
		const limit = isText ? (this.task!.slots[REPORT_TIME] as number) : this.cursor.indexed(LIMIT);
		this.timer.schedule(limit + wireTime(LANDING_SIZE, this.pump.baud));
	}

	/** Ends the upload with `error` when the modem has got as many bytes as it waits for; at once where it does not take them. */
	private padUpload(error: ErrorCode): void {
		if (this.error !== null) return this.resynchronise(this.error);
		this.error = error;
		this.upload.pad();
	}

	private onOK(): void {
		this.noteTaken(this.cursor.field(FEATURE));
		const report = this.report;
		if (this.cursor.field(REPORT_WORD) !== 0 && !report.hasCome) {
			const task = this.task!;
			report.allow(task.slots[REPORT_TIME] as number);
			report.poll(this.cursor.field(POLL_STEP) !== 0 && task.watches === true);
			return this.waitForReport();
		}
		if (this.error !== null) return this.finish(this.error);
		this.follow(this.where);
	}

	/** Until it is time to ask, or too late. */
	private waitForReport(): void {
		const time = this.report.next();
		this.state = REPORT;
		if (this.sync.isSuspected) return this.confirm(GO_ON);
		this.timer.schedule(time);
	}

	/** The report may come before the answer to the poll, between its lines, or after it. */
	private onPollLine(scanner: Scanner): boolean {
		const commands = this.cursor.commands!;
		const poll = this.cursor.poll;
		const word = scanner.word;
		if (isOK(scanner, false)) {
			this.noteTaken(commands.bytes[poll + FEATURE]!);
			this.endPoll(true);
		} else if (isRefusal(scanner, false)) {
			this.noteRefused(commands.bytes[poll + FEATURE]!, this.refusalStatus(word), false);
			this.endPoll(false);
		} else if (hasWord(scanner, commands.words[commands.bytes[poll + INFORMATION_WORD]!]!)) {
			scanner.parse();
			this.task!.onLine(scanner);
		} else return hasWord(scanner, this.cursor.indexed(REPORT_WORD)) && this.noteReport();
		return true;
	}

	/** The report has come before what it comes after: it counts from there on. */
	private noteReport(): true {
		this.scanner.parse();
		this.report.arrive();
		const where = this.judge();
		const fits = this.accept(where);
		if (!fits) this.where = FAIL;
		return true;
	}

	/** A firmware that does not know the poll, or does not answer it, is not asked again. */
	private endPoll(again: boolean): void {
		const report = this.report;
		if (!again) report.poll(false);
		if (!report.hasCome) this.waitForReport();
		else if (this.where === FAIL) this.resynchronise("protocol");
		else this.follow(this.where);
	}

	private onRefused(word: number): void {
		if (this.error !== null) return this.finish(this.error);
		this.status = this.refusalStatus(word);
		const absent = this.noteRefused(this.cursor.field(FEATURE), this.status, this.cursor.field(ERROR_CODE) === UNSUPPORTED);
		const where = this.cursor.field(ON_REFUSED);
		if (absent && where === FAIL) this.finish("unsupported");
		else this.follow(where);
	}

	private refusalStatus(word: number): number {
		if (word !== CME_ERROR && word !== CMS_ERROR) return 0;
		this.scanner.parse();
		return errorNumber(this.scanner);
	}

	private noteTaken(feature: number): void {
		if (feature !== 0) this.target.firmware.note(1 << (feature - 1), true);
	}

	/** True where the refusal means that this firmware does not have the command. */
	private noteRefused(feature: number, status: number, isAlways: boolean): boolean {
		const isUnknown = isAlways || status === NO_NUMBER || status === NOT_SUPPORTED || status === UNKNOWN_ERROR;
		if (feature === 0 || !isUnknown) return false;
		this.target.firmware.note(1 << (feature - 1), false);
		return true;
	}

	/** Goes where an outcome leads; what somebody's text may have said is settled first. */
	private follow(where: number): void {
		if (this.others.due > 0) return this.confirm(where === SETTLE_END ? END : where);
		switch (where) {
			case END:
				this.finish(null);
				return;
			case START:
			case NEXT:
				return this.goNext();
			case SEND:
				return this.send();
			case GO_ON:
				if (this.cursor.commands !== null) {
					this.report.allow(this.task!.slots[REPORT_TIME] as number);
					return this.report.hasCome ? this.follow(this.where) : this.waitForReport();
				}
				this.state = WAIT;
				return this.timer.schedule(this.report.left);
			case SKIP:
				this.cursor.advance(this.task!.slots);
				return this.goNext();
			case AGAIN:
				return this.again();
			case SETTLE_END:
				return this.confirm(END);
			default:
				return this.finish(ERRORS[this.cursor.field(ERROR_CODE)]!);
		}
	}

	private again(): void {
		const cursor = this.cursor;
		if (!cursor.retry()) return this.follow(cursor.field(ON_SPENT));
		this.pump.cancel();
		this.state = PAUSE;
		this.timer.schedule(cursor.indexed(PAUSE_TIME));
	}

	/** Sends the next command of the script that has all its parameters. @inline */
	private goNext(): void {
		if (this.cursor.advance(this.task!.slots)) this.send();
		else this.finish(null);
	}

	private send(): void {
		// oxlint-disable-next-line typescript/no-this-alias -- as in the receiver
		const machine = this;
		const cursor = machine.cursor;
		const commands = cursor.commands!;
		const step = cursor.step;
		machine.state = RESULT;
		machine.error = null;
		machine.report.forget();
		if (machine.sync.doubt !== 0 || machine.others.due > 0) return machine.confirm(SEND);
		const outcome = commands.bytes[step + INFORMATION_WORD] === 0 ? ON_OK : ON_MISSING;
		machine.where = commands.bytes[step + outcome]!;
		machine.status = 0;
		machine.transmit(commands, step);
	}

	/**
	 * Sends a command: at the end of the event that is being handled, so that no line of the same burst can be taken for its answer, and the
	 * stack is not as deep.
	 */
	transmit(commands: Commands, step: number): void {
		// oxlint-disable-next-line typescript/no-this-alias -- as in the receiver
		const machine = this;
		const channel = machine.channel;
		machine.seen = false;
		machine.isPartial = false;
		machine.isPrompted = (commands.bytes[step + FLAGS]! & PROMPTS) !== 0;
		channel.keep(commands, step, machine.state === SYNC ? machine.target.slots : machine.task!.slots);
		if (machine.event === NO_EVENT) channel.flush();
	}

	/** Makes sure that a late answer is credited to nobody, then ends the script with `error`. */
	private resynchronise(error: ErrorCode): void {
		const state = this.state;
		const flags = state === RESULT || state === UPLOAD ? this.cursor.field(FLAGS) : 0;
		const isText = (flags & TAKES_TEXT) === TAKES_TEXT;
		const unprompted = state === RESULT && (flags & TAKES_PAYLOAD) !== 0 && !this.seen;
		// The modem may have understood that more is to come.
		const isUnended = error === "timeout" && this.seen && (flags & (PROMPTS | TAKES_PAYLOAD)) !== 0;
		// A data phase that the modem closes before its end is one whose time is over: that is the fault of an application that has still to write.
		this.error = error === "protocol" && this.upload.wanted > 0 ? "underrun" : error;
		if (error === "timeout" || error === "protocol") this.settingsSuspect = true;
		this.drop();
		if (isText || unprompted || isUnended) {
			const asked = this.task!.slots[UPLOAD_SIZE] as number;
			this.owed = isText ? TEXT_OPEN : isUnended && (flags & PROMPTS) !== 0 ? this.pump.memory.chunkSize : asked;
			this.fill(false);
		}
		this.synchronise(STOP);
	}

	/** Goes on as `after` says, or ends with what has been requested meanwhile, once the modem is known to listen, and what was in doubt to be so. */
	private confirm(after: number): void {
		this.error = null;
		this.drop();
		this.synchronise(after);
	}

	private synchronise(after: number): void {
		const isFresh = this.state !== SYNC;
		this.state = SYNC;
		this.sync.begin(after, isFresh);
	}

	/**
	 * The prompt of a data phase may have been lost, or come yet: sends the zeros that would fill it, and returns the ms that they take, 0 if none are sent. To a
	 * modem that takes no payload they are noise. One that is larger than the chunk is filled only if nothing else has helped, `patiently`. Text is given up.
	 */
	fill(patiently: boolean): number {
		const owed = this.owed;
		if (owed === TEXT_OPEN) {
			this.pump.memory.bytes[LINE_END - 1] = ESCAPE;
			this.pump.put(LINE_END - 1, LINE_END);
			return wireTime(1, this.pump.baud);
		}
		if (owed === 0 || (owed > this.pump.memory.chunkSize && !(patiently && this.mayTakePayload))) return 0;
		this.pump.sendZeros(owed);
		return wireTime(owed, this.pump.baud);
	}

	/** DCD says that a data phase is open, or nothing says that one whose prompt was not seen is closed. */
	get mayTakePayload(): boolean {
		return this.dcd.active || this.owed === TEXT_OPEN || (this.owed > 0 && !this.isClosedByDCD);
	}

	/** DCD says that the modem takes no payload. */
	private get isClosedByDCD(): boolean {
		return this.dcd.reliable && !this.dcd.active;
	}

	/**
	 * The prompt of a long data phase may have been lost: the modem is deaf until it has all the bytes. They are zeros then, unless DCD says that it
	 * waits for none; to a modem that has not heard the command they are noise. True if they are on their way.
	 */
	private fillUnprompted(): boolean {
		const asked = this.task!.slots[UPLOAD_SIZE] as number;
		if ((this.cursor.field(FLAGS) & TAKES_PAYLOAD) === 0 || this.seen || asked <= this.pump.memory.chunkSize || this.isClosedByDCD)
			return false;
		this.owed = asked;
		if (this.error === null) this.error = "timeout";
		this.seen = true;
		this.settingsSuspect = true;
		this.state = UPLOAD;
		this.upload.begin(asked, true, true);
		return true;
	}

	onSynchronised(forgotten: boolean): void {
		this.others.forget();
		this.owed = 0;
		if (forgotten) {
			if (this.sync.asksBearer) this.target.onBearerLost();
			else if (this.target.onForgotten()) return;
		}
		if (this.sync.doubt !== 0) this.synchronise(this.sync.after);
		else if (this.error !== null) this.finish(this.error);
		else this.follow(this.sync.after);
	}

	onSyncFailed(): void {
		this.others.forget();
		if (!this.sync.wasSuspected || !this.target.onForgotten()) this.finish("noAnswer");
	}

	/** Ends the script; its task is told at the end of the line or event, which {@link defer} has to make sure of where a callback may be what calls. */
	private finish(error: ErrorCode | null): void {
		if (error !== null) this.drop();
		this.state = ENDED;
		this.error = error;
		this.due = true;
	}

	private end(error: ErrorCode | null): void {
		const task = this.task!;
		if (this.event !== FROM_PAYLOAD) this.timer.park();
		this.state = IDLE;
		this.due = false;
		this.task = null;
		task.onScriptEnd(error);
	}

	/** Forgets what is under way on the wire. */
	private drop(): void {
		this.upload.end();
		this.channel.forget();
		this.pump.cancel();
		this.receiver.abandonPayload();
	}
}
