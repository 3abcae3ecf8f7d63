import { type ErrorCode, ModemError } from "./at/error.js";
import { FAULTS } from "./explain/faults.js";
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

/** Every code of an error and its sentence, each on a line, those of any operation first: computed by the build, one text in flash. */
const SENTENCES: string =
	FAULTS.filter(({ code }) => !code.includes(" "))
		.toSorted((a, b) => a.operation.length - b.operation.length)
		.map(({ code, what }) => "\n" + code + " " + what.replace("%", ""))
		.join("") + "\n";

function sentenceOf(code: ErrorCode): string {
	const sentences = SENTENCES;
	const start = sentences.indexOf("\n" + code + " ") + code.length + 2;
	return sentences.substring(start, sentences.indexOf("\n", start));
}

/** The engine prints an error by this: name, code, and a sentence with the modem's number. Without it `[object Object]`. */
function print(this: ModemError): string {
	const code = this.code;
	const status = this.status === 0 ? "" : " (" + this.status + ")";
	const message = this.message;
	const isOwn = message !== this.operation + ": " + code + " " + this.status;
	return this.name + ": " + code + ": " + (isOwn ? message : sentenceOf(code) + status);
}

ModemError.prototype.toString = print;
