import { LF } from "../uart/ascii.js";
import type { Scanner } from "./scanner.js";

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

/**
 * Every word that the driver acts on, those of the longest transfers first: what has the hash of one has to have its bytes as well. Each ends with an LF. A test
 * holds them against the commands of all services.
 */
export const SPELLINGS: Uint8Array = Uint8Array.from(
	"OK\n+HTTPREAD\n+FTPGET\n+CIPRXGET\n+FTPPUT\n+FTPLIST\nERROR\n+CME ERROR\n+CMS ERROR\n" +
		"+HTTPACTION\n+HTTPSTATUS\nDOWNLOAD\n+FTPEXTPUT\n+FTPSTATE\n+FTPREST\n+FTPSIZE\n+FTPDELE\n+FTPMKD\n+FTPRMD\n+FTPRENAME\n" +
		"+CIPACK\n+CIPSTATUS\n+CDNSGIP\nDATA ACCEPT\nSHUT OK\n+CMEE\n+SAPBR\n+CREG\n+CGREG\n+CPIN\n+CSQ\n+COPS\n+IPR\nRevision\n" +
		"RDY\nNORMAL POWER DOWN\nUNDER-VOLTAGE POWER DOWN\nOVER-VOLTAGE POWER DOWN\n" +
		"+SAPBR 1\n+SAPBR 2\n+SAPBR 3\n+PDP\n+PDP DEACT\n+CMT\n+CBM\n+CDS\n+CUSD\n",
	character => character.charCodeAt(0),
);

/** The keyword of a line is one of those words, and does not only have the hash of one. */
export function isSpelled(scanner: Scanner): boolean {
	const bytes = scanner.bytes;
	const colon = scanner.colon;
	let at = scanner.start;
	for (let i = 0; i < SPELLINGS.length; i++) {
		const byte = SPELLINGS[i]!;
		if (byte === LF) {
			if (at === colon) return true;
			at = scanner.start;
		} else if (at < colon && bytes[at] === byte) at++;
		else {
			// On to the next one.
			at = scanner.start;
			while (SPELLINGS[i] !== LF) i++;
		}
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
