import { checkFlag, checkNumber, given } from "../at/check.js";
import { badArgument, type ErrorCode, type ModemError } from "../at/error.js";
import { FTPEXTPUT, FTPSIZE } from "../at/feature.js";
import {
	FTP_BYTE_TIME,
	FTP_CONFIRM_TIME,
	FTP_EXTENDED_LEAST,
	FTP_EXTENDED_LIMIT,
	FTP_LOAD_TIME_LIMIT,
	FTP_SESSION_TIME,
	OFFSET_LIMIT,
	READ_TRIES,
	STALL_TIME,
} from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { type Parameter, REPORT_TIME, type Script, type Task, UPLOAD_SIZE } from "../at/script.js";
import { loadTime, tooSlow } from "../at/upload.js";
import type { ModemCore } from "../modem/core.js";
import { Body } from "../transfer/body.js";
import {
	AGAIN_FROM,
	EMPTY_FROM,
	EXTEND,
	FTP_COMMANDS,
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
} from "./commands.js";
import type { FTPPath } from "./options.js";
import { Portions, type PortionsClient } from "./portions.js";
import { COMPLETE, READY, RESUME, Session } from "./session.js";

/** Options of an upload. The callbacks are called with the upload as `this`. */
export interface FTPPutOptions extends FTPPath {
	/** What happens to an existing file: `create` (STOR, the default) replaces it, `append` (APPE) adds to it, `unique` (STOU) keeps it under another name. */
	mode?: "create" | "append" | "unique";
	/** Number of bytes that will be written; with `resume`, the length of the whole file. Without it, `finish()` ends the upload. */
	length?: number;
	/**
	 * `append`: the present length of the file, if known. It lets the upload be verified by its final length.
	 * `resume`: the `checkpoint` of the upload that is continued.
	 */
	offset?: number;
	/**
	 * Asks for the length of the file and continues after it: read `offset` when `onWritable` is called first. A file longer than the
	 * checkpoint is written anew: a modem that loses its microcontroller in the middle of a data phase takes whatever comes next for data.
	 */
	resume?: boolean;
	/**
	 * The modem takes all of it first, at most 300000 bytes in one data phase, and sends it then (FTPEXTPUT). Default: from a `length` of 8192 on, if
	 * the firmware can. Requires `length`.
	 */
	extended?: boolean;
	/**
	 * By way of the modem's store, and with `resume`: asks for the length of the file at the end and compares (`incomplete`), if the server tells it and
	 * the length that the file should have is known. Costs a session of its own; default true.
	 */
	checkSize?: boolean;
	/** How long the application may go without writing, in ms; default 60000, 0 is for ever. It is asked again each second; then the upload ends with `stalled`. */
	stallTimeout?: number;
	/**
	 * `count` bytes can be written with `write(buffer)`, now or later: until the modem's patience is over (64); by way of its store within 10 s, and all of them
	 * within 30 s and twice their time on the wire (`underrun`: nothing of it is sent then).
	 */
	onWritable?(this: FTPPut, count: number): void;
	/** The modem has taken `done` bytes, including those before `offset`; `total` is the final length, -1 if it is not known. */
	onProgress?(this: FTPPut, done: number, total: number): void;
	/** The end, exactly once: null, or what went wrong. The modem is free again. */
	onDone?(this: FTPPut, error: ModemError | null): void;
}

/** One upload, from `ftp.put()` to `onDone`. */
export interface FTPPut {
	/** Where writing begins: the present length of the file, -1 if it is not known. */
	readonly offset: number;
	/** What the modem has taken, `offset` included: a plain number, the `offset` of an upload with `resume`, which asks the server what of it has come. */
	readonly checkpoint: number;
	/** Bytes that can be written now. */
	readonly writable: number;
	/** Writes all of `buffer`. Throws `argument` if it is not a Uint8Array, or holds more bytes than can be written now: `onWritable` says how many. */
	write(buffer: Uint8Array): void;
	/** Says that nothing more will be written. Throws `argument` if less than the declared `length` has been: `close()` abandons an upload. */
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
/** That session is open. */
const WRITING = 6;
/** Asks for the length of the file, to compare. */
const CHECKING = 7;

// The route to the server.
/** In portions. */
const DIRECT = 0;
/** By way of the modem's store, if the firmware can. */
const STORED = 1;
/** In no other way. */
const STORED_ONLY = 2;

/** FTPSIZE of a file that is not there: refused by the server. */
const REFUSED_BY_SERVER = 77;

/** The {@link FTPPut} as the driver sees it. */
export class Put extends Body implements FTPPut, PortionsClient, Task {
	readonly slots: Parameter[];
	readonly session: Session;
	offset: number;
	cleaner: Script | null = null;
	failure: ErrorCode | null | undefined = undefined;
	private state: number;
	private tries = 0;
	private route: number;
	/** The length of the file is asked for when the server has confirmed it. */
	checksEnd = false;
	/** Mode of an upload that goes on; null if it does not. */
	private readonly append: Uint8Array | null;
	private readonly portions: Portions;
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
		const isTooSlow = loadTime(length, modem.baud, FTP_LOAD_TIME_LIMIT) === 0;
		if (isForced && isTooSlow) throw tooSlow("ftp", modem.baud);
		if (resumes && options.mode !== undefined) throw badArgument("ftp", "resume implies append: omit mode");
		if (options.offset !== undefined && mode !== "append" && !resumes) throw badArgument("ftp", "offset requires mode append or resume");
		if (options.onWritable === undefined && length !== 0) throw badArgument("ftp", "an upload requires onWritable");
		checkNumber("ftp", "offset", given(options.offset, 0), 0, OFFSET_LIMIT);
		checkFlag("ftp", "checkSize", options.checkSize, true);
		super();
		// A file of another name (STOU) cannot be asked for its length.
		this.offset = given(options.offset, mode === "create" ? 0 : -1);
		slots[MODE] = modem.runtime.encode(mode === "create" ? "STOR" : mode === "append" ? "APPE" : "STOU");
		this.append = resumes ? modem.runtime.encode("APPE") : null;
		this.state = resumes ? ASKING : BEGINNING;
		const isLong = options.extended === undefined && length >= FTP_EXTENDED_LEAST && length <= FTP_EXTENDED_LIMIT && !isTooSlow;
		this.route = isForced ? STORED_ONLY : isLong ? STORED : DIRECT;
		this.options = options;
		this.slots = slots;
		this.portions = new Portions(slots, checkNumber("ftp", "stallTimeout", given(options.stallTimeout, STALL_TIME), 0, OFFSET_LIMIT), this);
		this.session = new Session(modem, slots, this, this.portions, options.onDone);
		this.operation = this.session.operation;
		this.listener = this.portions;
		this.expect(length);
	}

	get checkpoint(): number {
		return this.taken + (this.offset < 0 ? 0 : this.offset);
	}

	close(): void {
		this.operation.cancel("cancelled");
	}

	start(): void {
		const session = this.session;
		switch (this.state) {
			case ASKING:
				return session.open(SIZE, SIZE_REPORT);
			case CHECKING:
				// One that goes on has asked already.
				return session.open(this.append === null ? SIZE : SIZE + AGAIN_FROM, SIZE_REPORT);
			case SENDING:
				return session.open(SEND, PUT_REPORT);
		}
		if (this.route === STORED && this.operation.modem.firmware.hasRefused(FTPEXTPUT)) this.route = DIRECT;
		this.checksEnd = this.options.checkSize !== false && this.offset >= 0 && (this.route !== DIRECT || this.append !== null);
		if (this.route !== DIRECT) {
			this.cleaner = NORMAL;
			return this.run(EXTENDING, EXTEND);
		}
		this.cleaner = null;
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
				return status === COMPLETE && this.checksEnd ? this.checkEnd() : session.stopByStatus(status);
		}
		// Nothing has been sent yet: the server has closed.
		if (status === COMPLETE) return session.stop("server", 0);
		if (status !== READY) return session.stopByStatus(status);
		this.state = WRITING;
		this.portions.open(detail);
		this.onTaken(0);
	}

	/** The length of the file has the last word. A server that does not tell it has confirmed the file all the same. */
	checkEnd(): void {
		const session = this.session;
		if (this.operation.modem.firmware.hasRefused(FTPSIZE)) return session.stop(null, 0);
		this.failure = null;
		this.tries = 0;
		this.state = CHECKING;
		this.start();
	}

	/** Without a confirmation the length of the file decides, if it is known what that should be. */
	onSilence(): void {
		const session = this.session;
		if (this.state !== SENDING && this.state !== WRITING) return session.stop("timeout", 0);
		if (this.offset < 0) return session.stop("unconfirmed", 0);
		this.failure = "unconfirmed";
		this.state = CHECKING;
		session.clear(RESUME);
	}

	onTaken(done: number): void {
		const options = this.options;
		const writable = this.writable;
		if (writable > 0) options.onWritable!.call(this, writable);
		if (done === 0 || !options.onProgress || !this.operation.healthy) return;
		const base = this.offset < 0 ? 0 : this.offset;
		options.onProgress.call(this, base + done, this.length < 0 ? -1 : base + this.length);
	}

	/** The store must take the whole body, at the place that was named. */
	onLine(scanner: Scanner): boolean {
		const slots = this.slots;
		const state = this.state;
		return state !== LOADING || (scanner.values[0] === slots[POSITION] && scanner.values[1] === slots[UPLOAD_SIZE]);
	}

	onUpload(): void {
		this.stream();
		this.onTaken(this.taken);
	}

	/** Extended mode is on, or the store has taken the body; `error` says otherwise. */
	onScriptEnd(error: ErrorCode | null): void {
		const slots = this.slots;
		const operation = this.operation;
		if (operation.isLost(error)) return;
		if (operation.error !== null) return this.session.stop(operation.error, 0);
		if (error !== null) return this.onNotLoaded(error);
		if (this.state === LOADING || this.isComplete) {
			this.state = SENDING;
			this.stream();
			const done = this.taken;
			slots[REPORT_TIME] = FTP_SESSION_TIME + FTP_CONFIRM_TIME + done * FTP_BYTE_TIME;
			this.start();
			return this.onTaken(done);
		}
		const count = this.left;
		slots[POSITION] = 0;
		slots[UPLOAD_SIZE] = count;
		slots[LOAD_TIME] = loadTime(count, operation.modem.baud, FTP_LOAD_TIME_LIMIT);
		this.run(LOADING, LOAD);
	}

	private run(state: number, script: Script): void {
		this.state = state;
		this.operation.modem.machine.run(FTP_COMMANDS, script, this);
	}

	/** The length of the file on the server, before an upload goes on. A file that is not there has none. */
	private onOffset(status: number, detail: number): void {
		const session = this.session;
		const options = this.options;
		if (status !== COMPLETE && status < REFUSED_BY_SERVER) return session.stopByStatus(status);
		if (status === COMPLETE && detail < 0) return session.stop("protocol", 0);
		const goesOn = status === COMPLETE && detail <= given(options.offset, OFFSET_LIMIT);
		this.offset = goesOn ? detail : 0;
		if (goesOn) this.slots[MODE] = this.append!;
		if (this.length >= 0) {
			const left = this.length - this.offset;
			if (left < 0) return session.stop("incomplete", 0);
			if (left === 0) return options.checkSize !== false ? this.checkEnd() : session.stop(null, 0);
			this.expect(left);
			if (this.route === STORED && left < FTP_EXTENDED_LEAST) this.route = DIRECT;
		}
		this.state = BEGINNING;
		this.start();
	}

	/** Bytes that the application has given cannot be given again; without any, the same is tried again, or another way if there is one. */
	private onNotLoaded(error: ErrorCode): void {
		const session = this.session;
		const modem = this.operation.modem;
		const isRefused = error === "unsupported" || error === "command";
		const hasWritten = this.written > 0 || error === "underrun";
		this.tries++;
		if (isRefused && !hasWritten && this.route !== STORED_ONLY) {
			this.route = DIRECT;
			return this.start();
		}
		if (hasWritten || this.state === EXTENDING || this.tries >= READ_TRIES) return session.stop(error, modem.machine.status);
		modem.statistics.healed++;
		// What the modem has taken all the same would be sent with it.
		this.run(EXTENDING, EXTEND + EMPTY_FROM);
	}

	/** The length of the file on the server. One number alone does not make a confirmed upload wrong: it is asked for once more. */
	private onSize(status: number, detail: number): void {
		const session = this.session;
		if (status !== COMPLETE) return session.stopByStatus(status);
		if (detail === this.checkpoint) return session.stop(null, 0);
		this.tries++;
		if (this.failure === null && this.tries === 1) session.open(SIZE + AGAIN_FROM, SIZE_REPORT);
		else session.stop("incomplete", 0);
	}
}
