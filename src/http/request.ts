import { checkBuffer, given } from "../at/check.js";
import { badArgument, type ErrorCode, type ModemError } from "../at/error.js";
import { HTTPSTATUS } from "../at/feature.js";
import { OFFSET_LIMIT, READ_TRIES, STORE_LIMIT } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { type Parameter, type Script, UPLOAD_SIZE } from "../at/script.js";
import { word } from "../at/words.js";
import { Chunk, type Payload } from "../modem/chunk.js";
import type { Modem } from "../modem/modem.js";
import type { Operation } from "../modem/operation.js";
import { CONNECTED } from "../modem/stages.js";
import { CHUNK_START } from "../uart/memory.js";
import { BREAK, BREAK_END, CHECK_END, CLOSE, DISCARD, LENGTH, METHOD, OPEN, READ, START } from "./commands.js";
import { GET, type HTTPParameters } from "./options.js";
import { Twin } from "./twin.js";
import { Windows } from "./window.js";

/** What {@link HTTPRequestOptions.onProgress} tells of. */
export type ProgressPhase = "writing" | "sending" | "receiving" | "reading";

/** What a request is made of. The callbacks are called with the request as `this`. */
export interface HTTPRequestOptions extends HTTPParameters {
	/** POST: `count` bytes of the body can be written with `write(buffer)`, now or within 10 s. */
	onWritable?(this: HTTPRequest, count: number): void;
	/** The server has answered: its status, and the length of the body in bytes. */
	onHeaders?(this: HTTPRequest, status: number, length: number): void;
	/**
	 * `count` verified bytes can be read: with `read(buffer)`, or where they are, at `memory[start]`. What is not read waits, and the next
	 * bytes are asked of the modem only when all are read.
	 */
	onReadable?(this: HTTPRequest, count: number, start: number): void;
	/**
	 * `done` of `total` bytes of a phase: `writing` (the application gives the body to the modem), `sending` and `receiving` (between modem and
	 * server, asked once a second while they last; takes a firmware of V1.06 or later, HTTPSTATUS), `reading` (verified and handed over).
	 * `total` is -1 where nobody knows it.
	 */
	onProgress?(this: HTTPRequest, done: number, total: number, phase: ProgressPhase): void;
	/** The end, once for every request: null, or what went wrong. The modem is free again. */
	onDone?(this: HTTPRequest, error: ModemError | null): void;
}

const DOWNLOAD = word("DOWNLOAD");
const STATUS = word("+HTTPSTATUS");
const NO_MEMORY = 602;
const RANGE_NOT_SATISFIABLE = 416;
/** A burst is not halved below this, and doubled after so many good chunks. */
const LEAST_BURST = 64;
const GOOD_CHUNKS = 8;

// Where a request is.
const WAITING = 0;
const OPENING = 1;
const READING = 2;
/** Bytes wait for the application. */
const UNREAD = 3;
/** Everything has been read: one more byte is asked for, and must not come. */
const CHECKING = 4;
const CLOSING = 5;
const DONE = 6;
/** HTTPSTATUS: the modem sends. */
const SENDING = 2;

/** The error of a status that is the modem's, not the server's (V1.11, HTTPACTION). */
function errorOf(status: number): ErrorCode | null {
	switch (status) {
		case 600:
			return "notHttp";
		case 601:
			return "network";
		case 602:
			return "noMemory";
		case 603:
			return "dns";
		case 604:
			return "stackBusy";
		default:
			return null;
	}
}

/** One HTTP request, from `http.request()` to `onDone`. */
export class HTTPRequest implements Operation, Payload {
	/** @internal */
	readonly needs: number = CONNECTED;
	/** @internal Parameters of the commands. */
	readonly slots: Parameter[];
	/** The server's status; 0 before `onHeaders`. */
	status = 0;
	/** Length of the body in bytes; -1 before it is known, and where it comes in windows. */
	length = -1;
	/** Which part of the body the modem holds. */
	private readonly windows: Windows;
	private announced = false;
	private state = WAITING;
	/** Bytes of the body that are verified. */
	private verified = 0;
	/** The verified bytes that the application has not read. */
	private readonly chunk: Chunk;
	private due = 0;
	private tries = 0;
	/** The first of two readings of a chunk; null where one is enough. */
	private readonly twin: Twin | null;
	/** Bytes of the body written so far, and those of them in the chunk. */
	private written = 0;
	private filled = 0;
	/** First byte of the file that was asked for. */
	private readonly offset: number;
	/** How many bytes were asked for, at most; more than the modem holds; and the length of the whole file, or -1. */
	private readonly wanted: number;
	private readonly isLarge: boolean;
	private readonly total: number;
	/** Bytes asked of the modem at once: fewer after a damaged chunk, more after good ones. */
	private burst: number;
	private good = 0;
	private error: ErrorCode | null = null;
	private errorStatus = 0;
	private readonly modem: Modem;
	private readonly options: HTTPRequestOptions;

	/** @internal See `http.request()`. */
	constructor(modem: Modem, slots: Parameter[], options: HTTPRequestOptions) {
		this.modem = modem;
		this.chunk = new Chunk(modem.memory, modem.runtime);
		this.wanted = given(options.length, OFFSET_LIMIT);
		this.windows = new Windows(modem.memory, modem.runtime, this.wanted);
		this.twin = options.verify === true ? new Twin(modem.memory, modem.runtime) : null;
		this.options = options;
		this.slots = slots;
		this.offset = given(options.offset, 0);
		this.total = given(options.total, -1);
		this.isLarge = slots[METHOD] === GET && options.length !== undefined && options.length > STORE_LIMIT;
		this.burst = this.burstLimit;
		if (slots[UPLOAD_SIZE] !== undefined && options.onWritable === undefined) throw badArgument("http", "a body takes onWritable");
	}

	get checkpoint(): number {
		return this.offset + this.verified - this.chunk.unread;
	}

	/**
	 * Writes the whole of `buffer` to the body of a POST. Throws `argument` where it is no Uint8Array or has more bytes than can be written now:
	 * `onWritable` says how many, and `writable` at any time.
	 */
	write(buffer: Uint8Array): void {
		checkBuffer("http", buffer);
		const count = buffer.length;
		if (count > this.writable) throw badArgument("http", "write: " + this.writable + " bytes can be written now, not " + count);
		const start = CHUNK_START + this.filled;
		this.modem.memory.bytes.set(buffer, start);
		this.filled += count;
		this.written += count;
		this.modem.machine.upload.supply(start, start + count);
	}

	/** Bytes of the body that can be written now. */
	get writable(): number {
		if (this.state !== OPENING) return 0;
		const room = this.modem.memory.chunkSize - this.filled;
		const wanted = this.modem.machine.upload.wanted;
		return room < wanted ? room : wanted;
	}

	/** Bytes that can be asked of the modem at once. */
	private get burstLimit(): number {
		return this.twin === null ? this.modem.memory.chunkSize : this.twin.size;
	}

	get memory(): Uint8Array {
		return this.modem.memory.bytes;
	}

	get readable(): number {
		return this.chunk.unread;
	}

	read(buffer: Uint8Array): number {
		const count = this.chunk.read(buffer);
		this.onConsumed(count);
		return count;
	}

	skip(count: number): void {
		this.onConsumed(this.chunk.skip(count));
	}

	/** Cancels the request: it ends with `cancelled` as soon as the modem is free. */
	close(): void {
		switch (this.state) {
			case WAITING:
				return this.fail("cancelled", 0);
			case OPENING:
			case READING:
			case CHECKING:
				this.note("cancelled", 0);
				return this.modem.machine.cancel("cancelled");
			case UNREAD:
				this.note("cancelled", 0);
				return this.terminate();
		}
	}

	/** @internal */
	get watches(): boolean {
		return this.options.onProgress !== undefined && !this.modem.firmware.hasRefused(HTTPSTATUS);
	}

	/** @internal */
	begin(): void {
		if (this.isLarge) this.openWindow();
		else this.start();
	}

	private start(): void {
		this.state = OPENING;
		this.run(OPEN);
	}

	/** @internal */
	fail(error: ErrorCode, status: number): void {
		if (this.state === DONE) return;
		this.note(error, status);
		this.finish();
	}

	/** @internal */
	onLine(scanner: Scanner): boolean {
		if (this.state === READING) return scanner.values[0] === this.due;
		if (this.state === CHECKING) return scanner.values[0] === 0;
		if (scanner.word === DOWNLOAD) return true;
		if (scanner.word === STATUS) return this.onStatus(scanner);
		this.status = scanner.values[1]!;
		this.length = scanner.values[2]!;
		return true;
	}

	/** The modem's own progress with the server: nothing of it can be read yet. */
	private onStatus(scanner: Scanner): boolean {
		const done = scanner.values[2]!;
		const left = scanner.values[3]!;
		const wanted = scanner.count === 4 && scanner.values[1]! > 0 && done >= 0 && left >= 0 && this.error === null;
		if (wanted) this.options.onProgress!.call(this, done, done + left, scanner.values[1] === SENDING ? "sending" : "receiving");
		return true;
	}

	/** @internal */
	onUpload(): void {
		const written = this.written;
		this.filled = 0;
		if (this.writable > 0) this.options.onWritable!.call(this, this.writable);
		if (written > 0 && this.options.onProgress && this.error === null)
			this.options.onProgress.call(this, written, this.slots[UPLOAD_SIZE] as number, "writing");
	}

	/** @internal */
	onBearerLost(): void {
		// Once the action has reported, the body is in the modem and needs no bearer.
		if (this.state === OPENING) this.modem.machine.cancel("bearerLost");
	}

	/** @internal */
	onScriptEnd(error: ErrorCode | null): void {
		if (error !== null) this.modem.noteFailure(error);
		if (error === "reset" || error === "noAnswer") this.fail(error, 0);
		else if (this.state === OPENING) this.onOpened(error);
		else if (this.state === READING) this.onRead(error);
		else if (this.state === CHECKING) this.onChecked(error);
		else if (this.state === CLOSING) this.finish();
	}

	private onOpened(error: ErrorCode | null): void {
		const windows = this.windows;
		if (error === null && this.status === NO_MEMORY && this.mayWindow()) return this.openWindow();
		windows.fill(this.length);
		// The end of the file is where the last window ended.
		if (error === null && windows.used && this.status === RANGE_NOT_SATISFIABLE && this.announced) return this.terminate();
		const failure = error ?? errorOf(this.status) ?? this.rangeError();
		if (failure === "network") this.modem.noteDisconnected();
		if (failure !== null) {
			this.note(failure, error === null ? this.status : this.modem.machine.status);
			return this.terminate();
		}
		this.limitLength();
		if (windows.used) this.length = -1;
		const first = !this.announced;
		this.announced = true;
		this.advance();
		if (first && this.options.onHeaders) this.options.onHeaders.call(this, this.status, this.length);
	}

	/** The first error is the one that counts. */
	private note(error: ErrorCode, status: number): void {
		if (this.error !== null) return;
		this.error = error;
		this.errorStatus = status;
	}

	/** What does not fit the modem at once may do so in parts. */
	private mayWindow(): boolean {
		return this.slots[METHOD] === GET && !this.windows.used;
	}

	/** Asks the server for the next part of the file: a request of its own. */
	private openWindow(): void {
		this.windows.open(this.verified);
		this.slots[BREAK] = this.offset + this.windows.base;
		this.slots[BREAK_END] = this.offset + this.windows.end;
		this.start();
	}

	/** A server that ignores an end, and an end that BREAKEND cannot say (one byte), leave more than was asked for. */
	private limitLength(): void {
		const wanted = this.wanted;
		if (this.slots[METHOD] === GET && this.status < 300 && this.length > wanted && !this.windows.used) {
			this.length = wanted;
			this.windows.limit(wanted);
		}
	}

	/** The server has to answer a range with that range: 206, or a 200 whose length says so (application note 2.6 prints one). */
	private rangeError(): ErrorCode | null {
		if (this.status >= 300) return null;
		if (this.windows.overfull) return "rangeIgnored";
		if (this.status === 206 || this.windows.asking || this.offset === 0) return null;
		return this.length === this.total - this.offset ? null : "rangeIgnored";
	}

	private onRead(error: ErrorCode | null): void {
		const twin = this.twin;
		if (error !== null) return this.onDamaged(error);
		if (twin === null) return this.deliver();
		if (!twin.kept) {
			twin.keep(this.due);
			return this.readChunk();
		}
		if (twin.matches(this.due)) this.deliver();
		else this.onDamaged("protocol");
	}

	/** A chunk that has not come whole is asked for again: tries begin anew with every verified byte. */
	private onDamaged(error: ErrorCode): void {
		this.tries++;
		this.good = 0;
		if (this.twin !== null) this.twin.kept = false;
		if (this.burst > LEAST_BURST) this.burst = (this.burst / 2) | 0;
		if (this.error !== null || this.tries >= READ_TRIES) return this.giveUp(error);
		this.modem.statistics.healed++;
		this.readChunk();
	}

	private onChecked(error: ErrorCode | null): void {
		if (error === null) return this.goOn();
		this.tries++;
		if (this.error !== null || this.tries >= READ_TRIES) return this.giveUp(error);
		this.run(CHECK_END);
	}

	private giveUp(error: ErrorCode): void {
		this.note(error, 0);
		this.terminate();
	}

	/** Hands over a chunk whose length and closing OK have been seen. */
	private deliver(): void {
		this.tries = 0;
		this.adaptBurst();
		const known = this.windows.compare(this.due);
		if (known < 0) return this.giveUp("rangeIgnored");
		const count = this.due - known;
		this.windows.keep(this.due);
		this.state = UNREAD;
		this.verified += count;
		if (count === 0) return this.advance();
		const verified = this.verified;
		this.chunk.hold(this.due);
		this.chunk.skip(known);
		if (this.options.onReadable) this.options.onReadable.call(this, count, CHUNK_START + known);
		else this.skip(count);
		if (this.options.onProgress && this.error === null) this.options.onProgress.call(this, verified, this.length, "reading");
	}

	/** A burst that was halved grows again, once eight chunks have come whole. */
	private adaptBurst(): void {
		this.good++;
		if (this.good < GOOD_CHUNKS) return;
		this.good = 0;
		this.burst = Math.min(this.burst * 2, this.burstLimit);
	}

	private onConsumed(count: number): void {
		if (count > 0 && this.chunk.unread === 0 && this.state === UNREAD) this.advance();
	}

	/** Asks for the next chunk, or ends the session where there is none. */
	private advance(): void {
		if (this.windows.locate(this.verified) < this.windows.stored) this.readChunk();
		else if (this.windows.ends) this.checkEnd();
		else this.goOn();
	}

	/** A digit that the report has lost would cut the body short: the modem must have nothing behind what has been read. */
	private checkEnd(): void {
		this.state = CHECKING;
		this.slots[START] = this.windows.stored;
		this.slots[LENGTH] = 1;
		this.run(CHECK_END);
	}

	private goOn(): void {
		if (this.windows.more) this.openWindow();
		else this.terminate();
	}

	private readChunk(): void {
		const start = this.windows.locate(this.verified);
		const left = this.windows.stored - start;
		this.due = left < this.burst ? left : this.burst;
		this.slots[START] = start;
		this.slots[LENGTH] = this.due;
		this.state = READING;
		this.run(READ);
	}

	private terminate(): void {
		this.state = CLOSING;
		// A body that nobody has sent on.
		const stale = this.error !== null && this.status === 0 && this.slots[UPLOAD_SIZE] !== undefined;
		this.run(stale ? DISCARD : CLOSE);
	}

	private run(script: Script): void {
		this.modem.machine.run(script, 0, this);
	}

	private finish(): void {
		this.state = DONE;
		// What has not been read will not be: it is not behind the checkpoint.
		this.verified -= this.chunk.unread;
		this.chunk.hold(0);
		this.modem.release(this);
		const onDone = this.options.onDone;
		if (!onDone) return;
		if (this.error === null) onDone.call(this, null);
		else onDone.call(this, this.modem.describe(this.error, this.errorStatus, "http"));
	}
}
