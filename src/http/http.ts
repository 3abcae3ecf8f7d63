import type { Modem } from "../modem/modem.js";
import { coreOf, type ModemCore } from "../modem/core.js";
import { CID } from "./commands.js";
import { encodeRequest } from "./options.js";
import { type HTTPRequest, type HTTPRequestOptions, Request } from "./request.js";

/** The HTTP service of a modem. Requests wait for one another: the modem has one HTTP session. */
export interface HTTP {
	/**
	 * Starts a request, at once or as soon as the modem is ready and free.
	 * Throws a `ModemError`: `argument` for a bad option, `unsupported` for `https:`, `busy` when too many wait.
	 * Allocates the request and its encoded parameters; from its return to `onDone` nothing is allocated.
	 */
	request(options: HTTPRequestOptions): HTTPRequest;
}

/** The {@link HTTP} as the driver sees it. */
export class HTTPService implements HTTP {
	readonly modem: ModemCore;

	constructor(options: { modem: Modem }) {
		this.modem = coreOf(options.modem);
	}

	request(options: HTTPRequestOptions): HTTPRequest {
		const modem = this.modem;
		const request = new Request(modem, encodeRequest(modem.runtime, modem.slots[CID] as number, modem.baud, options), options);
		modem.submit(request.operation);
		return request;
	}
}

/** `new HTTP({ modem })`: the HTTP service of a `Modem`. */
export const HTTP: new (options: { modem: Modem }) => HTTP = HTTPService;
