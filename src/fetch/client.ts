import { badArgument, ModemError } from "../at/error.js";
import type { HTTPParameters } from "../http/options.js";
import { type HTTPModem, type ClientQueue, queueOf } from "./queue.js";
import { ClientRequest, type HTTPClientRequest, type HTTPClientRequestOptions } from "./request.js";

export type { HTTPModem } from "./queue.js";

/** Options of a client. `socket`, `dns` and other options of ECMA-419 clients are ignored: the modem has its own. */
export interface HTTPClientOptions extends Pick<HTTPParameters, "timeout" | "proxy" | "stallTimeout"> {
	/** The `SIM900`, or `{ http }` with the service alone. Any number of clients may share it. */
	modem: HTTPModem;
	/** Name or IPv4 address of the server. */
	host: string;
	/** 1 to 65535; default 80. */
	port?: number | string;
	/** `https` ends every request with `unsupported`: a SIM900 has no TLS. By default port 443 is `https`. */
	protocol?: "http" | "https";
	/** False: 30x responses are reported as they are, without a Location. By default the modem follows redirections. */
	redirect?: boolean;
	/** A request of this client has failed: for applications that use `fetch()`, which does not pass the error on. */
	onFailure?(this: HTTPClient, error: ModemError): void;
	/** The modem has been closed, and this client is no longer usable. Called once, after the request that found out. */
	onError?(this: HTTPClient, error: ModemError): void;
}

/**
 * An ECMA-419 HTTPClient over the HTTP service of the modem. The requests of all clients of a modem, any number of them, run one after another.
 * Every request and every `read(count)` allocates, as its contract requires.
 */
export interface HTTPClient {
	/**
	 * Makes a request, which begins after those before it have ended. An invalid request is reported through `onDone`, like every other failure.
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

/** Creates a client. Throws `argument` if no modem is given. Any other invalid option fails each request. */
export const HTTPClient: new (options: HTTPClientOptions) => HTTPClient = Client;
