import { type ErrorCode, ModemError } from "../at/error.js";
import { READ_LEAST, SEND_LIMIT } from "../at/limits.js";
import type { Runtime } from "../runtime/runtime.js";
import { CHUNK_START, LANDING_START, LARGEST_PIECE, LEFT_OUT, type Memory } from "../uart/memory.js";
import { Buffers, HEADER } from "./buffers.js";

/** What an application has given to be told by: from the timer, never from within a call, one call at a time. */
export interface Handlers<Face> {
	/** So much can be read: bytes, or datagrams; what has been announced before is included. */
	onReadable?(this: Face, count: number): void;
	/** `count` bytes can be written. The first call says that the connection is open. */
	onWritable?(this: Face, count: number): void;
	/** It has ended, once, and everything that came has been read. */
	onError?(this: Face, error: ModemError): void;
}

// The life of a connection.
/** It has no number in the modem. */
export const WAITING = 0;
/** The same, and it has come while the modem was being looked for on behalf of others. */
export const CAME_LATE = 4;
/** The modem connects. */
export const OPENING = 1;
export const OPEN = 2;
/** The modem does not have it any more. */
export const ENDED = 3;

// What is to be told, as bits.
export const READABLE = 1;
export const WRITABLE = 2;
export const FAILED = 4;

// What the modem has to do for a connection.
export const NOTHING = 0;
export const READING = 1;
export const SENDING = 2;
export const ASKING = 3;
export const CLOSING = 4;
export const CONFIRMING = 5;

/** One connection of the modem, from its request to its end: a number in the modem, and the bytes on their way. */
export class Connection {
	state: number = WAITING;
	/** What is to be told, as bits. */
	events = 0;
	/** What it ended with. */
	error: ErrorCode = "cancelled";
	/** The modem may hold bytes. */
	hasData = false;
	/** Bytes that the modem said it holds, at the last read. */
	known = 0;
	/** A word has said that it has ended; what it will then have ended with. Asked before it is believed. */
	verdict: ErrorCode | null = null;
	/** Whatever the modem held has been read. */
	isDrained = false;
	/** The application has closed it, and what it has written is still to be sent. */
	isClosing = false;
	/** Bytes have been sent that the other end may not have: a close would lose them. */
	isUnconfirmed = false;
	/** Ticks until it must be open, or what is left has been sent. */
	deadline = 0;
	/** Ticks since the modem was last asked for bytes. */
	polled = 0;
	/** The modem has not taken its bytes: until the next tick. */
	isPaused = false;
	/** How often the modem has not taken it, or its bytes, in a row. */
	refusals = 0;
	/** Bytes that the modem may be given at once. */
	limit: number = SEND_LIMIT;
	/** The last turn was a read: a send is next. */
	hasRead = false;
	/** What arrives is one sequence of bytes; otherwise datagrams, any of which may be lost. */
	readonly isStream: boolean;
	/** Datagrams that have not been read; of a stream, bytes that the modem has taken. One slot for both. */
	tally = 0;
	/** What the application has; null when it has closed it. */
	face: object | null;
	private readonly handlers: Handlers<unknown>;
	readonly protocol: Uint8Array;
	readonly host: Uint8Array;
	readonly port: number;
	/** Most bytes of one read. */
	readonly burst: number;
	readonly buffers: Buffers;

	constructor(
		face: object,
		handlers: Handlers<never>,
		isStream: boolean,
		protocol: Uint8Array,
		host: Uint8Array,
		port: number,
		burst: number,
		runtime: Runtime,
		send: number,
		receive: number,
	) {
		this.face = face;
		this.handlers = handlers as Handlers<unknown>;
		this.isStream = isStream;
		this.protocol = protocol;
		this.host = host;
		this.port = port;
		this.burst = burst;
		this.buffers = new Buffers(runtime, send, receive);
	}

	/** What the modem has to do for it now; a read and a send take turns. */
	get due(): number {
		if (this.state === OPENING) return this.verdict === null ? NOTHING : ASKING;
		const unsent = this.buffers.sent.count;
		if (this.isClosing && (this.deadline === 0 || (unsent === 0 && !this.isUnconfirmed))) return CLOSING;
		const isReadable = this.hasData && !this.isClosing && !this.isDrained && this.readSize > 0;
		if (this.verdict !== null) {
			if (isReadable) return READING;
			return this.isDrained || this.isClosing || !this.hasData ? ASKING : NOTHING;
		}
		const isSendable = unsent > 0 && !this.isPaused;
		if (isReadable && !(isSendable && this.hasRead)) return READING;
		if (isSendable) return SENDING;
		return this.isClosing && !this.isPaused ? CONFIRMING : NOTHING;
	}

	/** Bytes of the next read; 0 while there is no room for it. */
	get readSize(): number {
		const burst = this.burst;
		const room = this.buffers.received.room - (this.isStream ? 0 : HEADER);
		if (room >= burst) return burst;
		return this.isStream && room >= READ_LEAST ? room : 0;
	}

	/** A word says that it has ended. */
	suspect(verdict: ErrorCode): void {
		if (this.verdict === null) this.verdict = verdict;
	}

	/** The first thing to be told that can be told now; {@link NOTHING} if there is none. */
	get next(): number {
		const events = this.events;
		if ((events & READABLE) !== 0) return READABLE;
		if ((events & WRITABLE) !== 0 && this.state === OPEN) return WRITABLE;
		return (events & FAILED) !== 0 && this.buffers.received.count === 0 ? FAILED : NOTHING;
	}

	/** Tells what is {@link next}. */
	tell(event: number): void {
		const handlers = this.handlers;
		const face = this.face;
		this.events &= ~event;
		if (event === READABLE) {
			if (handlers.onReadable) handlers.onReadable.call(face, this.isStream ? this.buffers.received.count : this.tally);
		} else if (event === WRITABLE) {
			if (handlers.onWritable) handlers.onWritable.call(face, this.buffers.sent.room);
		} else if (handlers.onError) {
			const error = new ModemError(this.error, "");
			error.operation = "socket";
			handlers.onError.call(face, error);
		}
	}

	/** The first `count` bytes have been read. What is left is told again: a client may have overlooked it. */
	take(count: number): void {
		const received = this.buffers.received;
		received.drop(count);
		if (received.count > 0) this.events |= READABLE;
		else this.events &= ~READABLE;
	}

	/** `count` bytes of the modem's chunk are verified. */
	receive(memory: Memory, count: number): void {
		const bytes = this.buffers.bytes;
		const runtime = this.buffers.runtime;
		let at = this.buffers.received.extend(this.isStream ? count : HEADER + count);
		if (!this.isStream) {
			bytes[at++] = count >> 8;
			bytes[at++] = count;
			this.tally++;
		}
		let from = CHUNK_START;
		const end = from + count;
		let bit = LARGEST_PIECE;
		while (from < end) {
			while (1 << bit > end - from) bit--;
			if (((1 << bit) & LEFT_OUT) !== 0) bit--;
			runtime.move(memory.bytes, LANDING_START, from, from + (1 << bit));
			bytes.set(memory.pieces[bit]!, at);
			from += 1 << bit;
			at += 1 << bit;
		}
	}

	/** It has ended, for the application too. */
	fail(code: ErrorCode): void {
		if (this.state === ENDED) return;
		this.state = ENDED;
		this.error = code;
		this.events |= FAILED;
	}
}
