import { FTP } from "./ftp/ftp.js";
import { HTTP } from "./http/http.js";
import { ModemCore } from "./modem/core.js";
import type { Modem, ModemOptions } from "./modem/modem.js";

/** A SIM900-family modem with its services. It extends a modem rather than wrapping one: to pass everything on would take 13 functions, 1.6 kB of flash, and two slots. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- the class of that name is an expression
export interface SIM900 extends Modem {
	readonly http: HTTP;
	readonly ftp: FTP;
}

type Face = SIM900;

/** Makes a modem and begins to bring it to its bearer. Throws `argument`. */
export const SIM900: new (options: ModemOptions) => SIM900 = class SIM900 extends ModemCore implements Face {
	readonly http: HTTP;
	readonly ftp: FTP;

	constructor(options: ModemOptions) {
		super(options);
		this.ftp = new FTP({ modem: this });
		this.http = new HTTP({ modem: this });
	}
};
