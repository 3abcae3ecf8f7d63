import { given } from "../at/check.js";
import { badArgument, type ErrorCode, type ModemError } from "../at/error.js";
import { HTTPSTATUS } from "../at/feature.js";
import { OFFSET_LIMIT, STORE_LIMIT } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { type Parameter, type Script, type Task, UPLOAD_SIZE } from "../at/script.js";
import { word } from "../at/words.js";
import type { ModemCore } from "../modem/core.js";
import { Operation, type Work } from "../modem/operation.js";
import { CONNECTED, REGISTERED } from "../modem/stages.js";
import { Body } from "../transfer/body.js";
import { type Payload, Readable } from "../transfer/readable.js";
import { BREAK, BREAK_END, CHECK_END, CLOSE, DISCARD, HTTP_COMMANDS, LENGTH, METHOD, OPEN, READ, START } from "./commands.js";
import { GET, HEAD, type HTTPParameters } from "./options.js";
import { DIFFERENT, Reading, WHOLE } from "./reading.js";
import { Windows } from "./window.js";

/** What {@link HTTPRequestOptions.onProgress} tells of. */
export type ProgressPhase = "writing" | "sending" | "receiving" | "reading";

/** Options of a request. The callbacks are called with the request as `this`. */
export interface HTTPRequestOptions extends HTTPParameters {
	/**
	 * POST: `count` bytes of the body can be written with `write(buffer)`, now or within 10 s, and the whole body within 30 s and twice its time on the wire
	 * (`underrun`: nothing of it is sent then).
	 */
	onWritable?(this: HTTPRequest, count: number): void;
	/** The server has answered: its status, and the length of the body in bytes. */
	onHeaders?(this: HTTPRequest, status: number, length: number): void;
	/**
	 * `count` verified bytes can be read: with `read(buffer)`, or in place, at `memory[start]`. What is not read waits, and the next
	 * bytes are asked of the modem only when all are read.
	 */
	onReadable?(this: HTTPRequest, count: number, start: number): void;
	/**
	 * `done` of `total` bytes of a phase: `writing` (the application gives the body to the modem), `sending` and `receiving` (between modem and
	 * server, asked once a second while they last; requires a firmware of V1.06 or later, HTTPSTATUS), `reading` (verified and handed over).
	 * `total` is -1 if nobody knows it.
	 */
	onProgress?(this: HTTPRequest, done: number, total: number, phase: ProgressPhase): void;
	/** The end, once for every request: null, or what went wrong. The modem is free again. */
	onDone?(this: HTTPRequest, error: ModemError | null): void;
}

/** One HTTP request, from `http.request()` to `onDone`. */
export interface HTTPRequest extends Payload {
	/** The server's status; 0 before `onHeaders`. */
	readonly status: number;
	/** Length of the body in bytes; -1 before it is known, and if it comes in windows. */
	readonly length: number;
	/** Bytes of the body of a POST that can be written now. */
	readonly writable: number;
	/**
	 * Writes the whole of `buffer` to the body of a POST. Throws `argument` if it is no Uint8Array or has more bytes than can be written now:
	 * `onWritable` says how many, and `writable` at any time.
	 */
	write(buffer: Uint8Array): void;
	/** Cancels the request: it ends with `cancelled` as soon as the modem is free. */
	close(): void;
}

const DOWNLOAD = word("DOWNLOAD");
const STATUS = word("+HTTPSTATUS");
/**
 * Statuses that are the modem's, not the server's, from 600 on (V1.11, HTTPACTION; 605 and 606: SIM800 V1.09). The last name is for all that follow:
 * later modules have numbers up to 7xx for what befalls their sockets.
 */
const ERRORS: readonly ErrorCode[] = Object.freeze([
	"notHttp",
	"network",
	"noMemory",
	"dns",
	"stackBusy",
	"tls",
	"tls",
	"network",
] as const);
const FIRST_ERROR = 600;
const NO_MEMORY = 602;
const RANGE_NOT_SATISFIABLE = 416;
/** HTTPSTATUS: the modem sends. */
const SENDING = 2;

// What a request that has the modem is doing.
const OPENING = 0;
const READING = 1;
/** Bytes wait for the application. */
const UNREAD = 2;
/** Everything has been read: one more byte is requested, and must not come. */
const CHECKING = 3;
const CLOSING = 4;

/** The modem has said that it has no more. */
const NOTHING_LEFT = -1;

/** The {@link HTTPRequest} as the driver sees it. */
export class Request extends Readable implements HTTPRequest, Work {
	readonly operation: Operation;
	protected readonly task: Task = this;
	/** Parameters of the commands. */
	readonly slots: Parameter[];
	status = 0;
	private state = OPENING;
	/** `onHeaders` has been called. */
	private announced = false;
	/** The body of a POST. */
	private readonly body: Body;
	/** Lines that meant nothing, before the end was asked for; {@link NOTHING_LEFT} where the modem has said it. */
	private strays = 0;
	/** Which part of the response the modem holds. */
	private readonly windows: Windows;
	private readonly reading: Reading;
	/** Length of the whole file, or -1. */
	private readonly total: number;
	declare protected readonly options: HTTPRequestOptions;

	constructor(modem: ModemCore, slots: Parameter[], options: HTTPRequestOptions) {
		if (slots[UPLOAD_SIZE] !== undefined && options.onWritable === undefined) throw badArgument("http", "a body requires onWritable");
		super(modem, given(options.offset, 0), given(options.offset, 0), options);
		this.operation = new Operation(modem, "http", CONNECTED, this, this, options.onDone);
		this.slots = slots;
		this.body = new Body(this.operation);
		this.windows = new Windows(modem, given(options.length, OFFSET_LIMIT));
		this.reading = new Reading(modem, options.verify === true);
		this.total = given(options.total, -1);
		// More than any modem holds.
		if (slots[METHOD] === GET && options.length !== undefined && options.length > STORE_LIMIT) this.askWindow();
	}

	/** HTTPSTATUS is asked. */
	get watches(): boolean {
		return this.options.onProgress !== undefined && !this.operation.modem.firmware.hasRefused(HTTPSTATUS);
	}

	get writable(): number {
		return this.body.writable;
	}

	write(buffer: Uint8Array): void {
		this.body.write(buffer);
	}

	begin(): void {
		this.run(OPENING, OPEN);
	}

	interrupt(error: ErrorCode): void {
		const state = this.state;
		// Once the action has reported, the body is in the modem and needs no bearer.
		if (state === CLOSING || (error === "bearerLost" && state !== OPENING)) return;
		this.operation.note(error, 0);
		if (state === UNREAD) this.terminate();
		else this.operation.modem.machine.cancel(error);
	}

	onLine(scanner: Scanner): boolean {
		const values = scanner.values;
		if (this.state === READING) return values[0] === this.reading.due;
		if (this.state === CHECKING) {
			if (values[0] !== 0) return false;
			this.strays = NOTHING_LEFT;
			return true;
		}
		if (scanner.word === DOWNLOAD) return true;
		if (scanner.word !== STATUS) {
			// Of another action, or damaged.
			if (values[0] !== this.slots[METHOD]) return false;
			this.status = values[1]!;
			this.length = values[2]!;
			return true;
		}
		// The modem's own progress with the server: nothing of it can be read yet.
		const done = values[2]!;
		const left = values[3]!;
		if (scanner.count === 4 && values[1]! > 0 && done >= 0 && left >= 0 && this.operation.healthy) {
			this.options.onProgress!.call(this, done, done + left, values[1] === SENDING ? "sending" : "receiving");
		}
		return true;
	}

	onUpload(): void {
		const body = this.body;
		const written = body.written;
		body.stream();
		if (body.writable > 0) this.options.onWritable!.call(this, body.writable);
		if (written > 0 && this.options.onProgress && this.operation.healthy) {
			this.options.onProgress.call(this, written, this.slots[UPLOAD_SIZE] as number, "writing");
		}
	}

	onScriptEnd(error: ErrorCode | null): void {
		if (error !== null && this.operation.isLost(error)) return;
		switch (this.state) {
			case READING:
				return this.onRead(error);
			case OPENING:
				return this.onOpened(error);
			case UNREAD:
				return this.offer();
			case CHECKING:
				// The header of what is left may have come damaged, so that only OK was heard.
				if (error === null && (this.strays === NOTHING_LEFT || this.strays === this.operation.modem.statistics.unsolicited))
					return this.onEmptied();
				if (this.reading.fail() || !this.operation.healthy) return this.stop(error === null ? "protocol" : error, 0);
				return this.checkEnd();
			default:
				this.operation.end(null, 0);
		}
	}

	private run(state: number, script: Script): void {
		this.state = state;
		this.operation.modem.machine.run(HTTP_COMMANDS, script, this);
	}

	/** The next part of the file is a request of its own. */
	private askWindow(): void {
		const windows = this.windows;
		windows.open(this.checkpoint - this.origin);
		this.slots[BREAK] = this.origin + windows.base;
		this.slots[BREAK_END] = this.origin + windows.base + windows.asked - 1;
	}

	private onOpened(error: ErrorCode | null): void {
		const modem = this.operation.modem;
		const windows = this.windows;
		const status = this.status;
		if (error === null && status === NO_MEMORY && this.slots[METHOD] === GET && !windows.used) {
			// What does not fit the modem at once may do so in parts.
			this.askWindow();
			return this.begin();
		}
		// A server that ignores an end, and an end that BREAKEND cannot say (one byte), leave more than was requested.
		windows.fill(this.length, error === null && this.slots[METHOD] === GET && status < 300 && this.length > windows.wanted);
		// The end of the file is where the last window ended.
		if (error === null && windows.used && status === RANGE_NOT_SATISFIABLE && this.announced) return this.terminate();
		if (error !== null) return this.stop(error, modem.machine.status);
		let failure: ErrorCode | null = null;
		if (status >= FIRST_ERROR) failure = ERRORS[Math.min(status - FIRST_ERROR, ERRORS.length - 1)]!;
		else failure = this.rangeError();
		if (failure === "network") modem.starter.fallTo(REGISTERED);
		if (failure !== null) return this.stop(failure, status);
		if (windows.used) this.length = -1;
		else if (windows.isCut) this.length = windows.wanted;
		const first = !this.announced;
		this.announced = true;
		this.state = UNREAD;
		this.onEmptied();
		if (first && this.options.onHeaders) this.options.onHeaders.call(this, status, this.length);
	}

	/**
	 * The server has to answer a range with that range: 206, or a 200 whose length says so (application note 2.6 prints one). If the length of the file is
	 * known, that of a 206 is compared too: BREAK may have lost a digit on its way to the modem.
	 */
	private rangeError(): ErrorCode | null {
		const windows = this.windows;
		const isAsking = windows.asked > 0;
		if (this.status >= 300) return null;
		if (isAsking && windows.stored > windows.asked) return "rangeIgnored";
		if (isAsking || this.origin === 0) return null;
		const isPartial = this.status === 206;
		if (isPartial && (this.total < 0 || windows.used)) return null;
		const rest = this.total - this.origin;
		return this.length === rest || (isPartial && this.length === Math.min(rest, windows.wanted)) ? null : "rangeIgnored";
	}

	/** The chunk has been read, there is none yet, or the store has no more than what has been read: asks for what is next, or ends the session. */
	onEmptied(): void {
		const windows = this.windows;
		const slots = this.slots;
		if (this.state === UNREAD) {
			const start = windows.locate(this.checkpoint - this.origin);
			if (start < windows.stored) {
				this.readChunk(start);
				return;
			}
			if (!windows.isCut && slots[METHOD] !== HEAD) {
				// A digit that the report has lost would cut the body short, to nothing even: the modem must have no more than what has been read.
				slots[START] = windows.stored;
				slots[LENGTH] = 1;
				return this.checkEnd();
			}
		} else if (this.state !== CHECKING) return;
		if (!windows.used || windows.isLast) return this.run(CLOSING, CLOSE);
		this.askWindow();
		this.run(OPENING, OPEN);
	}

	private checkEnd(): void {
		const modem = this.operation.modem;
		this.strays = modem.statistics.unsolicited;
		this.state = CHECKING;
		modem.machine.run(HTTP_COMMANDS, CHECK_END, this);
	}

	private readChunk(start: number): void {
		const slots = this.slots;
		slots[START] = start;
		slots[LENGTH] = this.reading.ask(this.windows.stored - start);
		this.state = READING;
		this.operation.modem.machine.run(HTTP_COMMANDS, READ, this);
	}

	private onRead(error: ErrorCode | null): void {
		const verdict = error === null ? this.reading.judge() : DIFFERENT;
		if (verdict === WHOLE) {
			// Its length and its closing OK have been seen.
			const due = this.reading.due;
			const windows = this.windows;
			const known = windows.used ? windows.compare(due) : 0;
			if (known < 0) return this.stop("rangeIgnored", 0);
			if (windows.used) windows.keep(due);
			this.state = UNREAD;
			if (known === due) return this.onEmptied();
			return this.deliver(due - known, known);
		}
		if (verdict === DIFFERENT) {
			// A damaged chunk is requested again.
			if (this.reading.fail() || !this.operation.healthy) return this.stop(error === null ? "protocol" : error, 0);
			this.operation.modem.statistics.healed++;
		}
		this.readChunk(this.slots[START] as number);
	}

	stop(error: ErrorCode, status: number): void {
		this.operation.note(error, status);
		this.terminate();
	}

	private terminate(): void {
		// A body that nobody has sent on.
		const stale = !this.operation.healthy && this.status === 0 && this.slots[UPLOAD_SIZE] !== undefined;
		this.run(CLOSING, stale ? DISCARD : CLOSE);
	}
}
