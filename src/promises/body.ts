import { checkObject } from "../at/check.js";
import { badArgument } from "../at/error.js";

declare class TextEncoder {
	encode(text: string): Uint8Array;
}

/** What is sent: all of it, or piece by piece. Text is sent as UTF-8. */
export type Body = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** `done` of `total` bytes; `total` is -1 if nobody knows it. `phase` of HTTP: `writing`, `sending`, `receiving`, `reading`. */
export type ProgressCallback = (done: number, total: number, phase: string) => void;

/** An `AbortSignal`, as far as it is used. */
export interface AbortSignalLike {
	readonly aborted: boolean;
	readonly reason?: unknown;
	addEventListener(type: "abort", listener: () => void): void;
	removeEventListener(type: "abort", listener: () => void): void;
}

/** An upload of the driver: takes bytes while `writable` is not 0. */
export interface Sink {
	readonly writable: number;
	write(bytes: Uint8Array): void;
}

/** The bytes, if they are all there. */
export function wholeOf(body: Body): Uint8Array | undefined {
	if (typeof body === "string") return new TextEncoder().encode(body);
	return body instanceof Uint8Array ? body : undefined;
}

type Pieces = AsyncIterator<string | Uint8Array> | Iterator<string | Uint8Array>;

function piecesOf(body: Body): Pieces {
	const whole = wholeOf(body);
	const source = whole === undefined ? (body as Exclude<Body, string | Uint8Array>) : [whole];
	return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}

/** Checks a body. Throws `argument`. */
export function checkBody(operation: string, body: unknown): void {
	const isWhole = typeof body === "string" || body instanceof Uint8Array;
	const isIterable = typeof body === "object" && body !== null && (Symbol.asyncIterator in body || Symbol.iterator in body);
	if (!isWhole && !isIterable) throw badArgument(operation, "body must be a string, a Uint8Array or an (async) iterable of them");
}

/** What has no place where a promise says it. */
const CALLBACKS = ["onHeaders", "onReadable", "onWritable", "onEntry", "onLine", "onDone"];

/** Checks the options of a call that returns a promise, as far as the driver does not. Throws `argument`. */
export function checkOptions(operation: string, options: { readonly signal?: AbortSignalLike }): void {
	checkObject(operation, "the options", options);
	const { signal } = options;
	if (signal !== undefined && typeof signal?.addEventListener !== "function") throw badArgument(operation, "signal must be an AbortSignal");
	const callback = CALLBACKS.find(name => name in options);
	if (callback !== undefined) throw badArgument(operation, callback + " is not called here: wait for the promise, and read what it gives");
}

/** Gives a body to the driver, as much as it can take at a time. */
export class Writer {
	private readonly body: Body;
	private pieces: Pieces | undefined;
	private piece: Uint8Array = new Uint8Array(0);
	private isFetching = false;
	/** Bytes that are passed over first. */
	private skipping: number;
	private readonly sink: () => Sink;
	private readonly onEnd: () => void;
	private readonly onError: (error: unknown) => void;

	/** `onEnd` is called when the last piece has been written, `onError` when the body cannot be read. The first `skip` bytes are passed over. */
	constructor(body: Body, sink: () => Sink, onEnd: () => void, onError: (error: unknown) => void, skip = 0) {
		this.body = body;
		this.sink = sink;
		this.onEnd = onEnd;
		this.onError = onError;
		this.skipping = skip;
	}

	/** The driver can take more. */
	write(): void {
		const sink = this.sink();
		while (this.piece.length > 0 && sink.writable > 0) {
			const part = this.piece.subarray(0, sink.writable);
			// First, because writing can call back.
			this.piece = this.piece.subarray(part.length);
			sink.write(part);
		}
		if (this.piece.length === 0 && !this.isFetching) void this.fetch();
	}

	private async fetch(): Promise<void> {
		this.isFetching = true;
		try {
			this.pieces ??= piecesOf(this.body);
			const { done, value } = await this.pieces.next();
			if (done) return this.onEnd();
			const piece = wholeOf(value);
			if (piece === undefined) throw new TypeError("the body must consist of strings and Uint8Arrays");
			const skipped = Math.min(this.skipping, piece.length);
			this.skipping -= skipped;
			this.piece = piece.subarray(skipped);
			this.isFetching = false;
			this.write();
		} catch (error) {
			this.onError(error);
		}
	}
}

/** Calls `cancel` when `signal` is aborted; what it returns ends that. */
export function follow(signal: AbortSignalLike | undefined, cancel: () => void): () => void {
	if (signal === undefined) return () => {};
	signal.addEventListener("abort", cancel);
	return () => signal.removeEventListener("abort", cancel);
}
