import type { Scanner } from "./scanner.js";
import { word } from "./words.js";

/*
	+CME ERROR texts of AT+CMEE=2 and their numbers (V1.11, chapter 19). The driver asks for numbers; texts come from a modem that was left
	with AT+CMEE=2, or that forgot the setting.
*/
const TEXTS: Int32Array = new Int32Array([
	word("phone failure"),
	word("no connection to phone"),
	word("phone-adaptor link reserved"),
	word("operation not allowed"),
	word("operation not supported"),
	word("PH-SIM PIN required"),
	word("PH-FSIM PIN required"),
	word("PH-FSIM PUK required"),
	word("SIM not inserted"),
	word("SIM PIN required"),
	word("SIM PUK required"),
	word("SIM failure"),
	word("SIM busy"),
	word("SIM wrong"),
	word("incorrect password"),
	word("SIM PIN2 required"),
	word("SIM PUK2 required"),
	word("memory full"),
	word("invalid index"),
	word("not found"),
	word("memory failure"),
	word("text string too long"),
	word("invalid characters in text string"),
	word("dial string too long"),
	word("invalid characters in dial string"),
	word("no network service"),
	word("network timeout"),
	word("network not allowed - emergency call only"),
	word("resource limitation"),
	word("unknown"),
	word("unspecified GPRS error"),
	word("PDP authentication failure"),
]);
const NUMBERS: Uint8Array = new Uint8Array([
	0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 30, 31, 32, 99, 100, 148, 149,
]);
/** `unknown`: what a text that is not in the table counts as. */
const UNKNOWN = 100;

/** The number of a +CME ERROR or +CMS ERROR line that has been parsed, given as a number or as a text. */
export function errorNumber(scanner: Scanner): number {
	if (scanner.count > 0 && scanner.values[0]! >= 0) return scanner.values[0]!;
	const index = TEXTS.indexOf(scanner.argumentWord());
	return index < 0 ? UNKNOWN : NUMBERS[index]!;
}
