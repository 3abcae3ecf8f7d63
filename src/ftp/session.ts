import type { ErrorCode, ModemError } from "../at/error.js";
import { FTP_QUIT_TIME, FTP_SESSION_TIME, FTP_SESSION_TRIES } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import type { Parameter, Script } from "../at/script.js";
import type { Modem } from "../modem/modem.js";
import type { Operation } from "../modem/operation.js";
import { CONNECTED } from "../modem/stages.js";
import { ABORT, CHECK, CLEAR, STATE_LINE } from "./commands.js";
import { errorOf } from "./options.js";

// Where an operation is. Those that transfer data go on from 10.
export const WAITING = 0;
/** Whether somebody else has left a session. */
export const CHECKING = 1;
/** Parameters, and the command that opens the session. */
export const OPENING = 2;
/** For the first report. */
export const OPENED = 3;
/** The session is ended before its time. */
export const CLEARING = 4;
/** For the report of that. */
export const QUITTING = 5;
/** What the next session must not find is put back. */
export const CLEANING = 6;
export const DONE = 7;

// What follows when no session is open any more.
const START = 0;
const END = 1;
const RESUME = 2;

/** Codes of reports: no more data, or done; data, or ready for data. */
export const COMPLETE = 0;
export const READY = 1;
/** The network is slow, or nobody reads (application note 3.3). */
export const TIMED_OUT = 64;
const NOT_ALLOWED = 66;

/** One operation of the FTP service: the modem's session from its parameters to its end, whatever ends it. */
export abstract class FTPSession implements Operation {
	/** @internal */
	readonly needs: number = CONNECTED;
	/** @internal Parameters of the commands. */
	readonly slots: Parameter[];
	/** @internal */
	protected readonly modem: Modem;
	/** @internal */
	protected state: number = WAITING;
	/** @internal The modem has a session open, or may have. */
	protected inSession = false;
	/** @internal ms from the OK of the session's command to its first report. */
	protected reportTime: number = FTP_SESSION_TIME;
	/** @internal What ends the operation; null where it ends well. */
	protected error: ErrorCode | null = null;
	private errorStatus = 0;
	/** The session's reports are known by this keyword. */
	private keyword = 0;
	/** The last report: its code and what follows. */
	private code = 0;
	private detail = 0;
	private refusals = 0;
	private foreign = false;
	private hasQuit = false;
	private next = START;

	constructor(modem: Modem, slots: Parameter[]) {
		this.modem = modem;
		this.slots = slots;
	}

	/** Cancels the operation: it ends with `cancelled` as soon as the modem is free. */
	close(): void {
		switch (this.state) {
			case WAITING:
				return this.fail("cancelled", 0);
			case CLEARING:
			case QUITTING:
				if (this.next !== END) this.note("cancelled", 0);
				this.next = END;
				return;
			case CLEANING:
			case DONE:
				return;
			default:
				return this.interrupt("cancelled");
		}
	}

	/** @internal */
	begin(): void {
		this.state = CHECKING;
		this.run(CLEAR, CHECK);
	}

	/** @internal */
	fail(error: ErrorCode, status: number): void {
		if (this.state === DONE) return;
		this.onEnding();
		this.note(error, status);
		this.conclude();
	}

	/** @internal */
	onBearerLost(): void {
		// Clearing may close the bearer itself.
		if (this.state !== CHECKING && (this.state < CLEARING || this.state > DONE)) this.interrupt("bearerLost");
	}

	/** @internal */
	onLine(scanner: Scanner): boolean {
		if (this.state !== CHECKING) return this.onTransferLine(scanner);
		if (scanner.word === STATE_LINE) this.foreign = scanner.values[0] !== 0;
		return true;
	}

	/** @internal */
	onReport(scanner: Scanner): boolean {
		if (scanner.word !== this.keyword) {
			this.onStrange();
			return false;
		}
		scanner.parse();
		if (scanner.count < 2 || scanner.values[0] !== 1) return true;
		if (this.state === CLEARING || this.state === QUITTING) {
			this.hasQuit = true;
			if (this.state === QUITTING) this.modem.machine.wake();
		}
		// What comes before the session's own OK belongs to one before it.
		else if (this.state === OPENED) this.onFirstReport(scanner);
		else if (this.state > DONE) this.onCode(scanner.values[1]!, scanner);
		return true;
	}

	/** @internal */
	onScriptEnd(error: ErrorCode | null): void {
		if (error !== null) this.modem.noteFailure(error);
		if (error === "reset" || error === "noAnswer") return this.fail(error, 0);
		switch (this.state) {
			case CHECKING:
				if (error !== null) return this.stop(error, this.modem.machine.status);
				if (this.foreign) return this.waitForQuit(START);
				return this.start();
			case OPENING:
				return this.onOpening(error);
			case OPENED:
				return this.onOpened(error);
			case CLEARING:
				return this.onCleared(error);
			case QUITTING:
				return this.onQuit();
			case CLEANING:
				return this.conclude();
			default:
				return this.onTransfer(error);
		}
	}

	/** @internal No session is open: opens the first one. */
	protected abstract start(): void;

	/** @internal The first report of a session, or its error; `detail` is the number behind it. */
	protected abstract onAnswer(code: number, detail: number): void;

	/** @internal The first report did not come. */
	protected onNoAnswer(error: ErrorCode): void {
		this.stop(error, 0);
	}

	/** @internal An answer to a command of a transfer; true where it is what was asked for. */
	protected onTransferLine(_scanner: Scanner): boolean {
		return true;
	}

	/** @internal A line that nobody has asked for, and that is none of the session's reports. */
	protected onStrange(): void {}

	/** @internal The operation is about to end, or to be ended. */
	protected onEnding(): void {}

	/** @internal A further report of a session. */
	protected onCode(_code: number, _scanner: Scanner): void {}

	/** @internal A script or a wait of a transfer has ended. */
	protected onTransfer(_error: ErrorCode | null): void {}

	/** @internal The session has been cleared so that another one can do the rest. */
	protected resume(): void {}

	/** @internal What is to be put back at the end; null where nothing is. */
	protected cleaner(): Script | null {
		return null;
	}

	/** @internal Tells the application. */
	protected abstract onEnd(error: ModemError | null): void;

	/** @internal */
	protected run(script: Script, index: number): void {
		this.modem.machine.run(script, index, this);
	}

	/** @internal Opens a session by `script` from `index` on, whose reports have this keyword. */
	protected open(script: Script, index: number, keyword: number): void {
		this.keyword = keyword;
		this.state = OPENING;
		this.run(script, index);
	}

	/** @internal Ends the operation: well where `error` is null. */
	protected stop(error: ErrorCode | null, status: number): void {
		this.onEnding();
		if (error !== null) this.note(error, status);
		if (this.inSession) this.clear(END);
		else this.clean();
	}

	/** The first error is the one that counts. */
	protected note(error: ErrorCode, status: number): void {
		if (this.error !== null) return;
		this.error = error;
		this.errorStatus = status;
	}

	/** @internal Ends the operation with the error of a report. */
	protected stopByCode(code: number): void {
		const error = errorOf(code);
		if (error === "network") this.modem.noteDisconnected();
		this.inSession = code === NOT_ALLOWED;
		this.stop(error, code);
	}

	/** @internal Ends the session, but not the operation. */
	protected restart(): void {
		this.clear(RESUME);
	}

	/** @internal Ends the operation from outside. */
	protected interrupt(error: ErrorCode): void {
		this.note(error, 0);
		if (this.modem.machine.idle) this.stop(error, 0);
		else this.modem.machine.cancel(error);
	}

	private onFirstReport(scanner: Scanner): void {
		this.code = scanner.values[1]!;
		this.detail = scanner.values[2]!;
		this.modem.machine.wake();
	}

	private onOpening(error: ErrorCode | null): void {
		if (error === null) {
			this.inSession = true;
			this.state = OPENED;
			return this.modem.machine.wait(this.reportTime, this);
		}
		// A refusal is clear; after anything else nobody knows.
		this.inSession = error !== "command" && error !== "unsupported";
		this.stop(error, this.modem.machine.status);
	}

	private onOpened(error: ErrorCode | null): void {
		if (error !== null) return this.onNoAnswer(error);
		const code = this.code;
		if (code === NOT_ALLOWED) {
			this.refusals++;
			if (this.refusals < FTP_SESSION_TRIES) return this.clear(START);
		}
		if (code !== READY) this.inSession = false;
		this.onAnswer(code, this.detail);
	}

	private clear(next: number): void {
		this.inSession = false;
		this.hasQuit = false;
		this.next = next;
		this.state = CLEARING;
		this.run(CLEAR, ABORT);
	}

	private onCleared(error: ErrorCode | null): void {
		if (error === null) return this.waitForQuit(this.next);
		this.modem.noteDisconnected();
		if (this.next !== END) this.note(error, 0);
		this.clean();
	}

	/** `1,80` must not be taken for the report of the next session. */
	private waitForQuit(next: number): void {
		this.foreign = false;
		this.next = next;
		this.state = QUITTING;
		if (this.hasQuit) this.onQuit();
		else this.modem.machine.wait(FTP_QUIT_TIME, this);
	}

	private onQuit(): void {
		if (this.next === START) this.start();
		else if (this.next === RESUME) this.resume();
		else this.clean();
	}

	private clean(): void {
		this.state = CLEANING;
		const script = this.cleaner();
		if (script === null) this.conclude();
		else this.run(script, 0);
	}

	private conclude(): void {
		this.state = DONE;
		this.modem.release(this);
		this.onEnd(this.error === null ? null : this.modem.describe(this.error, this.errorStatus, "ftp"));
	}
}
