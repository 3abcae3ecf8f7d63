import dgram from "node:dgram";
import dns from "node:dns";
import net from "node:net";
import tls from "node:tls";
import type { Clock } from "../clock.ts";
import type { Arrival, SocketConnection, SocketEvents, SocketRequest } from "./seam.ts";

/** Opens a socket of this computer. The clock stands still until it is open, and while bytes are on their way out. */
export function connectSocket(request: SocketRequest, clock: Clock, events: SocketEvents, patience: number): SocketConnection {
	return request.protocol === "UDP" ? new Datagrams(request, clock, events) : openStream(request, clock, events, patience);
}

/** Addresses of a name; none if it has none. */
export function resolveName(host: string, clock: Clock, done: (addresses: readonly string[]) => void): () => void {
	const release = clock.hold();
	let over = false;
	dns.lookup(host, { all: true, family: 4 }, (error, found) => {
		if (!over) done(error ? [] : found.map(({ address }) => address));
		release();
	});
	return () => {
		over = true;
		release();
	};
}

/** Listens on this computer. */
export function listenAt(port: number, onArrival: (arrival: Arrival) => void, ready: (open: boolean) => void): () => void {
	const server = net.createServer(socket =>
		onArrival({
			address: socket.remoteAddress?.replace(/^::ffff:/, "") ?? "",
			accept: events => new Stream(socket, events),
			refuse: () => socket.destroy(),
		}),
	);
	server.once("error", () => ready(false));
	server.listen(port, "127.0.0.1", () => ready(true));
	return () => void server.close();
}

function openStream(request: SocketRequest, clock: Clock, events: SocketEvents, patience: number): SocketConnection {
	const { host, port, localPort, secure } = request;
	const where = { host, port, ...(localPort && { localPort }) };
	// As a SIM800: it looks at no certificate.
	const socket = secure
		? tls.connect({ ...where, rejectUnauthorized: false, ...(!net.isIP(host) && { servername: host }) })
		: net.connect(where);
	const release = clock.hold();
	let settled = false;
	const settle = (then: () => void): void => {
		if (settled) return;
		settled = true;
		clearTimeout(timer);
		then();
		release();
	};
	const timer = setTimeout(() => settle(() => events.failed("timeout")), patience);
	socket.once(secure ? "secureConnect" : "connect", () => settle(() => events.opened(socket.remoteAddress ?? host)));
	socket.once("error", ({ code }: NodeJS.ErrnoException) =>
		settle(() => events.failed(code === "ENOTFOUND" || code === "EAI_AGAIN" ? "dns" : "connect")),
	);
	return new Stream(socket, events, clock, () => settle(() => {}));
}

/** A TCP connection. */
class Stream implements SocketConnection {
	readonly #socket: net.Socket;
	readonly #clock: Clock | undefined;
	readonly #givenUp: () => void;
	#closed = false;

	constructor(socket: net.Socket, events: SocketEvents, clock?: Clock, givenUp: () => void = () => {}) {
		this.#socket = socket;
		this.#clock = clock;
		this.#givenUp = givenUp;
		let open = !socket.connecting;
		socket.once("connect", () => (open = true));
		const from = (): { address: string; port: number } => ({ address: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 });
		socket.on("data", (bytes: Buffer) => !this.#closed && events.received(Uint8Array.from(bytes), from()));
		socket.on("error", () => {});
		socket.once("close", () => {
			if (open && !this.#closed) events.ended();
		});
		this.#acknowledge = count => events.acknowledged(count);
	}

	readonly #acknowledge: (count: number) => void;

	send(bytes: Uint8Array): void {
		const release = this.#clock?.hold();
		this.#socket.write(Uint8Array.from(bytes), error => {
			if (!error && !this.#closed) this.#acknowledge(bytes.length);
			release?.();
		});
	}

	pause(): void {
		this.#socket.pause();
	}

	resume(): void {
		this.#socket.resume();
	}

	close(atOnce: boolean): void {
		this.#closed = true;
		this.#givenUp();
		if (atOnce || this.#socket.connecting) this.#socket.destroy();
		else this.#socket.end(() => this.#socket.destroySoon());
	}
}

/** UDP: every send is a datagram. */
class Datagrams implements SocketConnection {
	readonly #socket = dgram.createSocket("udp4");
	readonly #request: SocketRequest;
	#closed = false;

	constructor(request: SocketRequest, clock: Clock, events: SocketEvents) {
		this.#request = request;
		const release = clock.hold();
		this.#socket.on("error", () => {});
		this.#socket.on("message", (bytes, { address, port }) => !this.#closed && events.received(Uint8Array.from(bytes), { address, port }));
		dns.lookup(request.host, 4, (error, address) => {
			const opened = (): void => {
				if (!this.#closed) events.opened(address);
				release();
			};
			if (error) {
				if (!this.#closed) events.failed("dns");
				release();
			} else this.#socket.bind(request.localPort, opened);
		});
	}

	send(bytes: Uint8Array, to: { host: string; port: number } = this.#request): void {
		this.#socket.send(bytes, to.port, to.host, () => {});
	}

	pause(): void {}

	resume(): void {}

	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#socket.close();
	}
}
