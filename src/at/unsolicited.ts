import { word } from "./words.js";

/*
	The unsolicited codes that the driver acts on (behaviour: V1.11 chapter 18 and the hardware design).
	Everything else is counted and offered to the application.
*/

/** What an unsolicited line means to the driver. */
export const RESTARTED = 0;
export const POWERED_DOWN = 1;
export const BEARER_RELEASED = 2;
export const OTHER = -1;

const WORDS: Int32Array = new Int32Array([
	word("RDY"),
	word("NORMAL POWER DOWN"),
	word("UNDER-VOLTAGE POWER DOWN"),
	word("OVER-VOLTAGE POWER DOWN"),
	word("+SAPBR 1"),
	word("+SAPBR 2"),
	word("+SAPBR 3"),
	word("+PDP"),
	word("+PDP DEACT"),
]);
const MEANINGS: Int8Array = new Int8Array([
	RESTARTED,
	POWERED_DOWN,
	POWERED_DOWN,
	POWERED_DOWN,
	BEARER_RELEASED,
	BEARER_RELEASED,
	BEARER_RELEASED,
	BEARER_RELEASED,
	BEARER_RELEASED,
]);

/** Codes with somebody else's text in the line behind them: messages that are not stored (V1.11, +CNMI). */
const HEADERS: Int32Array = new Int32Array([word("+CMT"), word("+CBM"), word("+CDS")]);

/** True where the line behind the one with this keyword is text that means nothing, whatever it says. */
export function precedesText(keyword: number): boolean {
	return HEADERS.indexOf(keyword) >= 0;
}

/** The meaning of the line with this keyword. */
export function meaningOf(keyword: number): number {
	const index = WORDS.indexOf(keyword);
	return index < 0 ? OTHER : MEANINGS[index]!;
}
