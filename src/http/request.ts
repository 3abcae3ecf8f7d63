import type { ErrorCode, ModemError } from "../at/error.js";
import { READ_TRIES, URL_LENGTH, USER_AGENT_LENGTH } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import type { Parameter, Script } from "../at/script.js";
import { encodeText } from "../at/text.js";
import type { Modem } from "../modem/modem.js";
import type { Operation } from "../modem/operation.js";
import { CONNECTED } from "../modem/stages.js";
import { CHUNK_START, LANDING_START, LARGEST_PIECE } from "../uart/memory.js";
import { CID, CLOSE, LENGTH, METHOD, OPEN, READ, START, URL, USER_AGENT } from "./commands.js";

/** What a request is made of. The callbacks are called with the request as `this`. */
export interface HTTPRequestOptions {
	method?: "GET";
	/** `http://host[:port]/path`, 500 characters at most (V1.09, HTTPPARA). */
	url: string;
	/** Instead of the modem's own `SIMCOM_MODULE`; 200 characters at most. */
	userAgent?: string;
	/** The server has answered: its status, and the length of the body in bytes. */
	onHeaders?(this: HTTPRequest, status: number, length: number): void;
	/**
	 * `count` verified bytes can be read: with `read(buffer)`, or where they are, at `memory[start]`. What is not read waits, and the next
	 * bytes are asked of the modem only when all are read.
	 */
	onReadable?(this: HTTPRequest, count: number, start: number): void;
	/** `done` of `total` bytes of the body have arrived and are verified. */
	onProgress?(this: HTTPRequest, done: number, total: number): void;
	/** The end, once for every request: null, or what went wrong. The modem is free again. */
	onDone?(this: HTTPRequest, error: ModemError | null): void;
}

const GET = 0;

// Where a request is.
const WAITING = 0;
const OPENING = 1;
const READING = 2;
/** Bytes wait for the application. */
const UNREAD = 3;
const CLOSING = 4;
const DONE = 5;

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
export class HTTPRequest implements Operation {
	/** @internal */
	readonly needs: number = CONNECTED;
	/** @internal Parameters of the commands. */
	readonly slots: Parameter[];
	/** The server's status; 0 before `onHeaders`. */
	status = 0;
	/** Length of the body in bytes; -1 before it is known. */
	length = -1;
	private state = WAITING;
	/** Bytes of the body that are verified. */
	private verified = 0;
	/** The verified bytes that the application has not read: where they begin, and how many. */
	private start = CHUNK_START;
	private unread = 0;
	private due = 0;
	private tries = 0;
	private error: ErrorCode | null = null;
	private errorStatus = 0;
	private readonly modem: Modem;
	private readonly options: HTTPRequestOptions;

	constructor(modem: Modem, cid: number, options: HTTPRequestOptions) {
		const runtime = modem.runtime;
		this.modem = modem;
		this.options = options;
		const slots: Parameter[] = [undefined];
		slots[CID] = cid;
		slots[URL] = encodeText(runtime, "http", "url", options.url, 1, URL_LENGTH);
		slots[USER_AGENT] =
			options.userAgent === undefined ? undefined : encodeText(runtime, "http", "userAgent", options.userAgent, 1, USER_AGENT_LENGTH);
		slots[METHOD] = GET;
		slots[START] = 0;
		slots[LENGTH] = 0;
		this.slots = slots;
	}

	/** The receive memory, for reading without a copy: valid during `onReadable`, from its `start`, until the bytes are read or skipped. */
	get memory(): Uint8Array {
		return this.modem.memory.bytes;
	}

	/** Verified bytes that have not been read. */
	get readable(): number {
		return this.unread;
	}

	/** Copies unread bytes to the start of `buffer`; how many. When the last one is read, the next chunk is asked for. */
	read(buffer: Uint8Array): number {
		let count = this.unread;
		if (count > buffer.length) count = buffer.length;
		let at = 0;
		for (let bit = LARGEST_PIECE; bit >= 0; bit--) {
			const size = 1 << bit;
			while (count - at >= size) {
				this.copyPiece(bit, buffer, at);
				at += size;
			}
		}
		this.consume(count);
		return count;
	}

	/** Passes over `count` unread bytes: they were used in `memory`, or are not wanted. */
	skip(count: number): void {
		if (count > this.unread) count = this.unread;
		if (count <= 0) return;
		this.start += count;
		this.consume(count);
	}

	/** Cancels the request: it ends with `cancelled` as soon as the modem is free. */
	close(): void {
		switch (this.state) {
			case WAITING:
				this.modem.release(this);
				return this.fail("cancelled");
			case OPENING:
			case READING:
				this.error = "cancelled";
				return this.modem.machine.cancel("cancelled");
			case UNREAD:
				this.error = "cancelled";
				return this.terminate();
		}
	}

	/** @internal */
	begin(): void {
		this.state = OPENING;
		this.run(OPEN);
	}

	/** @internal */
	fail(error: ErrorCode): void {
		if (this.state === DONE) return;
		if (this.error === null) this.error = error;
		this.finish();
	}

	/** @internal */
	onLine(scanner: Scanner): boolean {
		if (this.state === READING) return scanner.values[0] === this.due;
		this.status = scanner.values[1]!;
		this.length = scanner.values[2]!;
		return true;
	}

	/** @internal */
	onBearerLost(): void {
		// Once the action has reported, the body is in the modem and needs no bearer.
		if (this.state === OPENING) this.modem.machine.cancel("bearerLost");
	}

	/** @internal */
	onScriptEnd(error: ErrorCode | null): void {
		if (error !== null) this.modem.noteFailure(error);
		if (error === "reset" || error === "noAnswer") this.fail(error);
		else if (this.state === OPENING) this.onOpened(error);
		else if (this.state === READING) this.onRead(error);
		else if (this.state === CLOSING) this.finish();
	}

	private onOpened(error: ErrorCode | null): void {
		const failure = error ?? errorOf(this.status);
		if (failure !== null) {
			if (this.error === null) {
				this.error = failure;
				this.errorStatus = error === null ? this.status : this.modem.machine.status;
			}
			return this.terminate();
		}
		this.advance();
		if (this.options.onHeaders) this.options.onHeaders.call(this, this.status, this.length);
	}

	private onRead(error: ErrorCode | null): void {
		if (error === null) return this.deliver();
		this.tries++;
		if (this.error === null && this.tries < READ_TRIES) {
			this.modem.statistics.healed++;
			return this.readChunk();
		}
		if (this.error === null) this.error = error;
		this.terminate();
	}

	/** Hands over a chunk whose length and closing OK have been seen. */
	private deliver(): void {
		this.tries = 0;
		this.state = UNREAD;
		this.start = CHUNK_START;
		this.unread = this.due;
		this.verified += this.due;
		const verified = this.verified;
		if (this.options.onReadable) this.options.onReadable.call(this, this.due, CHUNK_START);
		else this.skip(this.due);
		if (this.options.onProgress && this.error === null) this.options.onProgress.call(this, verified, this.length);
	}

	private consume(count: number): void {
		if (count === 0) return;
		this.unread -= count;
		if (this.unread === 0 && this.state === UNREAD) this.advance();
	}

	/** Asks for the next chunk, or ends the session where there is none. */
	private advance(): void {
		if (this.verified < this.length) this.readChunk();
		else this.terminate();
	}

	private readChunk(): void {
		const left = this.length - this.verified;
		const size = this.modem.memory.chunkSize;
		this.due = left < size ? left : size;
		this.slots[START] = this.verified;
		this.slots[LENGTH] = this.due;
		this.state = READING;
		this.run(READ);
	}

	private terminate(): void {
		this.state = CLOSING;
		this.run(CLOSE);
	}

	private run(script: Script): void {
		this.modem.machine.run(script, 0, this);
	}

	private finish(): void {
		this.state = DONE;
		this.unread = 0;
		this.modem.release(this);
		const onDone = this.options.onDone;
		if (!onDone) return;
		if (this.error === null) onDone.call(this, null);
		else onDone.call(this, this.modem.describe(this.error, this.errorStatus, "http"));
	}

	/** Copies 2 to the power of `bit` bytes by way of the landing area: a view of any other place or length would have to be made. */
	private copyPiece(bit: number, buffer: Uint8Array, at: number): void {
		const memory = this.modem.memory;
		const size = 1 << bit;
		this.modem.runtime.move(memory.bytes, LANDING_START, this.start, this.start + size);
		buffer.set(memory.pieces[bit]!, at);
		this.start += size;
	}
}
