import type { ErrorCode } from "../at/error.js";
import { FTP_QUIT_TIME, FTP_SESSION_TRIES } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { type Parameter, REPORT_TIME, type Script } from "../at/script.js";
import { hasWord } from "../at/words.js";
import type { ModemCore } from "../modem/core.js";
import { type EndCallback, Operation, type Owner, type Work } from "../modem/operation.js";
import { CONNECTED, REGISTERED } from "../modem/stages.js";
import { ABORT, CHECK, CLEAR, CONFIRM_END, FTP_COMMANDS, OFFSET, OFFSET_LINE, STATE_LINE } from "./commands.js";
import { errorOf } from "./options.js";

/** What a session is opened for. */
export interface SessionClient extends Owner {
	/** No session is open: opens one. Called again if the modem has refused it because of another one. */
	start(): void;
	/** The first report of a session; `detail` is the number after its status. */
	onAnswer(status: number, detail: number): void;
	/** The first report did not come in time. Without this the operation ends with `timeout`. */
	onSilence?(): void;
	/** Restores at the end the settings that would affect the next session; null if none would. */
	readonly cleaner?: Script | null;
	/** What any failure of the session comes to; undefined: its own error. */
	readonly failure?: ErrorCode | null | undefined;
}

/** What moves data while a session is open; it runs its own scripts. */
export interface Transfer {
	/** What the modem is taking cannot be taken back: interrupting waits for its end. */
	readonly isCommitted?: boolean;
	/** A further report of the session. */
	onStatus(status: number, scanner: Scanner): void;
	/** The answer to {@link Session.confirmEnd}: the session is still open; `error` if the modem has not told. */
	onEndConfirmed?(isOpen: boolean, error: ErrorCode | null): void;
	/** The session has been cleared so that another one can do the rest. Without this the client starts once more. */
	resume?(): void;
}

// What the session is doing.
/** Has somebody else left a session? */
const CHECKING = 0;
/** Somebody has: it is being ended. */
const FOREIGN = 1;
/** Sends the parameters, and the command that opens the session. */
const OPENING = 2;
/** Waits for the first report. */
const OPENED = 3;
/** The client's own commands and pauses. */
const TRANSFERRING = 4;
/** The session is ended before its time. */
const CLEARING = 5;
/** The same, and its report has come. */
const CLEARED = 6;
/** Waits for that report. */
const QUITTING = 7;
/** Restores the settings that would affect the next session. */
const CLEANING = 8;
/** The session has said that it is over: is it? */
const CONFIRMING = 9;

// What follows when no session is open any more.
const START = 0;
const END = 1;
/** The transfer goes on in another one. */
export const RESUME = 2;

/** Statuses of reports: no more data, or done; data, or ready for data. */
export const COMPLETE = 0;
export const READY = 1;
/** The network is slow, or nobody reads (application note 3.3). */
export const TIMED_OUT = 64;
const NOT_ALLOWED = 66;
/** There has been no report. */
const NO_STATUS = -1;

/** The modem's session of one FTP operation, from its parameters to its end, whatever ends it. */
export class Session implements Work {
	readonly operation: Operation;
	/** Parameters of the commands. */
	readonly slots: Parameter[];
	private state = CHECKING;
	/** The modem has a session open, or may have. */
	private isActive = false;
	private next = START;
	/** Keyword of the session's reports. */
	private keyword = 0;
	/** The last first report: its status and what follows. */
	private status: number = NO_STATUS;
	private detail = 0;
	private refusals = 0;
	private readonly client: SessionClient;
	private readonly transfer: Transfer | null;

	constructor(
		modem: ModemCore,
		slots: Parameter[],
		client: SessionClient,
		transfer: Transfer | null,
		onDone: EndCallback | undefined,
		otherwise?: number,
	) {
		this.operation = new Operation(modem, "ftp", CONNECTED, this, client, onDone, otherwise);
		this.slots = slots;
		this.client = client;
		this.transfer = transfer;
	}

	begin(): void {
		this.run(CHECKING, CLEAR + CHECK);
	}

	/** Opens a session by `script`, whose reports have this keyword. */
	open(script: Script, keyword: number): void {
		this.keyword = keyword;
		this.status = NO_STATUS;
		this.run(OPENING, script);
	}

	/** Ends the operation: well if `error` is null. */
	stop(error: ErrorCode | null, status: number): void {
		const failure = this.client.failure;
		if (error !== null && failure !== undefined && error !== "incomplete") {
			error = failure;
			status = 0;
		}
		if (error !== null) this.operation.note(error, status);
		if (this.isActive) this.clear(END);
		else this.clean();
	}

	/** Ends the operation as a report says. */
	stopByStatus(status: number): void {
		const error = status === COMPLETE ? null : errorOf(status);
		if (error === "network") this.operation.modem.starter.fallTo(REGISTERED);
		this.isActive = status === NOT_ALLOWED;
		this.stop(error, status);
	}

	interrupt(error: ErrorCode): void {
		const operation = this.operation;
		const transfer = this.transfer;
		// Checking and clearing may close the bearer themselves.
		const isHarmless = error === "bearerLost";
		switch (this.state) {
			case CLEANING:
				return;
			case CLEARING:
			case CLEARED:
			case QUITTING:
				if (isHarmless || this.next === END) return;
				this.next = END;
				return operation.note(error, 0);
			case CHECKING:
			case FOREIGN:
				if (isHarmless) return;
		}
		operation.note(error, 0);
		if (transfer !== null && transfer.isCommitted) return;
		const machine = operation.modem.machine;
		if (machine.idle) this.stop(error, 0);
		else machine.cancel(error);
	}

	onLine(scanner: Scanner): boolean {
		const state = this.state;
		if (scanner.word === OFFSET_LINE) return scanner.values[0] === this.slots[OFFSET];
		if ((state === CHECKING || state === FOREIGN) && scanner.word === STATE_LINE) this.state = scanner.values[0] === 0 ? CHECKING : FOREIGN;
		else if (state === CONFIRMING) this.isActive = scanner.values[0] !== 0;
		return true;
	}

	onReport(scanner: Scanner): boolean {
		if (!hasWord(scanner, this.keyword)) return false;
		scanner.parse();
		const status = scanner.values[1]!;
		if (scanner.count < 2 || scanner.values[0] !== 1) return true;
		switch (this.state) {
			case CLEARING:
				this.state = CLEARED;
				return true;
			case QUITTING:
				this.operation.modem.machine.wake();
				return true;
			case OPENING:
			case OPENED:
				// It may overtake the OK of the command that opens the session; what comes before that belongs to one before it.
				if (this.state === OPENING && !this.operation.modem.machine.isLastOut) return true;
				this.status = status;
				this.detail = scanner.values[2]!;
				this.operation.modem.machine.wake();
				return true;
			case TRANSFERRING:
				if (status !== READY) this.isActive = false;
				this.transfer!.onStatus(status, scanner);
		}
		return true;
	}

	onScriptEnd(error: ErrorCode | null): void {
		const operation = this.operation;
		if (operation.isLost(error)) return;
		const state = this.state;
		switch (state) {
			case CHECKING:
			case FOREIGN:
				this.next = START;
				if (error !== null) return this.stop(error, operation.modem.machine.status);
				return state === FOREIGN ? this.waitForQuit() : this.proceed();
			case OPENING:
				// A refusal is clear; after anything else nobody knows.
				this.isActive = error !== "command" && error !== "unsupported";
				if (error !== null) return this.stop(error, operation.modem.machine.status);
				this.state = OPENED;
				if (this.status !== NO_STATUS) return this.onOpened(null);
				return operation.modem.machine.wait(this.slots[REPORT_TIME] as number, this);
			case OPENED:
				return this.onOpened(error);
			case CLEARING:
			case CLEARED:
				if (error === null) return state === CLEARING ? this.waitForQuit() : this.proceed();
				operation.modem.starter.fallTo(REGISTERED);
				if (this.next !== END) operation.note(error, 0);
				return this.clean();
			case QUITTING:
				return this.proceed();
			case CONFIRMING:
				if (operation.error !== null) return this.stop(error, 0);
				this.state = TRANSFERRING;
				return this.transfer!.onEndConfirmed!(this.isActive, error);
			default:
				operation.end(null, 0);
		}
	}

	/** A report has said that the session is over. One number alone is not believed: asks. */
	confirmEnd(): void {
		this.run(CONFIRMING, CONFIRM_END);
	}

	private run(state: number, script: Script): void {
		this.state = state;
		this.operation.modem.machine.run(FTP_COMMANDS, script, this);
	}

	private onOpened(error: ErrorCode | null): void {
		const status = this.status;
		const client = this.client;
		if (error === "timeout" && client.onSilence) return client.onSilence();
		if (error !== null) return this.stop(error, 0);
		if (status === NOT_ALLOWED) {
			this.refusals++;
			if (this.refusals < FTP_SESSION_TRIES) return this.clear(START);
		}
		if (status !== READY) this.isActive = false;
		this.state = TRANSFERRING;
		client.onAnswer(status, this.detail);
	}

	/** Ends the session; `next` is what follows. */
	clear(next: number): void {
		this.isActive = false;
		this.next = next;
		this.run(CLEARING, CLEAR + ABORT);
	}

	/** `1,80` must not be taken for the report of the next session. */
	private waitForQuit(): void {
		this.state = QUITTING;
		this.operation.modem.machine.wait(FTP_QUIT_TIME, this);
	}

	/** No session is open. */
	private proceed(): void {
		const next = this.next;
		if (next === END) return this.clean();
		this.state = TRANSFERRING;
		const transfer = this.transfer;
		if (next === RESUME && transfer !== null && transfer.resume) transfer.resume();
		else this.client.start();
	}

	private clean(): void {
		const cleaner = this.client.cleaner;
		if (cleaner === undefined || cleaner === null) this.operation.end(null, 0);
		else this.run(CLEANING, cleaner);
	}
}
