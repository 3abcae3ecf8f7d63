/* What a fetch over an ECMA-419 HTTPClient does, for tests of the class: the calls that the Moddable SDK's fetch makes, in its order. */

/** A `device.network`: for each protocol a class and its options. */
export interface Network {
	readonly http: NetworkOptions;
	readonly https?: NetworkOptions;
}

interface NetworkOptions {
	// The class is the test's: nothing of it is known here but what ECMA-419 says.
	readonly io: new (options: any) => Client;
	readonly [name: string]: unknown;
}

interface Client {
	request(options: object): unknown;
	close(): void;
}

interface ClientRequest {
	redirected?: boolean;
	read(count?: number): ArrayBuffer | undefined;
	write(data?: DataView): number;
}

/** What is asked for. */
export interface FetchInit {
	method?: string;
	headers?: Map<string, string> | Record<string, string>;
	/** Text is sent as ASCII. */
	body?: string | Uint8Array;
}

/** What has come, and what is still coming. */
export interface Fetched {
	status: number;
	statusText: string;
	headers: Map<string, string>;
	/** Settles when the request is done, however that went. */
	body: Promise<Uint8Array>;
}

/** `fetch(url)`. */
export type Fetch = (href: string, init?: FetchInit) => Promise<Fetched>;

const REDIRECTIONS = [301, 302, 303, 307, 308];

/** A fetch over `network`, with one client to an origin. */
export function createFetch(network: Network): Fetch {
	const clients = new Map<string, Client>();
	const clientFor = (protocol: string, host: string, port: string | undefined): Client => {
		const origin = `${protocol}//${host}:${port}`;
		const known = clients.get(origin);
		if (known) return known;
		const { io: HTTPClient, ...options } = protocol === "http:" ? network.http : network.https!;
		const client = new HTTPClient({
			...options,
			host,
			port: port ?? (protocol === "http:" ? 80 : 443),
			onError(this: Client) {
				clients.delete(origin);
				this.close();
			},
		});
		clients.set(origin, client);
		return client;
	};
	return (href, init = {}) => {
		const [, protocol, host, port, path] = /^(https?:)\/\/([^/:]+)(?::(\d+))?(.*)$/.exec(href)!;
		// A callback that comes before request() has returned finds no body to hand on.
		let body: Promise<Uint8Array> | undefined;
		return new Promise<Fetched>((resolve, reject) => {
			body = new Promise(settle => {
				const options = requestOptions(init, settle, (status, headers, statusText) => {
					if (body === undefined) reject(new Error("onHeaders before request() has returned"));
					else resolve({ status, statusText, headers: new Map(headers), body });
				});
				clientFor(protocol!, host!, port).request({ ...options, path });
			});
		});
	};
}

function requestOptions(
	{ method, headers, body }: FetchInit,
	settle: (body: Uint8Array) => void,
	respond: (status: number, headers: Map<string, string>, statusText: string) => void,
): object {
	const sends = method === "POST" || method === "PUT";
	const data = typeof body === "string" ? Uint8Array.from(body, character => character.charCodeAt(0)) : (body ?? new Uint8Array(0));
	const given = new Map(sends ? Object.entries(headers instanceof Map ? Object.fromEntries(headers) : (headers ?? {})) : []);
	if (sends && !given.has("content-length") && !given.has("transfer-encoding")) given.set("content-length", String(data.length));
	let sent = 0;
	const pieces: ArrayBuffer[] = [];
	return {
		method,
		headers: sends ? given : headers,
		onHeaders(status: number, headers: Map<string, string>, statusText: string) {
			if (REDIRECTIONS.includes(status)) throw new Error(`cannot follow ${status} to ${headers.get("location")}`);
			respond(status, headers, statusText);
		},
		onWritable(this: ClientRequest, count: number) {
			const length = Math.min(count, data.length - sent);
			if (length > 0) this.write(new DataView(data.buffer, data.byteOffset + sent, length));
			else this.write();
			sent += length;
		},
		onReadable(this: ClientRequest, count: number) {
			if (count > 0) pieces.push(this.read(count)!);
		},
		onDone() {
			settle(join(pieces));
		},
	};
}

function join(pieces: readonly ArrayBuffer[]): Uint8Array {
	const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.byteLength, 0));
	let at = 0;
	for (const piece of pieces) {
		whole.set(new Uint8Array(piece), at);
		at += piece.byteLength;
	}
	return whole;
}
