import { badArgument, ModemError } from "../at/error.js";
import type { Client } from "./client.js";
import type { HTTPRequest, HTTPRequestOptions } from "../http/request.js";
import { parametersOf } from "./parameters.js";

/** Request headers by name, in any case: a Map as ECMA-419 has it, or a plain object. */
export type HTTPClientRequestHeaders = { entries(): Iterable<[string, unknown]> } | { readonly [name: string]: unknown };

/** Memory to copy bytes to or from. */
export type ByteBuffer = ArrayBufferLike | Uint8Array | Int8Array | DataView;

/** A request as ECMA-419 has it. The callbacks are called with the request as `this`, never from within `request()`. */
export interface HTTPClientRequestOptions {
	/** Default `GET`. Anything but GET, POST and HEAD ends the request with `unsupported`. */
	method?: string | undefined;
	/** Path and query; default `/`. */
	path?: string;
	/**
	 * User-Agent, Content-Type (POST) and Content-Length (POST, required for a body) have places of their own in the modem; those that
	 * concern the connection are left to the modem; 450 characters remain for the others (`headers` of `http.request()`).
	 */
	headers?: HTTPClientRequestHeaders | undefined;
	/** Names of the wanted response headers, in lower case; default: all of them. */
	headersMask?: readonly string[];
	/**
	 * The server's status. `headers` has `content-length` if it is known, and nothing else: a SIM900 does not pass headers on. If no response
	 * has come, `status` is the modem's own number, from 600 up, or 601, and `statusText` the code of the error that `onDone` brings.
	 */
	onHeaders?(this: HTTPClientRequest, status: number, headers: Map<string, string>, statusText: string): void;
	/**
	 * `count` bytes of the body can be read. What is not read stays in the modem, is not announced again, and holds up all other requests until the client's
	 * `stallTimeout`, which ends the request.
	 */
	onReadable?(this: HTTPClientRequest, count: number): void;
	/** `count` bytes of the body of a POST can be written, now or within 10 s. */
	onWritable?(this: HTTPClientRequest, count: number): void;
	/** The end, exactly once for every request: null, or what went wrong. The error belongs to the request and stays valid. */
	onDone?(this: HTTPClientRequest, error: ModemError | null): void;
}

/** Status of a failure for which the modem has no number: the one of a network error (V1.11, HTTPACTION). */
const NETWORK_ERROR = 601;
const MODEM_STATUS_LEAST = 600;
/** Responses that are of no use without their Location. */
const REDIRECTIONS = Object.freeze([301, 302, 303, 307, 308]);

/** One request of an `HTTPClient`, from `request()` to `onDone`. */
export interface HTTPClientRequest {
	/**
	 * Returns at most `count` unread bytes, by default all of them; undefined if there are none. Given a buffer of bytes, fills it
	 * from its start and returns how many. When the last unread byte has been taken, the modem is asked for more.
	 */
	read(count?: number): ArrayBuffer | undefined;
	read(buffer: ByteBuffer): number | undefined;
	/**
	 * Writes the whole of `buffer` to the body and returns how many more bytes can be written now. Throws `argument` if it is too long: `onWritable` says
	 * how much is not. Without a buffer it marks the body as complete, which its length has already done.
	 */
	write(buffer?: ByteBuffer): number;
}

/** The {@link HTTPClientRequest} as its client sees it. */
export class ClientRequest implements HTTPClientRequest {
	readonly client: Client;
	private readonly options: HTTPClientRequestOptions;
	private transfer: HTTPRequest | null = null;
	/** What it ends with, once that is known. */
	private failure: ModemError | null = null;
	private announced = false;

	constructor(client: Client, options: HTTPClientRequestOptions) {
		this.client = client;
		this.options = { ...options };
	}

	read(count?: number): ArrayBuffer | undefined;
	read(buffer: ByteBuffer): number | undefined;
	read(target?: number | ByteBuffer): ArrayBuffer | number | undefined {
		const transfer = this.transfer;
		const readable = transfer === null ? 0 : transfer.readable;
		if (typeof target === "object") return readable === 0 ? undefined : transfer!.read(bytesOf(target));
		const count = Math.min(target ?? readable, readable);
		if (!(count >= 0)) throw badArgument("http", "read: count must be 0 or more");
		if (readable === 0) return undefined;
		const bytes = new Uint8Array(count);
		transfer!.read(bytes);
		return bytes.buffer;
	}

	write(buffer?: ByteBuffer): number {
		const transfer = this.transfer;
		if (transfer === null) throw badArgument("http", "write: onWritable has not been called");
		if (buffer !== undefined) transfer.write(bytesOf(buffer));
		return transfer.writable;
	}

	/** Its turn has come. */
	start(): void {
		try {
			this.transfer = this.client.options.modem.http.request(this.compose());
		} catch (error) {
			this.fail(error instanceof ModemError ? error : badArgument("http", String(error)));
		}
	}

	/** Ends it with `cancelled`. */
	cancel(): void {
		if (this.transfer !== null) return this.transfer.close();
		if (this.failure !== null) return;
		this.client.queue.leave(this);
		this.fail(new ModemError("cancelled", "the client has been closed"));
	}

	/** Ends it without the modem, and not from within the caller's own call. */
	private fail(failure: ModemError): void {
		this.failure = failure;
		void Promise.resolve().then(() => this.end());
	}

	private compose(): HTTPRequestOptions {
		const { onReadable, onWritable } = this.options;
		const options: HTTPRequestOptions = parametersOf(this.client.options, this.options);
		options.onHeaders = (status, length) => this.onHeaders(status, length);
		if (onReadable) {
			// The driver offers unread bytes again; ECMA-419 does not.
			let end = 0;
			options.onReadable = count => {
				const { checkpoint } = this.transfer!;
				if (checkpoint < end) return;
				end = checkpoint + count;
				onReadable.call(this, count);
			};
		}
		if (onWritable) options.onWritable = count => onWritable.call(this, count);
		options.onDone = error => {
			if (error !== null) this.failure ??= copyOf(error);
			this.end();
		};
		return options;
	}

	private onHeaders(status: number, length: number): void {
		if (REDIRECTIONS.includes(status) && this.client.options.redirect !== false) return this.refuse(status);
		const { method, headersMask, onHeaders } = this.options;
		const headers = new Map<string, string>();
		// For the body of a HEAD the modem reports 0, whatever the server has said.
		const known = length >= 0 && method !== "HEAD";
		if (known && (headersMask === undefined || headersMask.includes("content-length"))) headers.set("content-length", String(length));
		this.announced = true;
		onHeaders?.call(this, status, headers, "");
	}

	/** The modem has not followed a redirection, and nothing else can: its target is in a header. */
	private refuse(status: number): void {
		this.failure = new ModemError("unsupported", `the modem did not follow the redirection (${status}) and does not report its target`);
		this.failure.status = status;
		this.transfer!.close();
	}

	private end(): void {
		const { failure, options, announced } = this;
		this.client.queue.leave(this);
		try {
			// fetch() settles its response here, and its body below.
			if (failure !== null && !announced) options.onHeaders?.call(this, statusOf(failure), new Map(), failure.code);
		} finally {
			try {
				options.onDone?.call(this, failure);
			} finally {
				if (failure !== null) this.client.note(failure);
			}
		}
	}
}

/** The modem reuses its error object. */
function copyOf(error: ModemError): ModemError {
	const copy = new ModemError(error.code);
	copy.status = error.status;
	copy.operation = error.operation;
	return copy;
}

function statusOf({ status }: ModemError): number {
	return status >= MODEM_STATUS_LEAST ? status : NETWORK_ERROR;
}

function bytesOf(buffer: ByteBuffer): Uint8Array {
	if (!ArrayBuffer.isView(buffer)) return new Uint8Array(buffer);
	if ("BYTES_PER_ELEMENT" in buffer && buffer.BYTES_PER_ELEMENT !== 1) throw badArgument("http", "the elements of buffer must be bytes");
	return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
