import type { ErrorCode } from "../at/error.js";
import { FTP_CONFIRM_TIME, FTP_ROOM_TIME, READ_TRIES } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { type Parameter, type Task, UPLOAD_SIZE } from "../at/script.js";
import type { Body, BodyListener } from "../transfer/body.js";
import { Patience } from "../transfer/patience.js";
import { CHUNK_START } from "../uart/memory.js";
import { FINISH, FTP_COMMANDS, WRITE } from "./commands.js";
import { COMPLETE, READY, type Session, type SessionClient, type Transfer } from "./session.js";

/** Whose body is written in portions. */
export interface PortionsClient extends SessionClient, Body {
	readonly session: Session;
	/** The modem has taken `done` bytes of the body; more may be written. */
	onTaken(done: number): void;
	/** The server's confirmation has not come in time. */
	onSilence(): void;
	/** The server's confirmation is followed by {@link checkEnd}. */
	readonly checksEnd: boolean;
	checkEnd(): void;
}

// What is being done with the portions.
/** No session accepts any. */
const CLOSED = 0;
/** The application has to write the next portion. */
const WRITABLE = 1;
/** The modem accepts a portion. */
const WRITING = 2;
/** The modem is not ready for more. */
const WAITING = 3;
/** Says that there is no more. */
const FINISHING = 4;
/** Waits for the server's confirmation. */
const CONFIRMING = 5;

/** The session has not ended; otherwise the status of the report that ended it. */
const OPEN = -1;

/** A body on its way to the server by FTPPUT: a data phase for each portion that the application has written. */
export class Portions implements Task, Transfer, BodyListener {
	readonly slots: Parameter[];
	isCommitted = false;
	private state = CLOSED;
	/** What the modem accepts at a time, 0 while it accepts nothing; and what it accepted when the current data phase began. */
	private room = 0;
	private limit = 0;
	/** Bytes of the running data phase; -1 before its prompt. */
	private sent = 0;
	private tries = 0;
	private outcome = OPEN;
	private readonly client: PortionsClient;
	/** With an application that does not write. */
	private readonly patience: Patience;

	constructor(slots: Parameter[], stallTimeout: number, client: PortionsClient) {
		this.patience = new Patience(stallTimeout);
		this.slots = slots;
		this.client = client;
	}

	/** From now on the modem accepts `room` bytes at a time. */
	open(room: number): void {
		this.room = room;
		this.state = WRITABLE;
		this.client.take(0);
		this.onWritten();
	}

	onStatus(status: number, scanner: Scanner): void {
		const machine = this.client.session.operation.modem.machine;
		if (status === READY) {
			// What comes before the prompt says what the prompt follows.
			if (this.state === WRITING && this.sent < 0) return;
			this.room = scanner.values[2]!;
			if (this.state === WAITING) machine.wake();
			return;
		}
		this.outcome = status;
		if (machine.idle) this.onWritten();
		else machine.wake();
	}

	onLine(): boolean {
		return true;
	}

	onUpload(): void {
		const upload = this.client.session.operation.modem.machine.upload;
		this.sent = upload.wanted;
		upload.supply(CHUNK_START, CHUNK_START + this.sent);
	}

	onScriptEnd(error: ErrorCode | null): void {
		const session = this.client.session;
		const operation = session.operation;
		this.isCommitted = false;
		if (operation.isLost(error)) return;
		if (operation.error !== null) return session.stop(operation.error, 0);
		switch (this.state) {
			case WRITABLE:
				this.onWritten();
				return this.client.onTaken(0);
			case WRITING:
				if (this.onPortion(error)) this.client.onTaken(this.client.taken);
				return;
			case WAITING:
				if (error !== null && this.outcome === OPEN) {
					// The report may have been lost: trying tells.
					this.tries++;
					if (this.tries >= READ_TRIES) return session.stop(error, 0);
					this.room = this.limit;
				}
				this.state = WRITABLE;
				return this.onWritten();
			case FINISHING:
				if (this.outcome !== OPEN) break;
				if (error !== null && error !== "command") return session.stop(error, operation.modem.machine.status);
				this.state = CONFIRMING;
				return operation.modem.machine.wait(FTP_CONFIRM_TIME, this);
		}
		if (this.outcome === OPEN) this.client.onSilence();
		else if (this.outcome === COMPLETE && this.client.checksEnd) this.client.checkEnd();
		else session.stopByStatus(this.outcome);
	}

	/** The application has written, or no script is running: does what is due. */
	onWritten(): void {
		const body = this.client;
		const session = this.client.session;
		const machine = session.operation.modem.machine;
		if (this.state !== WRITABLE) {
			// Several portions written in one callback go together.
			if (this.state === WRITING && machine.unsentYet) this.slots[UPLOAD_SIZE] = Math.min(body.filled, this.limit);
			return;
		}
		if (!session.operation.healthy) return;
		if (this.outcome === COMPLETE) return session.stop("server", 0);
		if (this.outcome !== OPEN) return session.stopByStatus(this.outcome);
		if (body.filled === 0 && !body.isComplete) {
			const delay = this.patience.wait(body.written);
			return delay === 0 ? session.stop("stalled", 0) : machine.wait(delay, this);
		}
		if (this.room <= 0) {
			this.state = WAITING;
			return machine.wait(FTP_ROOM_TIME, this);
		}
		if (body.filled === 0) {
			this.state = FINISHING;
			return machine.run(FTP_COMMANDS, FINISH, this);
		}
		this.sent = -1;
		this.limit = this.room;
		this.room = 0;
		this.slots[UPLOAD_SIZE] = Math.min(body.filled, this.limit);
		// What the modem has been given cannot be taken back, and filling a data phase with anything else would be worse.
		this.isCommitted = true;
		this.state = WRITING;
		machine.run(FTP_COMMANDS, WRITE, this);
	}

	/** The modem has taken a portion: true. A refusal has taken nothing. */
	private onPortion(error: ErrorCode | null): boolean {
		const session = this.client.session;
		const modem = session.operation.modem;
		const isRefused = error !== null;
		this.state = WRITABLE;
		this.tries = isRefused || this.sent === 0 ? this.tries + 1 : 0;
		if (this.tries >= READ_TRIES || (isRefused && error !== "command")) {
			if (!isRefused || this.outcome === OPEN) session.stop(error ?? "protocol", isRefused ? modem.machine.status : 0);
			else this.onWritten();
			return false;
		}
		if (!isRefused) this.client.take(this.sent);
		else if (this.outcome === OPEN) modem.statistics.healed++;
		this.onWritten();
		return !isRefused;
	}
}
