import { word } from "./words.js";

/*
	The unsolicited codes that the driver acts on (behaviour: V1.11 chapter 18 and the hardware design).
	Everything else is counted and offered to the application.
*/

/** What an unsolicited line means to the driver. */
export const RESTARTED = 0;
export const POWERED_DOWN = 1;
export const BEARER_RELEASED = 2;
/** The next line is somebody else's text, which means nothing, whatever it says: a message that is not stored (V1.11, +CNMI). */
export const MESSAGE = 3;
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
	word("+CMT"),
	word("+CBM"),
	word("+CDS"),
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
	MESSAGE,
	MESSAGE,
	MESSAGE,
]);

/** The meaning of the line with this keyword. */
export function meaningOf(keyword: number): number {
	const index = WORDS.indexOf(keyword);
	return index < 0 ? OTHER : MEANINGS[index]!;
}
