import { checkNumber, checkObject, encodeText, given } from "../at/check.js";
import { badArgument, ModemError } from "../at/error.js";
import { FTP_BURST, HOST_LENGTH, RECEIVE_QUEUE, SEND_QUEUE, SOCKET_READ_LIMIT } from "../at/limits.js";
import type { Modem } from "../modem/modem.js";
import { Connection, ENDED, type Handlers, OPEN } from "./connection.js";
import { type Stack, stackOf } from "./stack.js";

/** What bytes are read into and written from. A Uint8Array costs nothing; for anything else a view is made. */
export type ByteBuffer = ArrayBuffer | Uint8Array | Int8Array | DataView;

/** `buffer`: ArrayBuffers and views; `number`: one byte at a time. */
export type SocketFormat = "buffer" | "number";

/** Options of a {@link TCP}. What else the clients of the SDK give is ignored. The callbacks are called with the socket as `this`. */
export interface TCPOptions extends Handlers<TCP> {
	/** The modem, of any of the package's modules. */
	modem: Modem;
	/** Name or IPv4 address, at most 100 characters; the modem resolves names by itself. */
	address?: string;
	/** The same, if there is no `address`. */
	host?: string;
	/** 0 to 65535. */
	port: number;
	/** Default `buffer`. */
	format?: SocketFormat;
	/** Whatever the application wants to find in the property of this name. */
	target?: unknown;
	/**
	 * Bytes read from the modem at once, 1 to 1460; default 96. What the modem hands out it forgets, so that a byte that the wire loses ends the connection: header,
	 * payload and trailer of 96 fit the 128 bytes of an ESP32's FIFO. More is faster where no byte is lost. Never more than the `burst` of the modem.
	 */
	burst?: number;
	readonly [option: string]: unknown;
}

/**
 * A TCP connection through the modem, as ECMA-419 wants it: `socket.io` of the SDK's unmodified HTTPClient, MQTTClient and WebSocketClient, and `TCP.io` of its
 * TLSSocket. Six at once. Allocates itself and its buffers; nothing from then on, with Uint8Arrays, until it ends.
 */
export interface TCP {
	/** What was given as `target`. */
	target?: unknown;
	/** Throws RangeError for anything else. */
	format: SocketFormat;
	/** The address that was asked for; undefined if that was a name. */
	readonly remoteAddress: string | undefined;
	readonly remotePort: number;
	/**
	 * Reads what has come; undefined if nothing has. Format `buffer`: a buffer is filled, and its length returned; a number of bytes, or all of them by default, is
	 * returned as an ArrayBuffer. Throws if there are fewer. Format `number`: the next byte.
	 */
	read(): ArrayBuffer | number | undefined;
	read(count: number): ArrayBuffer | number | undefined;
	read(buffer: ByteBuffer): number | undefined;
	/**
	 * Takes all of the buffer, or in the format `number` the byte, and returns how many bytes can still be written; undefined when the connection has ended. Throws if it
	 * is not open yet, or if there is no room. What is written in one turn goes out together.
	 */
	write(data: ByteBuffer | number, options?: unknown): number | undefined;
	/** Closes it, at any time, any number of times: nothing is told afterwards. What has been written is sent, for at most 10 s. */
	close(): void;
}

/** The {@link TCP}. */
export class Socket implements TCP {
	declare target?: unknown;
	private isNumber = false;
	private connection: Connection | null;
	private readonly stack: Stack;
	private readonly options: TCPOptions;

	constructor(options: TCPOptions) {
		checkObject("socket", "the options", options);
		if (options["from"] !== undefined)
			throw new ModemError("unsupported", "from: a listener is not supported, only connections that the driver opens");
		const stack = stackOf(options.modem);
		const runtime = stack.modem.runtime;
		const host = encodeText(runtime, "socket", "address", given(options.address, options.host), 1, HOST_LENGTH);
		const burst = checkNumber("socket", "burst", given(options.burst, FTP_BURST), 1, SOCKET_READ_LIMIT);
		const receive = burst < RECEIVE_QUEUE ? RECEIVE_QUEUE : burst;
		const protocol = runtime.encode("TCP");
		if (options.format !== undefined) this.format = options.format;
		if (options.target !== undefined) this.target = options.target;
		this.options = options;
		this.stack = stack;
		this.connection = new Connection(this, options, true, protocol, host, checkPort(options.port), burst, runtime, SEND_QUEUE, receive);
		stack.enter(this.connection);
	}

	read(into?: number | ByteBuffer): any {
		const connection = this.opened();
		const received = connection.buffers.received;
		const available = received.count;
		if (available === 0) return undefined;
		let result: number | ArrayBuffer;
		let count = 1;
		if (this.isNumber) result = connection.buffers.bytes[received.first]!;
		else {
			const wantsBuffer = into === undefined || typeof into === "number";
			const view = wantsBuffer ? new Uint8Array(checkCount(given(into as number | undefined, available), available)) : viewOf(into);
			count = checkCount(view.length, available);
			received.copy(view, 0, count);
			result = wantsBuffer ? (view.buffer as ArrayBuffer) : count;
		}
		connection.take(count);
		this.stack.wake();
		return result;
	}

	write(data: ByteBuffer | number): number | undefined {
		const connection = this.opened();
		if (connection.state === ENDED) return undefined;
		const buffers = connection.buffers;
		const queue = buffers.sent;
		const view = this.isNumber ? null : viewOf(data);
		const count = view === null ? 1 : view.length;
		if (view === null && typeof data !== "number") throw new TypeError("write: data must be a byte");
		if (connection.state !== OPEN || count > queue.room) throw badArgument("socket", "write: no room for " + count + " bytes");
		const at = queue.extend(count);
		if (view === null) buffers.bytes[at] = data as number;
		else buffers.bytes.set(view, at);
		this.stack.wake();
		return queue.room;
	}

	close(): void {
		const connection = this.connection;
		if (connection === null) return;
		this.connection = null;
		this.stack.leave(connection);
	}

	get format(): SocketFormat {
		this.opened();
		return this.isNumber ? "number" : "buffer";
	}

	set format(format: SocketFormat) {
		if (format !== "buffer" && format !== "number") throw new RangeError("format");
		this.isNumber = format === "number";
	}

	get remoteAddress(): string | undefined {
		this.opened();
		return this.options.address;
	}

	get remotePort(): number {
		return this.opened().port;
	}

	private opened(): Connection {
		if (this.connection === null) throw new ModemError("cancelled", "the socket is closed");
		return this.connection;
	}
}

/** Connects. Throws `argument`, RangeError for a port or format that is none, `busy` if six are open, `cancelled` if the modem is closed. */
export const TCP: new (options: TCPOptions) => TCP = Socket;

/** Checks a port. */
export function checkPort(port: unknown): number {
	if (typeof port !== "number" || port !== Math.floor(port)) throw badArgument("socket", "port must be a whole number");
	if (port < 0 || port > 65535) throw new RangeError("port");
	return port;
}

function checkCount(count: number, available: number): number {
	if (!(count > 0 && count <= available)) throw badArgument("socket", "read: there are " + available + " bytes, not " + count);
	return count;
}

/** The bytes of a buffer. Throws TypeError for anything that has none, or elements of more than one. */
export function viewOf(buffer: unknown): Uint8Array {
	if (buffer instanceof Uint8Array) return buffer;
	if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
	const view = buffer as Int8Array | undefined;
	if (!ArrayBuffer.isView(view) || view.BYTES_PER_ELEMENT > 1) throw new TypeError("the buffer must consist of bytes");
	return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
