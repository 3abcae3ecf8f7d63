import type { Modem } from "../modem/modem.js";
import type { Line } from "./client/line.js";
import { encodeRequest } from "./options.js";
import { HTTPRequest, type HTTPRequestOptions } from "./request.js";

/** The HTTP service of a modem. Requests wait for one another: the modem has one HTTP session. */
export class HTTP {
	/** @internal Where the requests of all clients (`http/client`) wait; there is none before there is a client. */
	line?: Line;
	private readonly modem: Modem;
	/** Bearer profile. */
	private readonly cid: number;

	constructor(modem: Modem, cid: number) {
		this.modem = modem;
		this.cid = cid;
	}

	/**
	 * Starts a request, at once or as soon as the modem is ready and free.
	 * Throws a `ModemError`: `argument` for a bad option, `unsupported` for `https:`, `busy` where too many wait.
	 * Allocates the request and its encoded parameters; from its return to `onDone` nothing is allocated.
	 */
	request(options: HTTPRequestOptions): HTTPRequest {
		const request = new HTTPRequest(this.modem, encodeRequest(this.modem.runtime, this.cid, this.modem.baud, options), options);
		this.modem.submit(request);
		return request;
	}
}
