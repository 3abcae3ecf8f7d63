import { MemoryNetwork, type MemorySocketServer, type Settings, type SimulatorOptions } from "../../simulator/index.ts";
import type { MemoryConnection } from "../../simulator/socket/memory.ts";
import type { ModemError, ModemOptions } from "../../src/index.js";
import { TCP, type TCPOptions } from "../../src/socket.js";
import { Workbench } from "./workbench.ts";

/** The far end of a connection: what it has heard, and what a test makes it do. */
export interface Peer {
	readonly connection: MemoryConnection;
	readonly heard: Buffer[];
	/** The modem has closed the connection. */
	ended: boolean;
}

/** A server that only listens; `echo` sends everything back. */
export function listener(peers: Peer[], echo = false): MemorySocketServer {
	return connection => {
		const peer: Peer = { connection, heard: [], ended: false };
		peers.push(peer);
		return {
			received(bytes) {
				peer.heard.push(Buffer.from(bytes));
				if (echo) connection.send(bytes);
			},
			ended() {
				peer.ended = true;
			},
		};
	};
}

/** A socket of the driver, and what it was told. */
export class Client {
	readonly socket: TCP;
	readonly received: Buffer[] = [];
	readonly errors: string[] = [];
	/** Arguments of `onWritable`, and of `onReadable`. */
	readonly writable: number[] = [];
	readonly readable: number[] = [];
	/** All calls, in order. */
	readonly calls: string[] = [];
	private queue = Buffer.alloc(0);

	constructor(options: TCPOptions) {
		// oxlint-disable-next-line typescript/no-this-alias
		const client = this;
		this.socket = new TCP({
			onReadable(count) {
				client.calls.push("readable");
				client.readable.push(count);
				client.received.push(Buffer.from(this.read() as ArrayBuffer));
			},
			onWritable(count) {
				client.calls.push("writable");
				client.writable.push(count);
				client.pump();
			},
			onError(error: ModemError) {
				client.calls.push("error");
				client.errors.push(error.code);
			},
			...options,
		});
	}

	/** Sends as soon as there is room. */
	send(bytes: Uint8Array | string): void {
		this.queue = Buffer.concat([this.queue, Buffer.from(bytes as string, "latin1")]);
		if (this.isOpen && !this.errors.length) this.pump();
	}

	get isOpen(): boolean {
		return this.writable.length > 0;
	}

	get body(): Buffer {
		return Buffer.concat(this.received);
	}

	private pump(): void {
		while (this.queue.length) {
			const free = this.socket.write(new Uint8Array(0)) ?? 0;
			const piece = this.queue.subarray(0, Math.min(free, this.queue.length));
			if (!piece.length) return;
			this.socket.write(piece);
			this.queue = this.queue.subarray(piece.length);
		}
	}
}

/** The driver and a simulated modem, with servers in memory: `echo:7` and `sink:9`. */
export class SocketBench extends Workbench {
	readonly peers: Peer[];

	constructor(
		settings: Partial<Settings> = {},
		options: Partial<ModemOptions> = {},
		sockets: Record<string, MemorySocketServer> = {},
		simulator: Partial<SimulatorOptions> = {},
	) {
		const peers: Peer[] = [];
		const network = new MemoryNetwork(
			{ server: () => ({ status: 200, body: "hello" }) },
			{},
			{ "echo:7": listener(peers, true), "sink:9": listener(peers), "silent:1": () => "timeout", "shut:1": () => "connect", ...sockets },
		);
		super({ network, settings: { networkRate: 1e5, ...settings }, ...simulator }, options);
		this.peers = peers;
	}

	connect(host: string, port: number, options: Partial<TCPOptions> = {}): Client {
		return new Client({ modem: this.modem, address: host, port, ...options });
	}

	/** A connection that is open. */
	async open(host: string, port: number, options: Partial<TCPOptions> = {}): Promise<Client> {
		const client = this.connect(host, port, options);
		await this.run(() => client.isOpen);
		return client;
	}

	/** The commands that the driver has sent. */
	get commands(): string[] {
		return this.simulator.transcript.entries.filter(entry => entry.direction === "host").map(entry => entry.text);
	}
}
