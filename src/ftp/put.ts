import { badArgument, type ErrorCode, type ModemError } from "../at/error.js";
import { FTPEXTPUT } from "../at/feature.js";
import {
	FTP_BYTE_TIME,
	FTP_CONFIRM_TIME,
	FTP_EXTENDED_LEAST,
	FTP_EXTENDED_LIMIT,
	FTP_LOAD_TIME,
	FTP_ROOM_TIME,
	FTP_SESSION_TIME,
	OFFSET_LIMIT,
	READ_TRIES,
} from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { type Script, UPLOAD_SIZE } from "../at/script.js";
import { checkBuffer, checkFlag, checkNumber, given } from "../at/check.js";
import type { Modem } from "../modem/modem.js";
import { CHUNK_START } from "../uart/memory.js";
import {
	EXTEND,
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
import { encodeFile, type FTPPath } from "./options.js";
import { COMPLETE, DONE, FTPSession, READY } from "./session.js";

/** What an upload is made of. The callbacks are called with the upload as `this`. */
export interface FTPPutOptions extends FTPPath {
	/** What becomes of a file that is there: `create` (STOR) replaces it, `append` (APPE) goes on, `unique` (STOU) takes another name. */
	mode?: "create" | "append" | "unique";
	/** Length in bytes of what will be written, with `resume` of the whole file. Without it, `finish()` ends the upload. */
	length?: number;
	/**
	 * `append`: the length that the file has, where that is known. Lets an upload be checked whose confirmation does not come.
	 * `resume`: the `checkpoint` of the upload that is continued.
	 */
	offset?: number;
	/**
	 * Asks for the length of the file and goes on behind it: read `offset` when `onWritable` is called first. A file that is longer than the
	 * checkpoint is written anew: a modem that loses its microcontroller in the middle of a data phase takes whatever comes next for data.
	 */
	resume?: boolean;
	/**
	 * The modem takes all of it first, 300000 bytes at most, and sends it then (FTPEXTPUT). Where nothing is said: from a `length` of 8192 on, if
	 * the firmware can.
	 */
	extended?: boolean;
	/** `count` bytes can be written with `write(buffer)`, now or later: until the modem's patience is over (64). */
	onWritable?(this: FTPPut, count: number): void;
	/** The modem has taken `done` bytes, those before `offset` included; `total` is what there will be, -1 where that is not known. */
	onProgress?(this: FTPPut, done: number, total: number): void;
	/** The end, once for every upload: null, or what went wrong. The modem is free again. */
	onDone?(this: FTPPut, error: ModemError | null): void;
}

/** Extended mode is being switched on. */
const EXTENDING = 10;
/** Bytes wait to be written by the application. */
const WRITABLE = 11;
/** The modem takes bytes. */
const WRITING = 12;
/** The modem is not ready for more. */
const WAITING_FOR_ROOM = 13;
const FINISHING = 14;
/** For the server's confirmation. */
const CONFIRMING = 15;

// What the length is asked for.
const NO_QUESTION = 0;
const TO_RESUME = 1;
const TO_CONFIRM = 2;

/** FTPSIZE of a file that is not there: refused by the server. */
const REFUSED_BY_SERVER = 77;
/** Bits of a byte on the wire, times ms of a second. */
const BITS = 10000;

/** One upload, from `ftp.put()` to `onDone`. */
export class FTPPut extends FTPSession {
	/** Where the writing begins: the length that the file has; -1 where that is not known. */
	offset: number;
	/** What the modem takes at a time; 0 while it takes nothing. */
	private room = 0;
	/** Bytes in the chunk; of them, those that the modem is taking. */
	private filled = 0;
	private sent = 0;
	/** Bytes that the application has written, and that the modem has taken. */
	private written = 0;
	private taken = 0;
	private tries = 0;
	private isFinished = false;
	private isConfirmed = false;
	private failure = 0;
	private question = NO_QUESTION;
	/** Extended mode is on, or may be. */
	private isExtended = false;
	private extended: boolean;
	private isLoaded = false;
	/** The room that the running data phase was begun with. */
	private limit = 0;
	private readonly length: number;
	/** What was asked for: an upload that goes on, from no further than the checkpoint, and by way of the modem's store. */
	private readonly resumes: boolean;
	private readonly known: number;
	private readonly isForced: boolean;
	private readonly create: Uint8Array;
	private readonly append: Uint8Array;
	private readonly options: FTPPutOptions;

	/** @internal See `ftp.put()`. */
	constructor(modem: Modem, cid: number, options: FTPPutOptions) {
		super(modem, encodeFile(modem.runtime, cid, options));
		const resume = checkFlag("ftp", "resume", options.resume, false);
		const forced = checkFlag("ftp", "extended", options.extended, false);
		const most = forced ? FTP_EXTENDED_LIMIT : OFFSET_LIMIT;
		if (forced && options.length === undefined) throw badArgument("ftp", "extended takes length");
		const length = options.length === undefined ? -1 : checkNumber("ftp", "length", options.length, 0, most);
		if (options.offset !== undefined && options.mode !== "append" && !resume)
			throw badArgument("ftp", "offset belongs to append or resume");
		if (resume && options.mode !== undefined) throw badArgument("ftp", "resume appends: leave out mode");
		if (options.onWritable === undefined && length !== 0) throw badArgument("ftp", "an upload takes onWritable");
		this.create = modem.runtime.encode("STOR");
		this.append = modem.runtime.encode("APPE");
		this.slots[MODE] = modem.runtime.encode(optionOf(options.mode));
		this.offset = offsetOf(options);
		if (resume) this.question = TO_RESUME;
		this.resumes = resume;
		this.known = given(options.offset, OFFSET_LIMIT);
		this.isForced = forced;
		this.length = length;
		this.extended = forced || (options.extended === undefined && length >= FTP_EXTENDED_LEAST && length <= FTP_EXTENDED_LIMIT);
		this.options = options;
	}

	/** What the modem has taken, `offset` included: a plain number, the `offset` of an upload with `resume`, which asks the server what of it has come. */
	get checkpoint(): number {
		return this.base + this.taken;
	}

	/** Bytes that can be written now. */
	get writable(): number {
		if (this.isFinished || this.state < WRITABLE || this.state > WAITING_FOR_ROOM) return 0;
		const space = this.modem.memory.chunkSize - this.filled;
		const left = this.left;
		return left >= 0 && left < space ? left : space;
	}

	/** Writes the whole of `buffer`. Throws `argument` where it is no Uint8Array or has more bytes than can be written now: `onWritable` says how many. */
	write(buffer: Uint8Array): void {
		checkBuffer("ftp", buffer);
		const count = buffer.length;
		const writable = this.writable;
		if (count > writable) throw badArgument("ftp", "write: " + writable + " bytes can be written now, not " + count);
		this.modem.memory.bytes.set(buffer, CHUNK_START + this.filled);
		this.filled += count;
		this.written += count;
		if (this.left === 0) this.isFinished = true;
		this.proceedIfWaiting();
	}

	/** There is no more to write. Throws `argument` where less than the declared `length` has been written: `close()` gives an upload up. */
	finish(): void {
		if (this.left > 0) throw badArgument("ftp", "finish: " + this.left + " bytes of length have not been written");
		this.isFinished = true;
		this.proceedIfWaiting();
	}

	/** @internal */
	onUpload(): void {
		const machine = this.modem.machine;
		this.sent = machine.upload.wanted;
		machine.upload.supply(CHUNK_START, CHUNK_START + this.sent);
	}

	/** @internal */
	protected override start(): void {
		if (!this.isForced && this.modem.firmware.hasRefused(FTPEXTPUT)) this.extended = false;
		if (this.question !== NO_QUESTION) this.open(SIZE, 0, SIZE_REPORT);
		else if (this.isLoaded) this.open(SEND, 0, PUT_REPORT);
		else if (this.extended) {
			this.state = EXTENDING;
			this.isExtended = true;
			this.run(EXTEND, 0);
		} else this.open(OPEN_PUT, 0, PUT_REPORT);
	}

	/** @internal */
	protected override resume(): void {
		this.start();
	}

	/** @internal */
	protected override onAnswer(code: number, detail: number): void {
		if (this.question === TO_RESUME) return this.onOffset(code, detail);
		if (this.question === TO_CONFIRM) return this.onLength(code, detail);
		if (code === READY && !this.isLoaded) return this.onReady(detail);
		if (code !== COMPLETE) return this.stopByCode(code);
		// Nothing has been sent yet: the server has closed.
		this.stop(this.isLoaded ? null : "server", 0);
	}

	/** @internal */
	protected override onNoAnswer(error: ErrorCode): void {
		if (this.isLoaded && this.question === NO_QUESTION && error === "timeout") this.settle();
		else super.onNoAnswer(error);
	}

	/** @internal */
	protected override onCode(code: number, scanner: Scanner): void {
		const machine = this.modem.machine;
		if (code === READY) {
			// What comes before the prompt says what the prompt follows.
			if (this.state === WRITING && this.sent < 0) return;
			this.room = scanner.values[2]!;
			if (this.state === WAITING_FOR_ROOM) machine.wake();
			return;
		}
		this.inSession = false;
		if (code === COMPLETE) this.isConfirmed = true;
		else this.failure = code;
		if (machine.idle) this.proceed();
		else machine.wake();
	}

	/** @internal */
	protected override onTransfer(error: ErrorCode | null): void {
		if (this.error !== null) return this.stop(this.error, 0);
		switch (this.state) {
			case EXTENDING:
				return this.onExtended(error);
			case WRITING:
				return this.onWritten(error);
			case WAITING_FOR_ROOM:
				return this.onRoom(error);
			case FINISHING:
				return this.confirm(error);
			case CONFIRMING:
				if (error === null) this.confirm(null);
				else this.settle();
		}
	}

	/** @internal What the modem has been given cannot be taken back, and filling a data phase with anything else would be worse. */
	protected override interrupt(error: ErrorCode): void {
		if (this.state !== WRITING) return super.interrupt(error);
		this.note(error, 0);
	}

	/** @internal */
	protected override stop(error: ErrorCode | null, status: number): void {
		const hasFailed = error !== null && error !== "incomplete" && this.error === null;
		if (this.question === TO_CONFIRM && hasFailed) super.stop("unconfirmed", 0);
		else super.stop(error, status);
	}

	/** @internal */
	protected override cleaner(): Script | null {
		return this.isExtended ? NORMAL : null;
	}

	/** @internal */
	protected override onEnd(error: ModemError | null): void {
		if (this.options.onDone) this.options.onDone.call(this, error);
	}

	/** Bytes that are still to be written; -1 where nobody knows. */
	private get left(): number {
		if (this.length < 0) return -1;
		return this.length - this.written - (this.resumes ? this.offset : 0);
	}

	private get base(): number {
		return this.offset < 0 ? 0 : this.offset;
	}

	/** The length of the file on the server, before an upload goes on. A file that is not there has none. */
	private onOffset(code: number, detail: number): void {
		if (code !== COMPLETE && code < REFUSED_BY_SERVER) return this.stopByCode(code);
		if (code === COMPLETE && detail < 0) return this.stop("protocol", 0);
		const goesOn = code === COMPLETE && detail <= this.known;
		this.question = NO_QUESTION;
		this.offset = goesOn ? detail : 0;
		this.slots[MODE] = goesOn ? this.append : this.create;
		const left = this.left;
		if (this.length >= 0 && left <= 0) return this.stop(left === 0 ? null : "incomplete", 0);
		if (!this.isForced && left < FTP_EXTENDED_LEAST) this.extended = false;
		this.start();
	}

	/** The length of the file on the server, behind an upload that has not been confirmed. */
	private onLength(code: number, detail: number): void {
		if (code !== COMPLETE) return this.stopByCode(code);
		this.stop(detail === this.checkpoint ? null : "incomplete", 0);
	}

	private onExtended(error: ErrorCode | null): void {
		if (error === null) return this.onReady(this.modem.memory.chunkSize);
		const hasChoice = (error === "unsupported" || error === "command") && !this.isForced;
		if (!hasChoice) return this.stop(error, this.modem.machine.status);
		this.isExtended = false;
		this.extended = false;
		this.start();
	}

	/** The modem takes bytes for the first time. */
	private onReady(room: number): void {
		this.room = room;
		this.state = WRITABLE;
		if (this.length === 0) this.isFinished = true;
		if (this.isFinished) this.proceed();
		else this.options.onWritable!.call(this, this.writable);
	}

	private proceedIfWaiting(): void {
		if (this.state === WRITABLE) this.proceed();
		// Several portions written in one callback go together.
		else if (this.state === WRITING && this.modem.machine.unsentYet) this.measure();
	}

	/** Nothing runs: does what is due. */
	private proceed(): void {
		if (this.failure !== 0) return this.stopByCode(this.failure);
		if (this.isConfirmed) return this.stop("server", 0);
		if (this.filled === 0 && !this.isFinished) {
			this.state = WRITABLE;
			return;
		}
		if (this.filled === 0 && this.extended) return this.send();
		if (this.room <= 0) {
			this.state = WAITING_FOR_ROOM;
			return this.modem.machine.wait(FTP_ROOM_TIME, this);
		}
		if (this.filled > 0) return this.writeOut();
		this.state = FINISHING;
		this.run(FINISH, 0);
	}

	/** Has the modem take what is in the chunk, as far as it can. */
	private writeOut(): void {
		this.state = WRITING;
		this.sent = -1;
		this.limit = this.room;
		this.room = 0;
		this.measure();
		this.run(this.extended ? LOAD : WRITE, 0);
	}

	private measure(): void {
		const count = this.filled < this.limit ? this.filled : this.limit;
		this.slots[UPLOAD_SIZE] = count;
		this.slots[POSITION] = this.taken;
		this.slots[LOAD_TIME] = (FTP_LOAD_TIME + (2 * count * BITS) / this.modem.baud) | 0;
	}

	private onWritten(error: ErrorCode | null): void {
		if (error !== null) return this.onNotWritten(error);
		const memory = this.modem.memory;
		const sent = this.sent;
		this.tries = sent > 0 ? 0 : this.tries + 1;
		if (this.tries >= READ_TRIES) return this.stop("protocol", 0);
		this.taken += sent;
		this.modem.runtime.move(memory.bytes, CHUNK_START, CHUNK_START + sent, CHUNK_START + this.filled);
		this.filled -= sent;
		if (this.extended) this.room = memory.chunkSize;
		const done = this.checkpoint;
		this.proceed();
		if (this.writable > 0) this.options.onWritable!.call(this, this.writable);
		if (this.options.onProgress && this.error === null && this.state !== DONE) this.options.onProgress.call(this, done, this.total);
	}

	/** A refusal has taken nothing. A piece of the extended store has its place: it can be loaded again whatever has happened. */
	private onNotWritten(error: ErrorCode): void {
		this.tries++;
		if (this.failure === 0 && !this.isConfirmed) {
			const hasAnother = this.tries < READ_TRIES && (this.extended || error === "command");
			if (!hasAnother) return this.stop(error, this.modem.machine.status);
			this.modem.statistics.healed++;
			if (this.extended) this.room = this.modem.memory.chunkSize;
		}
		this.proceed();
	}

	/** Should the report have been lost, trying tells. */
	private onRoom(error: ErrorCode | null): void {
		if (error !== null && this.failure === 0) {
			this.tries++;
			if (this.tries >= READ_TRIES) return this.stop(error, 0);
			this.room = this.limit;
		}
		this.proceed();
	}

	/** Everything has been loaded. */
	private send(): void {
		this.isLoaded = true;
		this.reportTime = FTP_SESSION_TIME + FTP_CONFIRM_TIME + this.taken * FTP_BYTE_TIME;
		this.start();
	}

	/** `2,0` has been said: waits for `1,0`. */
	private confirm(error: ErrorCode | null): void {
		if (this.isConfirmed) return this.stop(null, 0);
		if (this.failure !== 0) return this.stopByCode(this.failure);
		if (error !== null && error !== "command") return this.stop(error, this.modem.machine.status);
		this.state = CONFIRMING;
		this.modem.machine.wait(FTP_CONFIRM_TIME, this);
	}

	/** The confirmation does not come: the length of the file decides, where it is known what that should be. */
	private settle(): void {
		if (this.offset < 0) return this.stop("unconfirmed", 0);
		this.question = TO_CONFIRM;
		this.restart();
	}

	/** What there will be; -1 where nobody knows. */
	private get total(): number {
		if (this.length < 0) return -1;
		return this.resumes ? this.length : this.base + this.length;
	}
}

/** Where the writing begins, as far as that is known: a file of another name (STOU) cannot be asked for its length. */
function offsetOf(options: FTPPutOptions): number {
	if (options.offset !== undefined) return checkNumber("ftp", "offset", options.offset, 0, OFFSET_LIMIT);
	return options.mode === "append" || options.mode === "unique" ? -1 : 0;
}

function optionOf(mode: unknown): string {
	if (mode === undefined || mode === "create") return "STOR";
	if (mode === "append") return "APPE";
	if (mode === "unique") return "STOU";
	throw badArgument("ftp", 'mode must be "create", "append" or "unique"');
}
