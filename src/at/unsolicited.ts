import { word } from "./words.js";

/*
	The unsolicited codes that the driver acts on (docs/behaviour.md 2.5, 2.7 and 7).
	Everything else is counted and offered to the application.
*/

/** What an unsolicited line means to the driver. */
export const RESTARTED = 0;
export const POWERED_DOWN = 1;
export const BEARER_RELEASED = 2;
/** Somebody else's text follows, which means nothing, whatever it says: a message that is not stored (V1.11, +CNMI), or what the network says. */
export const MESSAGE = 3;
export const OTHER = -1;

/** Slots of the tables; the words' hashes differ in their last six bits. */
const SLOTS = 64;
export const LAST_SLOT: number = SLOTS - 1;

/** Keywords by meaning. */
const KEYWORDS: readonly (readonly string[])[] = Object.freeze([
	["RDY"],
	["NORMAL POWER DOWN", "UNDER-VOLTAGE POWER DOWN", "OVER-VOLTAGE POWER DOWN"],
	["+SAPBR 1", "+SAPBR 2", "+SAPBR 3", "+PDP", "+PDP DEACT"],
	["+CMT", "+CBM", "+CDS", "+CUSD"],
]);

/** Each keyword in its slot; after the slots their meanings, two bits each, sixteen in a number. */
function tabulate(): Int32Array {
	const table = new Int32Array(SLOTS + SLOTS / 16);
	// An empty slot holds what no keyword of it is: a line without a keyword is 0.
	table[0] = 1;
	for (let meaning = 0; meaning < KEYWORDS.length; meaning++) {
		const keywords = KEYWORDS[meaning]!;
		for (let i = 0; i < keywords.length; i++) {
			const keyword = word(keywords[i]!);
			const slot = keyword & LAST_SLOT;
			table[slot] = keyword;
			table[SLOTS + (slot >> 4)]! |= meaning << ((slot & 15) << 1);
		}
	}
	return table;
}

export const WORDS: Int32Array = tabulate();

/** The meaning of the line with this keyword. */
export function meaningOf(keyword: number): number {
	const slot = keyword & LAST_SLOT;
	return WORDS[slot] === keyword ? (WORDS[SLOTS + (slot >> 4)]! >> ((slot & 15) << 1)) & 3 : OTHER;
}
