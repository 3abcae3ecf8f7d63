import { type Memory, VALUES_SIZE } from "../uart/memory.js";
import { COLON, COMMA, NINE, QUOTE, SPACE, ZERO } from "../uart/ascii.js";

/** Arguments kept of a line. */
export const ARGUMENT_LIMIT: number = VALUES_SIZE / 4;
/** What an argument that is not a number reads as. */
export const NOT_A_NUMBER = -1;

/** The last line: its keyword, where it stands, its numbers. One per modem; the receiver fills it. */
export class Scanner {
	/** Hash of the keyword (`words.ts`); 0 for a blank line. */
	word = 0;
	/** Where the line stands in {@link bytes}, without noise and line end. Valid until anything is read, sent or copied. */
	start = 0;
	end = 0;
	/** Where its keyword ends. */
	colon = 0;
	/** Bytes of the line as it came, CR included and LF not; of a line that somebody waits for. */
	rawLength: number;
	/** Arguments found by {@link parse}, at most {@link ARGUMENT_LIMIT}. */
	count: number;
	/**
	 * The arguments that are decimal numbers; {@link NOT_A_NUMBER} for the others and for those that the line does not have. They are the first
	 * {@link ARGUMENT_LIMIT} words of the memory: a view of their own would be four slots.
	 */
	readonly values: Int32Array;
	readonly bytes: Uint8Array;

	constructor(memory: Memory) {
		this.bytes = memory.bytes;
		this.rawLength = 0;
		this.count = 0;
		this.values = memory.words.fill(NOT_A_NUMBER, 0, ARGUMENT_LIMIT);
	}

	/** Reads the arguments of the line into `values` and `count`. */
	parse(): void {
		const bytes = this.bytes;
		const values = this.values;
		const end = this.end;
		let at = this.colon + 1;
		let count = 0;
		while (at < end && count < ARGUMENT_LIMIT) {
			let value = 0;
			let quoted = false;
			let byte = bytes[at]!;
			while (byte === SPACE) byte = bytes[++at]!;
			let digits = -at;
			// What ends a line is not a digit.
			while (byte >= ZERO) {
				if (byte > NINE) break;
				value = value * 10 + byte - ZERO;
				byte = bytes[++at]!;
			}
			digits += at;
			// What has ten digits, or anything else in it, is no number either: `digits` stays above nine.
			for (; at < end; byte = bytes[++at]!) {
				if (byte === QUOTE) {
					digits = 10;
					quoted = !quoted;
				} else if (byte === COMMA) {
					if (!quoted) break;
				} else if (byte !== SPACE) digits = 10;
			}
			values[count] = digits > 0 && digits < 10 ? value : NOT_A_NUMBER;
			count++;
			at++;
		}
		// What an earlier line has left.
		for (let old = this.count; old > count;) values[--old] = NOT_A_NUMBER;
		this.count = count;
	}

	/** The line has an odd number of quotes. */
	get isQuoteOpen(): boolean {
		let isOpen = false;
		for (let at = this.start; at < this.end; at++) if (this.bytes[at] === QUOTE) isOpen = !isOpen;
		return isOpen;
	}

	/** Hash of everything after the colon and its spaces: for arguments that are words, such as READY. Nothing ends by one alone: the modem is asked again. */
	argumentWord(): number {
		const colon = this.colon;
		return this.wordFrom(this.bytes[colon] === COLON ? colon + 1 : colon);
	}

	/** Hash of the rest of the line, from `at` and the spaces there on. */
	wordFrom(at: number): number {
		const bytes = this.bytes;
		while (at < this.end && bytes[at] === SPACE) at++;
		let hash = 0;
		while (at < this.end) {
			hash = ((hash << 5) - hash + bytes[at]!) | 0;
			at++;
		}
		return hash;
	}
}
