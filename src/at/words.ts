import { LANDING_START } from "../uart/memory.js";
import type { Scanner } from "./scanner.js";

/** The landing area, as a place among whole words. */
export const LANDING_WORD: number = LANDING_START >> 2;

/**
 * The hash by which a line's keyword is known: 31 * hash + byte over the bytes before the first colon, as a 32-bit integer.
 * Tables of words are made once, when the module is loaded, so on Moddable they are read-only in flash.
 */
export function word(text: string): number {
	let hash = 0;
	for (let i = 0; i < text.length; i++) hash = ((hash << 5) - hash + text.charCodeAt(i)) | 0;
	return hash;
}

/** The word of a line that means nothing, whatever it says. */
export const NO_WORD = 0;
export const OK: number = word("OK");
export const ERROR: number = word("ERROR");
export const CME_ERROR: number = word("+CME ERROR");
export const CMS_ERROR: number = word("+CMS ERROR");
/** `OK` and `ERROR` of a modem left in ATV0 (V1.11 1.3). */
export const OK_DIGIT: number = word("0");
export const ERROR_DIGIT: number = word("4");

/** Of a record of {@link SPELLINGS}: the number of bytes; the other bits are those of the hash. */
export const LENGTH_BITS = 31;

/** Records, one after the other: `header { bytes }`, four bytes at a time, the first one lowest, as `line.ts` has them; a header of 0 ends them. */
function spell(words: string): Int32Array {
	const records: number[] = [];
	const texts = words.split("\n");
	for (let each = 0; each < texts.length; each++) {
		const text = texts[each]!;
		const header = records.push((word(text) & ~LENGTH_BITS) | text.length);
		for (let i = 0; i < text.length; i++) {
			const at = header + (i >> 2);
			records[at] = (records[at] ?? 0) | (text.charCodeAt(i) << ((i & 3) * 8));
		}
	}
	records.push(0);
	return new Int32Array(records);
}

/**
 * Every word that the driver acts on, those of the longest transfers first: what has the hash of one has to have its bytes as well. A test
 * holds them against the commands of all services.
 */
export const SPELLINGS: Int32Array = spell(
	"+HTTPREAD\n+FTPGET\n+CIPRXGET\nOK\n+FTPPUT\n+FTPLIST\nERROR\n+CME ERROR\n+CMS ERROR\n" +
		"+HTTPACTION\n+HTTPSTATUS\nDOWNLOAD\n+FTPEXTPUT\n+FTPSTATE\n+FTPREST\n+FTPSIZE\n+FTPDELE\n+FTPMKD\n+FTPRMD\n+FTPRENAME\n" +
		"+CIPACK\n+CIPSTATUS\n+CDNSGIP\nDATA ACCEPT\nSHUT OK\n+CMGS\n+CNTP\n+CPMS\n+CMEE\n+SAPBR\n+CREG\n+CGREG\n+CPIN\n+CSQ\n+COPS\n+IPR\n+CSCLK\n+CNMI\nRevision\n" +
		"RDY\nNORMAL POWER DOWN\nUNDER-VOLTAGE POWER DOWN\nOVER-VOLTAGE POWER DOWN\n" +
		"+SAPBR 1\n+SAPBR 2\n+SAPBR 3\n+PDP\n+PDP DEACT\n+CMT\n+CBM\n+CDS\n+CUSD",
);

/** The keyword of a line is one of those words, and does not only have the hash of one. It is moved to the landing area, where it stands on whole words. */
export function isSpelled(scanner: Scanner): boolean {
	const start = scanner.start;
	const length = scanner.colon - start;
	if (length > LENGTH_BITS) return false;
	const wanted = (scanner.word & ~LENGTH_BITS) | length;
	// All words of the memory.
	const words = scanner.values;
	const end = LANDING_WORD + ((length + 3) >> 2);
	words[end - 1] = 0;
	// subset: allow copy-within — a runtime without it gives Uint8Array.prototype one
	scanner.bytes.copyWithin(LANDING_START, start, start + length);
	let at = 0;
	for (let header = SPELLINGS[at]!; header !== 0; header = SPELLINGS[at]!) {
		at++;
		if (header === wanted) {
			const offset = at - LANDING_WORD;
			let same = LANDING_WORD;
			while (words[same] === SPELLINGS[same + offset]) {
				same++;
				if (same === end) return true;
			}
		}
		at += ((header & LENGTH_BITS) + 3) >> 2;
	}
	return false;
}

/** The keyword of a line is this one, which is one of those words; never {@link NO_WORD}. */
export function hasWord(scanner: Scanner, keyword: number): boolean {
	return scanner.word === keyword && keyword !== NO_WORD && isSpelled(scanner);
}

/** A line says OK; as a digit too, if results may be `digits`. */
export function isOK(scanner: Scanner, digits: boolean): boolean {
	return scanner.word === OK ? isSpelled(scanner) : digits && scanner.word === OK_DIGIT;
}

/** A line is a final result that says no. */
export function isRefusal(scanner: Scanner, digits: boolean): boolean {
	const word = scanner.word;
	if (word === ERROR || word === CME_ERROR || word === CMS_ERROR) return isSpelled(scanner);
	return digits && word === ERROR_DIGIT;
}
