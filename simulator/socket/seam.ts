/** What a socket is to reach. */
export interface SocketRequest {
	readonly protocol: "TCP" | "UDP";
	readonly host: string;
	readonly port: number;
	/** AT+CLPORT; 0 takes any. */
	readonly localPort: number;
	/** TLS on top of TCP (AT+CIPSSL=1). */
	readonly secure: boolean;
}

/** Why no connection came about: no such name, refused or broken, no answer. */
export type SocketFailure = "dns" | "connect" | "timeout";

/** What a connection tells its owner; never before the call that made it has returned. */
export interface SocketEvents {
	/** It is open; `address` is the other end's. UDP is open as soon as the name is known. */
	opened(address: string): void;
	/** It never was. A network that says `timeout` leaves the time to the modem's clock. */
	failed(reason: SocketFailure): void;
	/** Bytes of the other end; a datagram has its own sender. */
	received(bytes: Uint8Array, from: { readonly address: string; readonly port: number }): void;
	/** So many more of the sent bytes have been taken by the other end (TCP). */
	acknowledged(count: number): void;
	/** The other end has closed it, or it broke. */
	ended(): void;
}

/** A connection of the modem, for as long as it lasts. */
export interface SocketConnection {
	/** Sends bytes; `to` is where a datagram goes instead. */
	send(bytes: Uint8Array, to?: { readonly host: string; readonly port: number }): void;
	/** Nothing more is taken from it until it is resumed: the TCP window closes. */
	pause(): void;
	resume(): void;
	/** Closes it with FIN, or at once; no event comes after that. */
	close(atOnce: boolean): void;
}

/** A connection that came in. */
export interface Arrival {
	readonly address: string;
	/** Takes it. */
	accept(events: SocketEvents): SocketConnection;
	/** Turns it away. */
	refuse(): void;
}
