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

/** OK in either form. */
export function isOK(word: number): boolean {
	return word === OK || word === OK_DIGIT;
}

/** A final result that says no. */
export function isRefusal(word: number): boolean {
	return word === ERROR || word === CME_ERROR || word === CMS_ERROR || word === ERROR_DIGIT;
}
