// `require("sim900-ftp")` on Espruino: a modem with FTP alone.
import { type ConnectOptions, optionsAt } from "./espruino-connect.js";
import { FTP } from "./ftp.js";
import { ModemCore } from "./modem/core.js";
import type { Modem, ModemOptions } from "./modem/modem.js";
import type { USART } from "./runtime/espruino.js";

export { Digital, hashOf, ModemError, Serial } from "./espruino-connect.js";

/** A SIM900-family modem with its FTP service. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- the class of that name is an expression
export interface SIM900 extends Modem {
	readonly ftp: FTP;
}

/** Makes a modem and begins to bring it to its bearer. Throws `argument`. */
export const SIM900: new (options: ModemOptions) => SIM900 = class extends ModemCore {
	readonly ftp: FTP;

	constructor(options: ModemOptions) {
		super(options);
		this.ftp = new FTP({ modem: this });
	}
};

/** Makes a modem at `usart` and begins to bring it to its bearer. Throws `argument`. */
export function connect(usart: USART, options: ConnectOptions): SIM900 {
	return new SIM900(optionsAt(usart, options));
}
