import type { SerialPort } from "../uart/port.js";

/** What is used of a stream of Node.js: a `SerialPort` of the package `serialport`, a socket, a tty, anything with bytes in both directions. */
export interface ByteStream {
	on(event: "data", listener: (bytes: Uint8Array) => void): unknown;
	/** It could not be opened, or has failed. */
	on(event: "error", listener: (error: Error) => void): unknown;
	/** Nothing more will come. */
	on(event: "end", listener: () => void): unknown;
	/** What it was on has been released; a `SerialPort` says why if nobody asked for that. */
	on(event: "close", listener: (error?: Error | null) => void): unknown;
	on(event: "open", listener: () => void): unknown;
	/** Takes the bytes; `done` is called when they are on their way. */
	write(bytes: Uint8Array, done: () => void): unknown;
	/** Ends it; `close` follows. */
	destroy(): unknown;
	/** `SerialPort`, whose `destroy` leaves the device open: releases it. */
	close?(done: (error?: Error | null) => void): unknown;
	/** `SerialPort`: it is being opened, and cannot be closed meanwhile. */
	readonly opening?: boolean;
	/** `SerialPort`: there is something to be closed. */
	readonly isOpen?: boolean;
}

/** Options of a {@link StreamSerial}. */
export interface StreamSerialOptions {
	/** Opens the stream at a rate in bits per second: `baudRate => new SerialPort({ path: "/dev/ttyUSB0", baudRate })`. */
	open(baud: number): ByteStream;
	/** Bits per second. */
	baud: number;
	target?: unknown;
	/** The stream could not be opened, has failed or has ended. Called once; nothing comes after it. */
	onStreamError?(error: PortError): void;
	/** For the driver: the same, without a reason. */
	onError?(this: StreamSerial): void;
	onReadable?(this: StreamSerial, count: number): void;
	onWritable?(this: StreamSerial, count: number): void;
}

/** What has become of a port: it is not there, nobody answers at its address, somebody else has it, it may not be opened, it was there and has gone, anything else. */
export type PortFault = "missing" | "unreachable" | "busy" | "denied" | "gone" | "failed";

/** A port that cannot be used. `cause` is the error of the stream, if that gave one. */
export class PortError extends Error {
	readonly fault: PortFault;

	constructor(fault: PortFault, cause: Error | undefined) {
		super(cause === undefined ? "the stream has ended" : cause.message, cause === undefined ? {} : { cause });
		this.name = "PortError";
		this.fault = fault;
	}
}

// By the codes of Node.js, and by what `serialport`, which gives no codes, says on Linux, macOS and Windows.
const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/;
const MISSING = /ENOENT|ENODEV|ENXIO|no such (file|device)|file not found/i;
const BUSY = /EBUSY|EAGAIN|cannot lock port|resource busy|temporarily unavailable/i;
const DENIED = /EACCES|EPERM|permission denied|access denied/i;

function faultOf(error: Error | undefined, hasBegun: boolean): PortFault {
	if (error === undefined) return "gone";
	const text = `${(error as { code?: string }).code ?? ""} ${error.message}`;
	if (BUSY.test(text)) return "busy";
	if (DENIED.test(text)) return "denied";
	if (UNREACHABLE.test(text)) return hasBegun ? "gone" : "unreachable";
	if (MISSING.test(text)) return hasBegun ? "gone" : "missing";
	return hasBegun || (error as { disconnected?: boolean }).disconnected ? "gone" : "failed";
}

/** Bytes that may be on their way to the stream. */
const CAPACITY = 1024;

/** The streams that are being released, by what opened them: the next one of the same device has to wait. */
const releases = new WeakMap<StreamSerialOptions["open"], Promise<void>>();

/** Releases what the stream is on, in whatever state it is. */
function release(stream: ByteStream): Promise<void> {
	return new Promise(resolve => {
		const done = (): void => resolve();
		stream.on("close", done);
		stream.on("error", done);
		if (stream.close === undefined) stream.destroy();
		else if (stream.opening) stream.on("open", () => stream.close!(done));
		else if (stream.isOpen === false) done();
		else stream.close(done);
	});
}

/**
 * An ECMA-419 Serial over a stream of Node.js, as far as the driver uses one: `serial: { io: StreamSerial, open, baud }`. It can be opened again at
 * another rate as soon as it is closed. `write` throws a {@link PortError} after the stream has failed.
 */
export class StreamSerial implements SerialPort {
	readonly target: unknown;
	private stream: ByteStream | null = null;
	private closed = false;
	private error: PortError | null = null;
	private hasReceived = false;
	private readonly options: StreamSerialOptions;
	private readonly waiting: Uint8Array[] = [];
	/** What was written while the stream of the rate before is being released. */
	private unsent: Uint8Array[] = [];
	private available = 0;
	private space: number = CAPACITY;

	constructor(options: StreamSerialOptions) {
		this.options = options;
		this.target = options.target;
		const release = releases.get(options.open);
		if (release === undefined) this.begin();
		else void release.then(() => this.begin());
	}

	/** Fills `buffer` from its start; how many bytes, undefined where there are none. */
	read(buffer: Uint8Array): number | undefined {
		let filled = 0;
		while (filled < buffer.length && this.waiting.length > 0) {
			const next = this.waiting[0]!;
			const part = next.subarray(0, buffer.length - filled);
			buffer.set(part, filled);
			filled += part.length;
			if (part.length === next.length) this.waiting.shift();
			else this.waiting[0] = next.subarray(part.length);
		}
		this.available -= filled;
		return filled > 0 ? filled : undefined;
	}

	/** Takes all of `buffer`, or throws "output full". */
	write(buffer: Uint8Array): void {
		if (this.error !== null) throw this.error;
		if (this.closed) throw new Error("closed");
		if (buffer.length > this.space) throw new Error("output full");
		this.space -= buffer.length;
		// The driver uses its buffer again at once; the stream keeps what it is given.
		const bytes = buffer.slice();
		if (this.stream === null) this.unsent.push(bytes);
		else this.send(this.stream, bytes);
	}

	close(): void {
		this.closed = true;
		this.waiting.length = 0;
		this.available = 0;
		this.abandon();
	}

	private send(stream: ByteStream, bytes: Uint8Array): void {
		stream.write(bytes, () => {
			this.space += bytes.length;
			if (this.space === CAPACITY) this.offer(stream);
		});
	}

	private begin(): void {
		if (this.closed) return;
		let stream: ByteStream;
		try {
			stream = this.options.open(this.options.baud);
		} catch (error) {
			void Promise.resolve().then(() => this.fail(error as Error));
			return;
		}
		this.stream = stream;
		stream.on("data", bytes => this.receive(bytes));
		stream.on("error", error => this.fail(error));
		stream.on("end", () => this.fail());
		stream.on("close", error => this.fail(error ?? undefined));
		const { unsent } = this;
		this.unsent = [];
		for (const bytes of unsent) this.send(stream, bytes);
		this.offer(stream);
	}

	/** The stream is of no more use. */
	private fail(error?: Error): void {
		if (this.closed || this.error !== null) return;
		const { options } = this;
		this.error = new PortError(faultOf(error, this.hasReceived), error);
		this.abandon();
		options.onStreamError?.(this.error);
		options.onError?.call(this);
	}

	private abandon(): void {
		const { stream } = this;
		const { open } = this.options;
		this.stream = null;
		if (stream === null) return;
		const released = release(stream).then(() => {
			if (releases.get(open) === released) releases.delete(open);
		});
		releases.set(open, released);
	}

	private receive(bytes: Uint8Array): void {
		if (this.stream === null || bytes.length === 0) return;
		this.hasReceived = true;
		this.waiting.push(bytes);
		this.available += bytes.length;
		this.options.onReadable?.call(this, this.available);
	}

	/** From the event loop, as a port does: never within the call that made the room. */
	private offer(stream: ByteStream): void {
		void Promise.resolve().then(() => {
			if (this.stream === stream && this.space > 0) this.options.onWritable?.call(this, this.space);
		});
	}
}
