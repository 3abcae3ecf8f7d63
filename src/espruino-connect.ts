import { ModemError } from "./at/error.js";
import type { ModemOptions } from "./modem/modem.js";
import { type BoardConfig, wire } from "./modem/wire.js";
import { Digital, Serial, type USART } from "./runtime/espruino.js";

export { ModemError } from "./at/error.js";
export { word as hashOf } from "./at/words.js";
export { Digital, Serial } from "./runtime/espruino.js";

/** Options of a modem as everywhere, without the classes of its port and pins. `serial` may be left out: 57600 bits per second at the UART's own pins. */
export type ConnectOptions = Omit<BoardConfig, "serial"> & { readonly serial?: BoardConfig["serial"] };

/** The options of a modem at `usart`: `Serial1`. */
export function optionsAt(usart: USART, options: ConnectOptions): ModemOptions {
	if (!usart) throw new ModemError("argument", "connect requires a UART: Serial1, Serial2");
	const serial = Object.assign({}, options.serial, { port: usart });
	return wire(Object.assign({}, options, { serial }) as unknown as BoardConfig, { Serial, Digital });
}
