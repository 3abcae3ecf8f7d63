// `require("sim900-http")` on Espruino: a modem with HTTP alone.
import { type ConnectOptions, optionsAt } from "./espruino-connect.js";
import { HTTP } from "./http.js";
import { ModemCore } from "./modem/core.js";
import type { Modem, ModemOptions } from "./modem/modem.js";
import type { USART } from "./runtime/espruino.js";

export { Digital, hashOf, ModemError, Serial } from "./espruino-connect.js";

/** A SIM900-family modem with its HTTP service. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- the class of that name is an expression
export interface SIM900 extends Modem {
	readonly http: HTTP;
}

/** Makes a modem and begins to bring it to its bearer. Throws `argument`. */
export const SIM900: new (options: ModemOptions) => SIM900 = class extends ModemCore {
	readonly http: HTTP;

	constructor(options: ModemOptions) {
		super(options);
		this.http = new HTTP({ modem: this });
	}
};

/** Makes a modem at `usart` and begins to bring it to its bearer. Throws `argument`. */
export function connect(usart: USART, options: ConnectOptions): SIM900 {
	return new SIM900(optionsAt(usart, options));
}
