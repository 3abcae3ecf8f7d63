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

/** Puts each keyword, or its meaning, in its slot. */
function fill<Table extends Int32Array | Int8Array>(table: Table, holdsWords: boolean): Table {
	for (let meaning = 0; meaning < KEYWORDS.length; meaning++) {
		const keywords = KEYWORDS[meaning]!;
		for (let i = 0; i < keywords.length; i++) {
			const keyword = word(keywords[i]!);
			table[keyword & LAST_SLOT] = holdsWords ? keyword : meaning;
		}
	}
	return table;
}

export const WORDS: Int32Array = fill(new Int32Array(SLOTS), true);
const MEANINGS: Int8Array = fill(new Int8Array(SLOTS).fill(OTHER), false);

/** The meaning of the line with this keyword. */
export function meaningOf(keyword: number): number {
	const slot = keyword & LAST_SLOT;
	return WORDS[slot] === keyword ? MEANINGS[slot]! : OTHER;
}
