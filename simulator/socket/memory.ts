import type { Clock } from "../clock.ts";
import type { Arrival, SocketConnection, SocketEvents, SocketRequest } from "./seam.ts";

/** The far end of a connection in memory, as a test holds it. */
export interface MemoryConnection {
	readonly request: SocketRequest;
	/** Sends to the modem, `delay` ms from now. */
	send(bytes: Uint8Array | string, delay?: number): void;
	/** Closes it. */
	end(delay?: number): void;
}

/** What the far end does with what it hears. */
export interface MemoryPeer {
	received?(bytes: Uint8Array): void;
	/** The modem has closed it. */
	ended?(): void;
	/** Bytes are never acknowledged: the peer is mute. */
	readonly mute?: boolean;
}

/** A server in memory: called for each connection. `timeout`: it does not answer. */
export type MemorySocketServer = (connection: MemoryConnection) => MemoryPeer | "connect" | "timeout";

const bytesOf = (data: Uint8Array | string): Uint8Array => (typeof data === "string" ? Buffer.from(data, "latin1") : Uint8Array.from(data));

/** Both ends of one connection. */
export class MemoryWire implements SocketConnection {
	/** What the far end does; set before the first byte. */
	peer: MemoryPeer = {};
	readonly #clock: Clock;
	readonly #request: SocketRequest;
	readonly #events: SocketEvents;
	#over = false;
	#paused = false;
	#held: (() => void)[] = [];

	constructor(clock: Clock, request: SocketRequest, events: SocketEvents) {
		this.#clock = clock;
		this.#request = request;
		this.#events = events;
	}

	/** The end that a server gets. */
	get far(): MemoryConnection {
		const { host: address, port } = this.#request;
		return {
			request: this.#request,
			send: (data, delay = 0) => {
				const bytes = bytesOf(data);
				this.#later(delay, () => this.#deliver(() => this.#events.received(bytes, { address, port })));
			},
			end: (delay = 0) =>
				this.#later(delay, () =>
					this.#deliver(() => {
						this.#over = true;
						this.#events.ended();
					}),
				),
		};
	}

	send(bytes: Uint8Array): void {
		const sent = Uint8Array.from(bytes);
		this.#later(0, () => {
			if (!this.peer.mute) this.#events.acknowledged(sent.length);
			this.peer.received?.(sent);
		});
	}

	pause(): void {
		this.#paused = true;
	}

	resume(): void {
		this.#paused = false;
		while (!this.#paused && this.#held.length) this.#held.shift()!();
	}

	close(): void {
		if (this.#over) return;
		this.#over = true;
		this.#clock.schedule(0, () => this.peer.ended?.());
	}

	#later(delay: number, action: () => void): void {
		this.#clock.schedule(delay, () => {
			if (!this.#over) action();
		});
	}

	/** A closed window keeps everything back, the end as well. */
	#deliver(action: () => void): void {
		if (this.#paused || this.#held.length) this.#held.push(() => !this.#over && action());
		else action();
	}
}

/** A client in memory that calls a server of the modem. */
export function arrival(clock: Clock, address: string, port: number, server: MemorySocketServer): Arrival {
	const request: SocketRequest = { protocol: "TCP", host: address, port, localPort: 0, secure: false };
	return {
		address,
		accept(events) {
			const wire = new MemoryWire(clock, request, events);
			const peer = server(wire.far);
			if (typeof peer === "object") wire.peer = peer;
			return wire;
		},
		refuse: () => {},
	};
}
