import { runtime } from "sim900/runtime";
import { HTTP } from "./http/http.js";
import { Modem, type ModemOptions } from "./modem/modem.js";

/** A SIM900-family modem with its services. */
export class SIM900 extends Modem {
	readonly http: HTTP;

	constructor(options: ModemOptions) {
		super(options, options.runtime ?? runtime);
		this.http = new HTTP(this, options.cid ?? 1);
	}
}
