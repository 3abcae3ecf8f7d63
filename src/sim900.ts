import { runtime } from "sim900/runtime";
import { FTP } from "./ftp/ftp.js";
import { HTTP } from "./http/http.js";
import { Modem, type ModemOptions } from "./modem/modem.js";

/** A SIM900-family modem with its services. */
export class SIM900 extends Modem {
	readonly http: HTTP;
	readonly ftp: FTP;

	constructor(options: ModemOptions) {
		super(options, options.runtime ?? runtime);
		this.ftp = new FTP(this, options.cid ?? 1);
		this.http = new HTTP(this, options.cid ?? 1);
	}
}
