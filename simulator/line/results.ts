import { CME_TEXTS, CMS_TEXTS } from "../errors.ts";
import type { Registers } from "../modem.ts";

/** Result codes that have a digit under ATV0 (V1.11). */
const DIGITS = {
	OK: 0,
	CONNECT: 1,
	RING: 2,
	"NO CARRIER": 3,
	ERROR: 4,
	"NO DIALTONE": 6,
	BUSY: 7,
	"NO ANSWER": 8,
} as const;

/** A result code. */
export type ResultCode = keyof typeof DIGITS;

/** An error of messages: `+CMS ERROR`. */
export interface MessageError {
	readonly cms: number;
}

/** How a command ends: a result code, a `+CME ERROR` number, a `+CMS ERROR`, or nothing of its own. */
export type Result = ResultCode | "NONE" | number | MessageError;

/** A result as it looks on the wire, line breaks included. */
export function resultText(result: Exclude<Result, "NONE">, { verbose, errors }: Registers): string {
	// +CMS ERROR is seen in the field under AT+CMEE=0 too.
	if (typeof result === "object") return `\r\n+CMS ERROR: ${errors === 2 ? (CMS_TEXTS[result.cms] ?? CMS_TEXTS[500]) : result.cms}\r\n`;
	if (typeof result === "number" && errors > 0) {
		return `\r\n+CME ERROR: ${errors === 1 ? result : (CME_TEXTS[result] ?? CME_TEXTS[100])}\r\n`;
	}
	const code = typeof result === "number" ? "ERROR" : result;
	return verbose ? `\r\n${code}\r\n` : `${DIGITS[code]}\r`;
}
