import type { Scanner } from "./scanner.js";
import { NO_WORD, OK } from "./words.js";

// What a line after payload means.
/** It is as it should be, and more is to come. */
export const CLOSING = 0;
/** The payload is whole. */
export const WHOLE = 1;
/** Bytes were lost, or came twice. */
export const GARBLED = 2;

/** What closes payload is a blank line, then OK, and nothing else: what a line means, the blank one having come or not. */
export function judgeClosing(scanner: Scanner, isClosed: boolean): number {
	if (isClosed) return scanner.word === OK && scanner.rawLength === 3 ? WHOLE : GARBLED;
	return scanner.word === NO_WORD && scanner.rawLength === 1 ? CLOSING : GARBLED;
}
