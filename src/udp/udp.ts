import { checkNumber, checkObject, encodeText, given } from "../at/check.js";
import { badArgument, ModemError } from "../at/error.js";
import { DATAGRAM_QUEUE, HOST_LENGTH, SEND_LIMIT, SOCKET_READ_LIMIT } from "../at/limits.js";
import type { Modem } from "../modem/modem.js";
import { HEADER } from "../socket/buffers.js";
import { Connection, ENDED, type Handlers } from "../socket/connection.js";
import { type Stack, stackOf } from "../socket/stack.js";
import { type ByteBuffer, checkPort, viewOf } from "../socket/tcp.js";

/** Options of a {@link UDP}. The callbacks are called with the socket as `this`. */
export interface UDPOptions extends Handlers<UDP> {
	/** The modem, of any of the package's modules. */
	modem: Modem;
	/** Whatever the application wants to find in the property of this name. */
	target?: unknown;
	/** Longest datagram that is expected, 1 to 1460 bytes; default and most: the `burst` of the modem. */
	burst?: number;
	readonly [option: string]: unknown;
}

/**
 * Datagrams through the modem, as ECMA-419 wants them, to one address and port: the modem keeps a connection to each. What arrives is what one read of the modem
 * brings: datagrams that come in quick succession may come as one. What the wire damages is lost, as datagrams may be.
 */
export interface UDP {
	/** What was given as `target`. */
	target?: unknown;
	/** The next datagram, with the address and the port it comes from; undefined if there is none. */
	read(): (ArrayBuffer & { address: string; port: number }) | undefined;
	/** Sends a datagram of at most 1024 bytes. Throws `unsupported` for another address or port than the first one, `argument` if there is no room. */
	write(data: ByteBuffer, address: string, port: number): void;
	/** Closes it, at any time, any number of times: nothing is told afterwards. */
	close(): void;
}

/** The {@link UDP}. */
export class Datagrams implements UDP {
	declare target?: unknown;
	private address = "";
	private connection: Connection | null = null;
	private isClosed = false;
	private readonly burst: number;
	private readonly options: UDPOptions;
	private readonly stack: Stack;

	constructor(options: UDPOptions) {
		checkObject("socket", "the options", options);
		const stack = stackOf(options.modem);
		const most = stack.modem.memory.chunkSize;
		this.burst = checkNumber("socket", "burst", given(options.burst, most), 1, most < SOCKET_READ_LIMIT ? most : SOCKET_READ_LIMIT);
		if (options.target !== undefined) this.target = options.target;
		this.options = options;
		this.stack = stack;
	}

	read(): any {
		const connection = this.connection;
		if (connection === null || connection.tally === 0) return undefined;
		const received = connection.buffers.received;
		const from = connection.buffers.bytes;
		const bytes = new Uint8Array((from[received.first]! << 8) | from[received.first + 1]!);
		received.drop(HEADER);
		received.copy(bytes, 0, bytes.length);
		connection.tally--;
		connection.take(bytes.length);
		this.stack.wake();
		return Object.assign(bytes.buffer, { address: this.address, port: connection.port });
	}

	write(data: ByteBuffer, address: string, port: number): void {
		if (this.isClosed) throw new ModemError("cancelled", "the socket is closed");
		const view = viewOf(data);
		const connection = this.connectionTo(address, port);
		const queue = connection.buffers.sent;
		const most = this.stack.modem.memory.chunkSize;
		if (view.length === 0 || view.length > SEND_LIMIT || view.length > most || view.length + HEADER > queue.room) {
			throw badArgument("socket", "write: no room for " + view.length + " bytes");
		}
		const at = queue.extend(HEADER + view.length);
		const bytes = connection.buffers.bytes;
		bytes[at] = view.length >> 8;
		bytes[at + 1] = view.length;
		bytes.set(view, at + HEADER);
		this.stack.wake();
	}

	close(): void {
		this.isClosed = true;
		const connection = this.connection;
		this.connection = null;
		if (connection !== null) this.stack.leave(connection);
	}

	/** The modem's connection there, made anew if it has ended. */
	private connectionTo(address: string, port: number): Connection {
		let connection = this.connection;
		if (connection !== null && (address !== this.address || port !== connection.port)) {
			throw new ModemError("unsupported", "a socket has one address and port: make another one");
		}
		if (connection !== null && connection.state !== ENDED) return connection;
		if (connection !== null) this.stack.leave(connection);
		const runtime = this.stack.modem.runtime;
		const host = encodeText(runtime, "socket", "address", address, 1, HOST_LENGTH);
		const protocol = runtime.encode("UDP");
		const receive = HEADER + this.burst;
		connection = new Connection(this, this.options, false, protocol, host, checkPort(port), this.burst, runtime, DATAGRAM_QUEUE, receive);
		this.stack.enter(connection);
		this.address = address;
		this.connection = connection;
		return connection;
	}
}

/** Makes a socket for datagrams. Throws `argument`. */
export const UDP: new (options: UDPOptions) => UDP = Datagrams;
