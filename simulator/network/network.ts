import type { Clock } from "../clock.ts";
import { arrival, type MemorySocketServer, MemoryWire } from "../socket/memory.ts";
import type { Arrival, SocketConnection, SocketEvents, SocketRequest } from "../socket/seam.ts";
import type { FtpOutcome, FtpRequest } from "../ftp/server.ts";
import type { MemoryFtpServer } from "../ftp/server-memory.ts";

/** A request as the modem puts it on the air. */
export interface HttpRequest {
	readonly method: "GET" | "POST" | "HEAD";
	/** Over TLS; no certificate is looked at. */
	readonly secure: boolean;
	readonly host: string;
	readonly port: number;
	/** Path and query as the modem got them, beginning with a slash; blanks and the like included. */
	readonly path: string;
	readonly headers: readonly (readonly [name: string, value: string])[];
	/** Body of a POST. */
	readonly body?: Uint8Array;
	/** Where to connect instead of `host`; the request line is then absolute. */
	readonly proxy?: { readonly host: string; readonly port: number };
	/** Longest body worth receiving, bytes; reading stops once there is more. */
	readonly maximum: number;
}

/** What came back. */
export interface HttpResponse {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array;
	/** There was more than `maximum`. */
	readonly tooLarge?: boolean;
}

/** Why nothing came: no such name, no connection or one that broke, not HTTP, no answer. */
export type NetworkFailure = "dns" | "connect" | "protocol" | "timeout";

/** The one or the other. */
export type HttpOutcome = HttpResponse | NetworkFailure;

/** The world behind the air interface. Replace it to choose between real sockets and memory. */
export interface Network {
	/**
	 * Performs one request, following nothing. Calls `done` once, never before it returns; the returned function
	 * gives it up. What takes real time holds the clock meanwhile; what takes simulated time schedules.
	 */
	http(request: HttpRequest, clock: Clock, done: (outcome: HttpOutcome) => void): () => void;
	/**
	 * Opens an FTP session up to the point where the data flow, or to its end if there are none; under the same
	 * rules. The returned function drops every connection, whatever the session is doing; nothing calls back then.
	 */
	ftp(request: FtpRequest, clock: Clock, done: (outcome: FtpOutcome) => void): () => void;
	/** Opens a connection, or a place that datagrams leave from and come to. Without it nothing can be reached. */
	connect?(request: SocketRequest, clock: Clock, events: SocketEvents): SocketConnection;
	/** Calls back with the addresses of a name, never before it returns; none if it has none. */
	resolve?(host: string, clock: Clock, done: (addresses: readonly string[]) => void): () => void;
	/** Listens for connections to the modem; `ready` says whether it can. The returned function ends it. */
	listen?(port: number, clock: Clock, onArrival: (arrival: Arrival) => void, ready: (open: boolean) => void): () => void;
}

/** Answers requests from memory: pure functions, no sockets. */
export type MemoryServer = (request: HttpRequest) => HttpOutcome | MemoryAnswer;

/** What a server in memory may leave out. */
export interface MemoryAnswer {
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: Uint8Array | string;
	/** ms of simulated time until the answer. */
	readonly delay?: number;
}

/** Hosts in memory, by `name` or `name:port`; any other name does not resolve. */
export class MemoryNetwork implements Network {
	/** Requests seen, for tests. */
	readonly requests: HttpRequest[] = [];
	/** FTP sessions seen. */
	readonly sessions: FtpRequest[] = [];
	readonly #hosts: Readonly<Record<string, MemoryServer>>;
	/** Connections seen. */
	readonly connections: SocketRequest[] = [];
	readonly #ftp: Readonly<Record<string, MemoryFtpServer>>;
	readonly #sockets: Readonly<Record<string, MemorySocketServer>>;
	#listeners: { port: number; clock: Clock; onArrival: (arrival: Arrival) => void }[] = [];

	constructor(
		hosts: Readonly<Record<string, MemoryServer>>,
		ftp: Readonly<Record<string, MemoryFtpServer>> = {},
		sockets: Readonly<Record<string, MemorySocketServer>> = {},
	) {
		this.#hosts = hosts;
		this.#ftp = ftp;
		this.#sockets = sockets;
	}

	http(request: HttpRequest, clock: Clock, done: (outcome: HttpOutcome) => void): () => void {
		this.requests.push(request);
		const { host, port } = request.proxy ?? request;
		const server = this.#hosts[`${host}:${port}`] ?? (port === (request.secure ? 443 : 80) ? this.#hosts[host] : undefined);
		const answer = server ? server(request) : this.#refusal(host);
		const delay = (typeof answer !== "string" && "delay" in answer && answer.delay) || 0;
		const alarm = clock.schedule(delay, () => done(typeof answer === "string" ? answer : complete(answer, request)));
		return () => clock.cancel(alarm);
	}

	ftp(request: FtpRequest, clock: Clock, done: (outcome: FtpOutcome) => void): () => void {
		this.sessions.push(request);
		const { host, port } = request;
		const server = this.#ftp[`${host}:${port}`] ?? (port === 21 ? this.#ftp[host] : undefined);
		if (server) return server.serve(request, clock, done);
		const alarm = clock.schedule(0, () => done(this.#refusal(host)));
		return () => clock.cancel(alarm);
	}

	/** Sockets by `name:port`. */
	connect(request: SocketRequest, clock: Clock, events: SocketEvents): SocketConnection {
		this.connections.push(request);
		const server = this.#sockets[`${request.host}:${request.port}`];
		const wire = new MemoryWire(clock, request, events);
		clock.schedule(0, () => {
			const peer = server ? server(wire.far) : this.#refusal(request.host);
			if (typeof peer === "string") return events.failed(peer);
			wire.peer = peer;
			events.opened(addressOf(request.host));
		});
		return wire;
	}

	resolve(host: string, clock: Clock, done: (addresses: readonly string[]) => void): () => void {
		const alarm = clock.schedule(0, () => done(this.#refusal(host) === "dns" ? [] : [addressOf(host)]));
		return () => clock.cancel(alarm);
	}

	listen(port: number, clock: Clock, onArrival: (arrival: Arrival) => void, ready: (open: boolean) => void): () => void {
		const listener = { port, clock, onArrival };
		this.#listeners.push(listener);
		clock.schedule(0, () => ready(true));
		return () => {
			this.#listeners = this.#listeners.filter(each => each !== listener);
		};
	}

	/** A client calls a port on which a modem listens (AT+CIPSERVER). False if none does. */
	call(port: number, client: MemorySocketServer, address = "198.51.100.7"): boolean {
		const listener = this.#listeners.find(each => each.port === port);
		listener?.onArrival(arrival(listener.clock, address, port, client));
		return listener !== undefined;
	}

	#refusal(host: string): "dns" | "connect" {
		const known = [...Object.keys(this.#hosts), ...Object.keys(this.#ftp), ...Object.keys(this.#sockets)].some(
			name => name.split(":")[0] === host,
		);
		return known ? "connect" : "dns";
	}
}

/** A name in memory has an address of the block for examples. */
function addressOf(host: string): string {
	if (/^\d+(\.\d+){3}$/.test(host)) return host;
	return `192.0.2.${([...host].reduce((sum, each) => sum + each.charCodeAt(0), 0) % 253) + 1}`;
}

function complete(answer: MemoryAnswer, { maximum }: HttpRequest): HttpResponse {
	const { status = 200, headers = {}, body = "" } = answer;
	const bytes = typeof body === "string" ? Buffer.from(body, "latin1") : body;
	return { status, headers, body: bytes.subarray(0, maximum), tooLarge: bytes.length > maximum };
}
