import { GREATER, HYPHEN, LESS, LOWER_D, LOWER_L, NINE, SPACE, ZERO } from "../uart/ascii.js";
/** Fields before the name in the Unix form: mode, links, owner, group, length, month, day, time. Some servers leave out the group. */
const UNIX_FIELDS = 8;
/** In the DOS form: date, time, length or `<DIR>`. */
const DOS_FIELDS = 3;

/*
	Unix    drw-rw-rw-   1 user     group           0 Oct 12 14:58 name
	DOS     10-12-12  02:58PM       <DIR>          name
*/

/** A line of a listing. The name is a range of bytes: its encoding is the server's. */
export class FTPEntry {
	isDirectory = false;
	isLink = false;
	/** Length in bytes; 0 for a folder of the DOS form. */
	size = 0;
	/** The name: the bytes from `start` up to `end` (exclusive) of `line`. */
	readonly line: Uint8Array;
	start = 0;
	end = 0;
	private readonly starts: Int16Array;
	private length = 0;

	constructor(line: Uint8Array) {
		this.line = line;
		this.starts = new Int16Array(UNIX_FIELDS + 1);
	}

	/** Reads the first `length` bytes of the line. False if it has neither form. */
	parse(length: number): boolean {
		this.length = length;
		this.end = length;
		this.isLink = false;
		const first = this.line[0]!;
		if (first === LOWER_D || first === LOWER_L || first === HYPHEN) return this.parseUnix(first);
		if (first >= ZERO && first <= NINE) return this.parseDos();
		return false;
	}

	private parseUnix(first: number): boolean {
		const fields = this.split(UNIX_FIELDS);
		let index = 4;
		let size = this.number(index);
		if (size < 0) {
			index = 3;
			size = this.number(index);
		}
		const name = this.starts[index + 4]!;
		if (size < 0 || fields < index + 4 || name >= this.length || this.number(index + 1) >= 0) return false;
		this.size = size;
		this.isDirectory = first === LOWER_D;
		this.isLink = first === LOWER_L;
		this.start = name;
		if (!this.isLink) return true;
		// `name -> target`
		const line = this.line;
		let at = name + 1;
		while (at < this.length && !(line[at] === SPACE && line[at + 1] === HYPHEN && line[at + 2] === GREATER && line[at + 3] === SPACE)) at++;
		if (at + 3 < this.length) this.end = at;
		return true;
	}

	private parseDos(): boolean {
		const fields = this.split(DOS_FIELDS);
		const name = this.starts[DOS_FIELDS]!;
		if (fields < DOS_FIELDS || name >= this.length || this.line[2] !== HYPHEN) return false;
		const size = this.number(2);
		this.isDirectory = this.line[this.starts[2]!] === LESS;
		if (size < 0 && !this.isDirectory) return false;
		this.size = size < 0 ? 0 : size;
		this.start = name;
		return true;
	}

	/** Notes where the fields begin, which spaces separate, and where the rest does; how many there are of the first `most`. */
	private split(most: number): number {
		let at = 0;
		let count = 0;
		while (count < most && at < this.length) {
			this.starts[count] = at;
			count++;
			while (at < this.length && this.line[at] !== SPACE) at++;
			while (at < this.length && this.line[at] === SPACE) at++;
		}
		this.starts[count] = at;
		return count;
	}

	/** The field as a number; -1 if it is none. */
	private number(index: number): number {
		let at = this.starts[index]!;
		let value = 0;
		const first = at;
		while (at < this.length && this.line[at] !== SPACE) {
			const digit = this.line[at]! - ZERO;
			if (digit < 0 || digit > 9) return -1;
			value = value * 10 + digit;
			at++;
		}
		return at > first ? value : -1;
	}
}
