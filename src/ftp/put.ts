import { badArgument, type ErrorCode, type ModemError } from "../at/error.js";
import { FTPEXTPUT, FTPSIZE } from "../at/feature.js";
import {
	FTP_BYTE_TIME,
	FTP_CONFIRM_TIME,
	FTP_EXTENDED_LEAST,
	FTP_EXTENDED_LIMIT,
	FTP_LOAD_TIME,
	FTP_LOAD_TIME_LIMIT,
	FTP_ROOM_TIME,
	FTP_SESSION_TIME,
	OFFSET_LIMIT,
	READ_TRIES,
} from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { type Parameter, type Script, type Task, UPLOAD_SIZE } from "../at/script.js";
import { checkFlag, checkNumber, given } from "../at/check.js";
import type { ModemCore } from "../modem/core.js";
import { Body, type BodyListener } from "../transfer/body.js";
import { BYTE_TIME } from "../uart/baud.js";
import { CHUNK_START } from "../uart/memory.js";
import {
	AGAIN_FROM,
	EXTEND,
	FTP_COMMANDS,
	FINISH,
	LOAD,
	LOAD_TIME,
	MODE,
	NORMAL,
	OPEN_PUT,
	POSITION,
	PUT_REPORT,
	SEND,
	SIZE,
	SIZE_REPORT,
	WRITE,
} from "./commands.js";
import type { FTPPath } from "./options.js";
import { COMPLETE, READY, RESUME, Session, type SessionClient, type Transfer } from "./session.js";

/** What an upload is made of. The callbacks are called with the upload as `this`. */
export interface FTPPutOptions extends FTPPath {
	/** What becomes of a file that is there: `create` (STOR, the default) replaces it, `append` (APPE) goes on, `unique` (STOU) chooses another name. */
	mode?: "create" | "append" | "unique";
	/** Length in bytes of what will be written, with `resume` of the whole file. Without it, `finish()` ends the upload. */
	length?: number;
	/**
	 * `append`: the length that the file has, if that is known. Lets an upload be checked by its length.
	 * `resume`: the `checkpoint` of the upload that is continued.
	 */
	offset?: number;
	/**
	 * Asks for the length of the file and goes on after it: read `offset` when `onWritable` is called first. A file that is longer than the
	 * checkpoint is written anew: a modem that loses its microcontroller in the middle of a data phase takes whatever comes next for data.
	 */
	resume?: boolean;
	/**
	 * The modem takes all of it first, at most 300000 bytes in one data phase, and sends it then (FTPEXTPUT). Default: from a `length` of 8192 on, if
	 * the firmware can. Requires `length`.
	 */
	extended?: boolean;
	/**
	 * By way of the modem's store: asks for the length of the file at the end and compares (`incomplete`), if the server tells it and the length that
	 * the file should have is known. Costs a session of its own; default true.
	 */
	checkSize?: boolean;
	/**
	 * `count` bytes can be written with `write(buffer)`, now or later: until the modem's patience is over (64), or within 10 s by way of its store
	 * (`underrun`: nothing of it is sent then).
	 */
	onWritable?(this: FTPPut, count: number): void;
	/** The modem has taken `done` bytes, those before `offset` included; `total` is what there will be, -1 if that is not known. */
	onProgress?(this: FTPPut, done: number, total: number): void;
	/** The end, once for every upload: null, or what went wrong. The modem is free again. */
	onDone?(this: FTPPut, error: ModemError | null): void;
}

/** One upload, from `ftp.put()` to `onDone`. */
export interface FTPPut {
	/** Where the writing begins: the length that the file has; -1 if that is not known. */
	readonly offset: number;
	/** What the modem has taken, `offset` included: a plain number, the `offset` of an upload with `resume`, which asks the server what of it has come. */
	readonly checkpoint: number;
	/** Bytes that can be written now. */
	readonly writable: number;
	/** Writes the whole of `buffer`. Throws `argument` if it is no Uint8Array or has more bytes than can be written now: `onWritable` says how many. */
	write(buffer: Uint8Array): void;
	/** There is no more to write. Throws `argument` if less than the declared `length` has been written: `close()` gives an upload up. */
	finish(): void;
	/** Cancels the upload: it ends with `cancelled` as soon as the modem is free. A data phase that is open is filled first, at the rate of the line. */
	close(): void;
}

// What the upload is doing.
/** Nothing yet. */
const BEGINNING = 0;
/** Asks for the length of the file, to go on after it. */
const ASKING = 1;
/** Switches extended mode on. */
const EXTENDING = 2;
/** The modem's store takes the whole body. */
const LOADING = 3;
/** What was loaded is being sent to the server. */
const SENDING = 4;
/** Opens a session that takes portions. */
const OPENING = 5;
/** The application has to write the next portion. */
const WRITABLE = 6;
/** The modem takes a portion. */
const WRITING = 7;
/** The modem is not ready for more. */
const WAITING = 8;
/** Says that there is no more. */
const FINISHING = 9;
/** Waits for the server's confirmation. */
const CONFIRMING = 10;
/** Asks for the length of the file, to compare. */
const CHECKING = 11;

/** The session has not ended; otherwise the status of the report that ended it. */
const OPEN = -1;
/** FTPSIZE of a file that is not there: refused by the server. */
const REFUSED_BY_SERVER = 77;

/** The {@link FTPPut} as the driver sees it. */
export class Put implements FTPPut, SessionClient, Task, Transfer, BodyListener {
	readonly slots: Parameter[];
	readonly session: Session;
	offset: number;
	private state = BEGINNING;
	private readonly body: Body;
	/** What the modem takes at a time, 0 while it takes nothing; and what it took when the running data phase was begun. */
	private room = 0;
	private limit = 0;
	/** Bytes of the running data phase; -1 before its prompt. */
	private sent = 0;
	/** Bytes that the modem has taken. */
	private taken = 0;
	private tries = 0;
	private outcome = OPEN;
	/** By way of the modem's store: intended, and whether there is no other way. */
	private isExtended: boolean;
	private readonly isForced: boolean;
	private readonly checksSize: boolean;
	/** Mode of an upload that goes on, and the checkpoint before which it does; null if it does not. */
	private readonly append: Uint8Array | null;
	private readonly known: number;
	private readonly length: number;
	private readonly modem: ModemCore;
	private readonly options: FTPPutOptions;

	constructor(modem: ModemCore, slots: Parameter[], options: FTPPutOptions) {
		const resumes = checkFlag("ftp", "resume", options.resume, false);
		const isForced = checkFlag("ftp", "extended", options.extended, false);
		const length =
			options.length === undefined ? -1 : checkNumber("ftp", "length", options.length, 0, isForced ? FTP_EXTENDED_LIMIT : OFFSET_LIMIT);
		const mode = given(options.mode, "create");
		if (mode !== "create" && mode !== "append" && mode !== "unique")
			throw badArgument("ftp", 'mode must be "create", "append" or "unique"');
		if (isForced && length < 0) throw badArgument("ftp", "extended requires length");
		if (resumes && options.mode !== undefined) throw badArgument("ftp", "resume appends: leave out mode");
		if (options.offset !== undefined && mode !== "append" && !resumes) throw badArgument("ftp", "offset belongs to append or resume");
		if (options.onWritable === undefined && length !== 0) throw badArgument("ftp", "an upload requires onWritable");
		this.known = checkNumber("ftp", "offset", given(options.offset, OFFSET_LIMIT), 0, OFFSET_LIMIT);
		this.checksSize = checkFlag("ftp", "checkSize", options.checkSize, true);
		// A file of another name (STOU) cannot be asked for its length.
		this.offset = given(options.offset, mode === "create" ? 0 : -1);
		slots[MODE] = modem.runtime.encode(mode === "create" ? "STOR" : mode === "append" ? "APPE" : "STOU");
		this.append = resumes ? modem.runtime.encode("APPE") : null;
		this.isForced = isForced;
		this.isExtended = isForced || (options.extended === undefined && length >= FTP_EXTENDED_LEAST && length <= FTP_EXTENDED_LIMIT);
		this.length = length;
		this.modem = modem;
		this.options = options;
		this.slots = slots;
		this.session = new Session(modem, slots, this, this);
		this.body = new Body(this.session.operation, this);
		this.body.expect(length);
		if (resumes) this.state = ASKING;
	}

	get checkpoint(): number {
		return this.taken + (this.offset < 0 ? 0 : this.offset);
	}

	get writable(): number {
		return this.body.writable;
	}

	write(buffer: Uint8Array): void {
		this.body.write(buffer);
	}

	finish(): void {
		this.body.finish();
	}

	close(): void {
		this.session.operation.cancel();
	}

	start(): void {
		const session = this.session;
		if (!this.isForced && this.modem.firmware.hasRefused(FTPEXTPUT)) this.isExtended = false;
		switch (this.state) {
			case ASKING:
			case CHECKING:
				return session.open(SIZE, SIZE_REPORT);
			case SENDING:
				return session.open(SEND, PUT_REPORT);
		}
		if (this.isExtended) {
			session.cleaner = NORMAL;
			return this.run(EXTENDING, EXTEND);
		}
		session.cleaner = null;
		this.state = OPENING;
		session.open(OPEN_PUT, PUT_REPORT);
	}

	onAnswer(status: number, detail: number): void {
		const session = this.session;
		switch (this.state) {
			case ASKING:
				return this.onOffset(status, detail);
			case CHECKING:
				return this.onSize(status, detail);
			case SENDING:
				return status === COMPLETE ? this.onSent() : session.stopByStatus(status);
		}
		// Nothing has been sent yet: the server has closed.
		if (status === COMPLETE) return session.stop("server", 0);
		if (status !== READY) return session.stopByStatus(status);
		this.room = detail;
		this.state = WRITABLE;
		this.body.open();
		if (this.body.isComplete) this.onWritten();
		else this.options.onWritable!.call(this, this.writable);
	}

	onSilence(): void {
		if (this.state === SENDING) this.settle();
		else this.session.stop("timeout", 0);
	}

	onStatus(status: number, scanner: Scanner): void {
		const machine = this.modem.machine;
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

	/** The store must take the whole body, at the place that was named. */
	onLine(scanner: Scanner): boolean {
		const values = scanner.values;
		return this.state !== LOADING || (values[0] === this.slots[POSITION] && values[1] === this.slots[UPLOAD_SIZE]);
	}

	onUpload(): void {
		const body = this.body;
		if (this.state !== LOADING) {
			const upload = this.modem.machine.upload;
			this.sent = upload.wanted;
			return upload.supply(CHUNK_START, CHUNK_START + this.sent);
		}
		const done = body.written;
		this.taken = done;
		body.stream();
		if (body.writable > 0) this.options.onWritable!.call(this, body.writable);
		if (done > 0) this.tellProgress(done);
	}

	onScriptEnd(error: ErrorCode | null): void {
		const operation = this.session.operation;
		this.session.isCommitted = false;
		if (operation.isLost(error)) return;
		if (operation.error !== null) return this.session.stop(operation.error, 0);
		switch (this.state) {
			case EXTENDING:
			case LOADING:
				return this.onLoaded(error);
			case WRITING:
				return this.onPortion(error);
			case WAITING:
				if (error !== null && this.outcome === OPEN) {
					// Should the report have been lost, trying tells.
					this.tries++;
					if (this.tries >= READ_TRIES) return this.session.stop(error, 0);
					this.room = this.limit;
				}
				this.state = WRITABLE;
				return this.onWritten();
			case FINISHING:
				if (this.outcome !== OPEN) return this.session.stopByStatus(this.outcome);
				if (error !== null && error !== "command") return this.session.stop(error, this.modem.machine.status);
				this.state = CONFIRMING;
				return this.modem.machine.wait(FTP_CONFIRM_TIME, this);
			default:
				if (error === null) this.session.stopByStatus(this.outcome);
				else this.settle();
		}
	}

	onEnd(error: ModemError | null): void {
		if (this.options.onDone) this.options.onDone.call(this, error);
	}

	private run(state: number, script: Script): void {
		this.state = state;
		this.modem.machine.run(FTP_COMMANDS, script, this);
	}

	/** The length of the file on the server, before an upload goes on. A file that is not there has none. */
	private onOffset(status: number, detail: number): void {
		const session = this.session;
		if (status !== COMPLETE && status < REFUSED_BY_SERVER) return session.stopByStatus(status);
		if (status === COMPLETE && detail < 0) return session.stop("protocol", 0);
		const goesOn = status === COMPLETE && detail <= this.known;
		this.offset = goesOn ? detail : 0;
		if (goesOn) this.slots[MODE] = this.append!;
		if (this.length >= 0) {
			const left = this.length - this.offset;
			if (left <= 0) return session.stop(left === 0 ? null : "incomplete", 0);
			this.body.expect(left);
			if (!this.isForced && left < FTP_EXTENDED_LEAST) this.isExtended = false;
		}
		this.state = BEGINNING;
		this.start();
	}

	// By way of the store.

	/** Extended mode is on, or the store has taken the body; `error` says otherwise. */
	private onLoaded(error: ErrorCode | null): void {
		const body = this.body;
		if (error !== null) return this.onNotLoaded(error);
		if (this.state === LOADING || body.isComplete) {
			this.state = SENDING;
			this.taken = body.written;
			this.session.reportTime = FTP_SESSION_TIME + FTP_CONFIRM_TIME + this.taken * FTP_BYTE_TIME;
			this.start();
			return this.taken > 0 ? this.tellProgress(this.taken) : undefined;
		}
		const count = body.left;
		this.slots[POSITION] = 0;
		this.slots[UPLOAD_SIZE] = count;
		this.slots[LOAD_TIME] = Math.min(FTP_LOAD_TIME_LIMIT, (FTP_LOAD_TIME + (2 * count * BYTE_TIME) / this.modem.baud) | 0);
		this.run(LOADING, LOAD);
	}

	/** Bytes that the application has given cannot be given again; without any, the same is tried again, or another way if there is one. */
	private onNotLoaded(error: ErrorCode): void {
		const isRefused = error === "unsupported" || error === "command";
		const hasWritten = this.body.written > 0 || error === "underrun";
		this.tries++;
		if (isRefused && !hasWritten && !this.isForced) {
			this.isExtended = false;
			return this.start();
		}
		if (hasWritten || this.state === EXTENDING || this.tries >= READ_TRIES) return this.session.stop(error, this.modem.machine.status);
		this.modem.statistics.healed++;
		this.run(LOADING, LOAD);
	}

	/** The server has confirmed what was loaded. */
	private onSent(): void {
		if (this.offset < 0 || !this.checksSize || this.modem.firmware.hasRefused(FTPSIZE)) return this.session.stop(null, 0);
		// A server that does not tell the length has confirmed the file all the same.
		this.session.failure = null;
		this.tries = 0;
		this.state = CHECKING;
		this.start();
	}

	/** The length of the file on the server. One number alone does not make a confirmed upload wrong: it is asked for once more. */
	private onSize(status: number, detail: number): void {
		const session = this.session;
		if (status !== COMPLETE) return session.stopByStatus(status);
		if (detail === this.checkpoint) return session.stop(null, 0);
		this.tries++;
		if (session.failure === null && this.tries === 1) session.open(SIZE + AGAIN_FROM, SIZE_REPORT);
		else session.stop("incomplete", 0);
	}

	// In portions.

	/** The application has written, or nothing runs any more: does what is due. */
	onWritten(): void {
		const body = this.body;
		const machine = this.modem.machine;
		if (this.state !== WRITABLE) {
			// Several portions written in one callback go together.
			if (this.state === WRITING && machine.unsentYet) this.slots[UPLOAD_SIZE] = Math.min(body.filled, this.limit);
			return;
		}
		if (!this.session.operation.healthy) return;
		if (this.outcome === COMPLETE) return this.session.stop("server", 0);
		if (this.outcome !== OPEN) return this.session.stopByStatus(this.outcome);
		if (body.filled === 0 && !body.isComplete) return;
		if (this.room <= 0) {
			this.state = WAITING;
			return machine.wait(FTP_ROOM_TIME, this);
		}
		if (body.filled === 0) return this.run(FINISHING, FINISH);
		this.sent = -1;
		this.limit = this.room;
		this.room = 0;
		this.slots[UPLOAD_SIZE] = Math.min(body.filled, this.limit);
		// What the modem has been given cannot be taken back, and filling a data phase with anything else would be worse.
		this.session.isCommitted = true;
		this.state = WRITING;
		machine.run(FTP_COMMANDS, WRITE, this);
	}

	/** The modem has taken a portion; a refusal has taken nothing. */
	private onPortion(error: ErrorCode | null): void {
		const body = this.body;
		this.state = WRITABLE;
		if (error !== null) {
			this.tries++;
			if (this.outcome === OPEN) {
				if (this.tries >= READ_TRIES || error !== "command") return this.session.stop(error, this.modem.machine.status);
				this.modem.statistics.healed++;
			}
			return this.onWritten();
		}
		const sent = this.sent;
		this.tries = sent > 0 ? 0 : this.tries + 1;
		if (this.tries >= READ_TRIES) return this.session.stop("protocol", 0);
		this.taken += sent;
		body.take(sent);
		const done = this.taken;
		this.onWritten();
		if (body.writable > 0) this.options.onWritable!.call(this, body.writable);
		this.tellProgress(done);
	}

	private tellProgress(done: number): void {
		const base = this.offset < 0 ? 0 : this.offset;
		if (!this.options.onProgress || !this.session.operation.healthy) return;
		this.options.onProgress.call(this, base + done, this.length < 0 || this.append !== null ? this.length : base + this.length);
	}

	/** The confirmation does not come: the length of the file decides, if it is known what that should be. */
	private settle(): void {
		const session = this.session;
		if (this.offset < 0) return session.stop("unconfirmed", 0);
		session.failure = "unconfirmed";
		this.state = CHECKING;
		session.clear(RESUME);
	}
}
