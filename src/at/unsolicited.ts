import { word } from "./words.js";

/*
	The unsolicited codes that the driver acts on (docs/behaviour.md 2.5, 2.7 and 7).
	Everything else is counted and offered to the application.
*/

/** What an unsolicited line means to the driver. */
export const RESTARTED = 0;
export const POWERED_DOWN = 1;
export const BEARER_RELEASED = 2;
/** The next line is somebody else's text, which means nothing, whatever it says: a message that is not stored (V1.11, +CNMI). */
export const MESSAGE = 3;
export const OTHER = -1;

/** Slots of the tables; the words' hashes differ in their last six bits. */
const SLOTS = 64;
export const LAST_SLOT: number = SLOTS - 1;
export const WORDS: Int32Array = new Int32Array(SLOTS);
const MEANINGS: Int8Array = new Int8Array(SLOTS).fill(OTHER);

function mean(meaning: number, keywords: readonly string[]): void {
	for (let i = 0; i < keywords.length; i++) {
		const keyword = word(keywords[i]!);
		WORDS[keyword & LAST_SLOT] = keyword;
		MEANINGS[keyword & LAST_SLOT] = meaning;
	}
}

mean(RESTARTED, ["RDY"]);
mean(POWERED_DOWN, ["NORMAL POWER DOWN", "UNDER-VOLTAGE POWER DOWN", "OVER-VOLTAGE POWER DOWN"]);
mean(BEARER_RELEASED, ["+SAPBR 1", "+SAPBR 2", "+SAPBR 3", "+PDP", "+PDP DEACT"]);
mean(MESSAGE, ["+CMT", "+CBM", "+CDS"]);

/** The meaning of the line with this keyword. */
export function meaningOf(keyword: number): number {
	const slot = keyword & LAST_SLOT;
	return WORDS[slot] === keyword ? MEANINGS[slot]! : OTHER;
}
