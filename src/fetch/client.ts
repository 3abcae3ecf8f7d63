import { badArgument, ModemError } from "../at/error.js";
import type { HTTPParameters } from "../http/options.js";
import { type HTTPModem, type ClientQueue, queueOf } from "./queue.js";
import { ClientRequest, type HTTPClientRequest, type HTTPClientRequestOptions } from "./request.js";

export type { HTTPModem } from "./queue.js";

/** Options of a client. `socket`, `dns` and whatever else other clients want is ignored: the modem has its own. */
export interface HTTPClientOptions extends Pick<HTTPParameters, "timeout" | "proxy" | "stallTimeout"> {
	/** The `SIM900`, or `{ http }` with the service alone. Any number of clients share it. */
	modem: HTTPModem;
	/** Name or IPv4 address of the server. */
	host: string;
	/** 1 to 65535; default 80. */
	port?: number | string;
	/** `https` ends every request with `unsupported`: a SIM900 has no TLS. By default port 443 is `https`. */
	protocol?: "http" | "https";
	/** False: 30x answers are reported as they are, without a Location. By default the modem follows them. */
	redirect?: boolean;
	/** A request of this client has failed: for the application behind a `fetch`, which does not hand the error on. */
	onFailure?(this: HTTPClient, error: ModemError): void;
	/** The modem has been closed: this client is no longer usable. Called once, after the request that has met it. */
	onError?(this: HTTPClient, error: ModemError): void;
}

/**
 * An ECMA-419 HTTPClient over the HTTP service of the modem. Requests of all clients of a modem wait for one another, any number of them.
 * Allocates with every request and every `read(count)`: its contract requires it.
 */
export interface HTTPClient {
	/**
	 * Makes a request, which begins when those before it have ended. What is wrong with it is told by `onDone`, as every failure.
	 * Throws `cancelled` if the client is closed.
	 */
	request(options: HTTPClientRequestOptions): HTTPClientRequest;
	/** Ends all its requests with `cancelled`; the modem remains as it is. */
	close(): void;
}

/** The {@link HTTPClient} as its requests see it. */
export class Client implements HTTPClient {
	readonly options: HTTPClientOptions;
	readonly queue: ClientQueue;
	private closed = false;
	private lost = false;

	constructor(options: HTTPClientOptions) {
		if (!options.modem?.http) throw badArgument("http", "modem must be a SIM900, or an object with http");
		this.options = { ...options };
		this.queue = queueOf(options.modem);
	}

	request(options: HTTPClientRequestOptions): HTTPClientRequest {
		if (this.closed) throw new ModemError("cancelled", "the client is closed: create a new one");
		const request = new ClientRequest(this, options);
		this.queue.enter(request);
		return request;
	}

	close(): void {
		this.closed = true;
		for (const request of this.queue.members) if (request.client === this) request.cancel();
	}

	/** A request has ended with `failure`. */
	note(failure: ModemError): void {
		const { onFailure, onError } = this.options;
		const lost = failure.code === "cancelled" && !this.closed && !this.lost;
		if (lost) this.lost = true;
		try {
			onFailure?.call(this, failure);
		} finally {
			if (lost) onError?.call(this, failure);
		}
	}
}

/** Makes a client. Throws `argument` without a modem. What else is wrong ends the requests. */
export const HTTPClient: new (options: HTTPClientOptions) => HTTPClient = Client;
