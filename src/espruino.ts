// `require("sim900")` on Espruino: everything. `espruino-http.ts` and `espruino-ftp.ts` have one service each.
import { type ConnectOptions, optionsAt } from "./espruino-connect.js";
import type { USART } from "./runtime/espruino.js";
import { SIM900 } from "./sim900.js";

export { Digital, hashOf, ModemError, Serial } from "./espruino-connect.js";
export { SIM900 } from "./sim900.js";

/** Makes a modem at `usart` and begins to bring it to its bearer. Throws `argument`. */
export function connect(usart: USART, options: ConnectOptions): SIM900 {
	return new SIM900(optionsAt(usart, options));
}
