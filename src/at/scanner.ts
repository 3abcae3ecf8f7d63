/*
	What the modem sends, after the ring buffer has cut it at LF:

	input       = { line | payload }
	line        = [noise] [keyword [":" [arguments]]] CR LF
	noise       = { NUL | FF | CR | LF | " " }             also a whole answer of ATV0, which ends with CR alone: the last part between CRs counts
	arguments   = argument { "," argument }                any number of spaces after the colon and around the commas (SIM900: none, SIM800: one)
	argument    = digits | '"' text '"' | text
	echo        = the command line                         a line with an unknown keyword
	information = line                                     keyword of the pending command
	result      = "OK" | "ERROR" | "+CME ERROR:" digits | "+CMS ERROR:" digits
	prompt      = "DOWNLOAD" | "+FTPPUT:2," digits         a line too; then the host sends payload
	payload     = header CR LF { byte } CR LF "OK" CR LF   header: an information line whose last argument is the number of bytes
	unsolicited = line                                     any other keyword
*/
import type { Reader } from "../uart/reader.js";

const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const ZERO = 48;
const NINE = 57;
const NOISE = 255;
/** No keyword is longer: "From CHARGE-ONLY MODE to NORMAL MODE" has 36 bytes. */
const KEYWORD_LIMIT = 40;
/** Arguments kept of a line. */
export const ARGUMENT_LIMIT = 8;
/** What an argument that is not a number reads as. */
export const NOT_A_NUMBER = -1;

/** Reads one line into a keyword and its numbers. One per modem; the fields are those of the last line. */
export class Scanner {
	/** Hash of the keyword (`words.ts`); 0 for a blank line. */
	word = 0;
	/** Bytes of the line without noise. */
	length = 0;
	/** Bytes of the line as it came, CR included and LF not. */
	rawLength = 0;
	/** Arguments found by {@link parse}, at most {@link ARGUMENT_LIMIT}. */
	count = 0;
	/** The arguments that are decimal numbers; {@link NOT_A_NUMBER} for the others and for those that the line does not have. */
	readonly values: Int32Array;
	private readonly reader: Reader;
	/** Where the line stands in the reader's memory, without noise. */
	start = 0;
	end = 0;
	private colon = 0;

	constructor(reader: Reader) {
		this.reader = reader;
		this.values = new Int32Array(ARGUMENT_LIMIT);
	}

	/** Takes the reader's next line. False when there is none yet. */
	next(): boolean {
		if (!this.reader.nextLine()) return false;
		this.take();
		return true;
	}

	/** Takes what has come of a line that has no end yet. False when there is nothing. */
	nextPartial(): boolean {
		if (!this.reader.endLine()) return false;
		this.take();
		return true;
	}

	private take(): void {
		this.rawLength = this.reader.end - this.reader.start;
		this.trim();
		this.hash();
	}

	private trim(): void {
		const bytes = this.reader.memory.bytes;
		let start = this.reader.start;
		let end = this.reader.end;
		while (end > start && bytes[end - 1]! <= SPACE) end--;
		// The last part between CRs is the line: what stands before is a result code of ATV0 or noise.
		let at = end;
		while (at > start && bytes[at - 1] !== CR) at--;
		start = at;
		while (start < end && (bytes[start]! <= SPACE || bytes[start] === NOISE)) {
			if (bytes[start] === 0 || bytes[start] === NOISE) this.reader.statistics.noise++;
			start++;
		}
		this.start = start;
		this.end = end;
		this.length = end - start;
	}

	private hash(): void {
		const bytes = this.reader.memory.bytes;
		let at = this.start;
		let stop = this.end;
		if (stop - at > KEYWORD_LIMIT) stop = at + KEYWORD_LIMIT;
		let hash = 0;
		while (at < stop) {
			const byte = bytes[at]!;
			if (byte === COLON) break;
			hash = ((hash << 5) - hash + byte) | 0;
			at++;
		}
		this.word = hash;
		this.colon = at;
	}

	/** Reads the arguments of the line into `values` and `count`. */
	parse(): void {
		let at = this.colon + 1;
		let count = 0;
		this.values.fill(NOT_A_NUMBER);
		while (at < this.end && count < ARGUMENT_LIMIT) {
			at = this.parseArgument(at, count);
			count++;
		}
		this.count = count;
	}

	/** Reads the argument at `at`; where the next one begins. */
	private parseArgument(at: number, index: number): number {
		const bytes = this.reader.memory.bytes;
		const end = this.end;
		while (at < end && bytes[at] === SPACE) at++;
		let value = 0;
		let digits = 0;
		let quoted = false;
		let numeric = true;
		while (at < end) {
			const byte = bytes[at]!;
			if (byte === COMMA && !quoted) break;
			if (byte >= ZERO && byte <= NINE && !quoted) {
				value = value * 10 + byte - ZERO;
				digits++;
			} else if (byte !== SPACE) {
				numeric = false;
				if (byte === QUOTE) quoted = !quoted;
			}
			at++;
		}
		this.values[index] = numeric && digits > 0 && digits < 10 ? value : NOT_A_NUMBER;
		return at + 1;
	}

	/** Hash of everything after the colon and its spaces: for arguments that are words, such as READY. */
	argumentWord(): number {
		const bytes = this.reader.memory.bytes;
		let at = this.colon + 1;
		while (at < this.end && bytes[at] === SPACE) at++;
		let hash = 0;
		while (at < this.end) {
			hash = ((hash << 5) - hash + bytes[at]!) | 0;
			at++;
		}
		return hash;
	}
}
