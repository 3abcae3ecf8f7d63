import http from "node:http";
import https from "node:https";
import type { Clock } from "../clock.ts";
import { connectSocket, listenAt, resolveName } from "../socket/node.ts";
import type { Arrival, SocketConnection, SocketEvents, SocketRequest } from "../socket/seam.ts";
import type { HttpOutcome, HttpRequest, Network } from "./network.ts";
import type { FtpOutcome, FtpRequest } from "../ftp/server.ts";
import { FtpClient } from "../ftp/server-node.ts";

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** Settings of real sockets. */
export interface NodeNetworkOptions {
	/** Real ms without a byte from a server until it counts as silent. */
	patience?: number;
}

/**
 * The real thing: node's HTTP client and FTP over node's sockets, on the network of this computer. The clock stands
 * still while an answer is outstanding, so what simulated time sees depends on the answer only.
 */
export class NodeNetwork implements Network {
	readonly #patience: number;

	constructor({ patience = 10_000 }: NodeNetworkOptions = {}) {
		this.#patience = patience;
	}

	http(request: HttpRequest, clock: Clock, done: (outcome: HttpOutcome) => void): () => void {
		const release = clock.hold();
		let settled = false;
		const settle = (outcome?: HttpOutcome): void => {
			if (settled) return;
			settled = true;
			exchange.destroy();
			try {
				if (outcome) done(outcome);
			} finally {
				release();
			}
		};
		const exchange = this.#open(request);
		exchange.setTimeout(this.#patience, () => settle("timeout"));
		exchange.on("error", (error: NodeJS.ErrnoException) => settle(failure(error)));
		exchange.on("response", response => receive(response, request.maximum, settle));
		exchange.end(request.body);
		return () => settle();
	}

	ftp(request: FtpRequest, clock: Clock, done: (outcome: FtpOutcome) => void): () => void {
		const client = new FtpClient(request, clock, this.#patience);
		client.open(done);
		return () => client.abort();
	}

	connect(request: SocketRequest, clock: Clock, events: SocketEvents): SocketConnection {
		return connectSocket(request, clock, events, this.#patience);
	}

	resolve(host: string, clock: Clock, done: (addresses: readonly string[]) => void): () => void {
		return resolveName(host, clock, done);
	}

	listen(port: number, _clock: Clock, onArrival: (arrival: Arrival) => void, ready: (open: boolean) => void): () => void {
		return listenAt(port, onArrival, ready);
	}

	/** A name or a header that node refuses to send has no better outcome than a name that does not resolve. */
	#open(request: HttpRequest): http.ClientRequest {
		const { method, host, port, path, proxy, headers, body, secure } = request;
		const authority = port === (secure ? HTTPS_PORT : HTTP_PORT) ? host : `${host}:${port}`;
		const length: [string, string][] = body ? [["Content-Length", String(body.length)]] : [];
		try {
			const exchange = (secure ? https : http).request({
				method,
				host: proxy?.host ?? host,
				port: proxy?.port ?? port,
				setHost: false,
				agent: secure ? new https.Agent({ keepAlive: false, rejectUnauthorized: false }) : new http.Agent({ keepAlive: false }),
			});
			// Node would refuse blanks and what is not ASCII; the modem sends what it was given.
			exchange.path = proxy ? `http://${authority}${path}` : path;
			// One by one node keeps their order, repeated names included.
			for (const [name, value] of [["Host", authority], ...headers, ...length] as const) exchange.appendHeader(name!, value!);
			return exchange;
		} catch {
			return http.request({ host: "invalid.invalid" });
		}
	}
}

function receive(response: http.IncomingMessage, maximum: number, settle: (outcome: HttpOutcome) => void): void {
	const chunks: Buffer[] = [];
	let length = 0;
	const finish = (tooLarge: boolean): void => {
		const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
		settle({ status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks).subarray(0, maximum), tooLarge });
	};
	response.on("data", (chunk: Buffer) => {
		chunks.push(chunk);
		length += chunk.length;
		if (length > maximum) finish(true);
	});
	response.on("end", () => finish(false));
	response.on("error", () => settle("connect"));
	response.on("aborted", () => settle("connect"));
}

function failure({ code = "" }: NodeJS.ErrnoException): HttpOutcome {
	if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "dns";
	return code.startsWith("HPE_") ? "protocol" : "connect";
}
