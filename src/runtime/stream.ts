import type { SerialPort } from "../uart/port.js";

/** What is used of a stream of Node.js: a `serialport`, a socket, anything with bytes in both directions. */
export interface ByteStream {
	on(event: "data", listener: (bytes: Uint8Array) => void): unknown;
	on(event: "error", listener: (error: Error) => void): unknown;
	/** Takes the bytes; `done` is called when they are on their way. */
	write(bytes: Uint8Array, done: () => void): unknown;
	destroy(): unknown;
}

/** Options of a {@link StreamSerial}. */
export interface StreamSerialOptions {
	/** Opens the stream at a rate in bits per second: `baudRate => new SerialPort({ path: "/dev/ttyUSB0", baudRate })`. */
	open(baud: number): ByteStream;
	baud: number;
	target?: unknown;
	/** The stream has failed; what runs ends with its time-outs. */
	onStreamError?(error: Error): void;
	onReadable?(this: StreamSerial, count: number): void;
	onWritable?(this: StreamSerial, count: number): void;
}

/** Bytes that may be on their way to the stream. */
const CAPACITY = 1024;

/** An ECMA-419 Serial over a stream of Node.js, as far as the driver uses one: `serial: { io: StreamSerial, open, baud }`. */
export class StreamSerial implements SerialPort {
	readonly target: unknown;
	private stream: ByteStream | null;
	private readonly options: StreamSerialOptions;
	private readonly waiting: Uint8Array[] = [];
	private available = 0;
	private space: number = CAPACITY;

	constructor(options: StreamSerialOptions) {
		this.options = options;
		this.target = options.target;
		const stream = options.open(options.baud);
		this.stream = stream;
		stream.on("data", bytes => this.receive(bytes));
		stream.on("error", error => {
			if (this.stream !== null) options.onStreamError?.(error);
		});
		this.offer(stream);
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
		const stream = this.stream;
		if (stream === null) throw new Error("closed");
		if (buffer.length > this.space) throw new Error("output full");
		this.space -= buffer.length;
		// The driver uses its buffer again at once; the stream keeps what it is given.
		stream.write(buffer.slice(), () => {
			this.space += buffer.length;
			if (this.space === CAPACITY) this.offer(stream);
		});
	}

	close(): void {
		const stream = this.stream;
		this.stream = null;
		this.waiting.length = 0;
		this.available = 0;
		stream?.destroy();
	}

	private receive(bytes: Uint8Array): void {
		if (this.stream === null || bytes.length === 0) return;
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
