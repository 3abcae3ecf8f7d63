/*
	What the modem sends, as the receiver takes it apart:

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
import { COLON, CR, HIGH, LF, NUL, SPACE } from "../uart/ascii.js";
import { CHUNK_START, LANDING_SIZE, LANDING_START, LINE_LIMIT, type Memory, RING_SIZE } from "../uart/memory.js";
import type { SerialPort } from "../uart/port.js";
import type { Scanner } from "./scanner.js";

const MASK = RING_SIZE - 1;
/** A line that crosses the end of the ring is read up to here: its second part is moved behind the ring, where it lies in one piece. */
const CROSSING_END: number = RING_SIZE + LINE_LIMIT;

// How far a line has been read: noise before it, up to its colon, after it.
const BLANK = 0;
const KEYWORD = 1;
const ARGUMENTS = 2;

/** Figures that tell what the wire does; they only grow. */
export interface ReceiverStatistics {
	/** Bytes taken from the port. */
	received: number;
	/** Bytes of noise (NUL, 0xFF) around lines: the modem's power-on bytes, a wrong baud rate, a bad line. */
	noise: number;
	/** Lines dropped because they were longer than {@link LINE_LIMIT} bytes. */
	overlong: number;
}

/** Is told what the port and the lines in it bring. */
export interface ReceiverTarget {
	/** Something follows from the line that has been handled: {@link settle} it. */
	due: boolean;
	/** Bytes have come that are not payload; their lines follow. */
	onBurst(): void;
	/** A line is in the scanner. */
	onLine(): void;
	/** Does what follows from the line, with nothing of it left on the stack. */
	settle(): void;
	/** All lines of the burst have been told. */
	onBurstEnd(): void;
	/** The port has room for `count` bytes. */
	onWritable(count: number): void;
}

/**
 * Takes bursts from the port and works them off: payload is moved to the chunk, which nobody looks into here; lines go through the ring buffer, are
 * read where they lie, and are told one by one. Nothing is kept in fields while a line is read, and everything is before a call out: callbacks
 * close, throw, and call back in.
 */
export class Receiver {
	// The engine finds a property by walking along them: what is used most comes first, among fields and among methods.
	/** Null when it is closed. */
	port: SerialPort | null = null;
	/** Payload bytes that have been announced and have not arrived. */
	payloadDue = 0;
	private payloadEnd: number = CHUNK_START;
	/** The ring's bytes: from `tail` up to `stop`, which lies behind the end of the ring where they cross it. */
	private tail = 0;
	private stop = 0;
	/** How far the line at `tail` has been read. */
	private at = 0;
	private phase = BLANK;
	/** Blank lines count too, for one line: after payload, and where somebody's text is due. */
	blanks = false;
	/** The rest of a line that was too long is dropped. */
	private skipping = false;
	private readonly landing: Uint8Array;
	private readonly bytes: Uint8Array;
	private readonly statistics: ReceiverStatistics;
	private readonly scanner: Scanner;
	private readonly target: ReceiverTarget;

	constructor(memory: Memory, scanner: Scanner, statistics: ReceiverStatistics, target: ReceiverTarget) {
		this.landing = memory.landing;
		this.bytes = memory.bytes;
		this.scanner = scanner;
		this.statistics = statistics;
		this.target = target;
	}

	/** The port has bytes. Lines are told with nothing of the loop over bytes on the stack. */
	onReadable(): void {
		while (this.port !== null) {
			const count = this.port.read(this.landing);
			if (!count) return;
			this.statistics.received += count;
			const due = this.payloadDue;
			if (count <= due) {
				const end = this.payloadEnd;
				// subset: allow copy-within — the hottest line: a runtime without it gives Uint8Array.prototype one
				this.bytes.copyWithin(end, LANDING_START, LANDING_START + count);
				this.payloadEnd = end + count;
				this.payloadDue = due - count;
			} else {
				const target = this.target;
				if (due > 0) this.takePayload(LANDING_START, due);
				this.store(LANDING_START + due, count - due);
				target.onBurst();
				// Most bursts end with a line: nothing is left to look at then.
				while (this.stop !== this.tail && this.nextLine()) {
					target.onLine();
					while (target.due) target.settle();
					if (this.port === null) break;
				}
				target.onBurstEnd();
			}
			if (count < LANDING_SIZE) return;
		}
	}

	/**
	 * Reads the next line of the ring in one pass: skips noise, hashes the keyword, finds the end. An LF planted at the edge of what has come stops
	 * every loop over bytes; a line that has no other is left where it is until more has come: false then.
	 */
	private nextLine(): boolean {
		const bytes = this.bytes;
		const scanner = this.scanner;
		let tail = this.tail;
		let stop = this.stop;
		let at = this.at;
		let phase = this.phase;
		let hash = scanner.word;
		let end = scanner.end;
		let edge = at < RING_SIZE ? plant(bytes, stop) : cross(bytes, stop);
		for (;;) {
			let byte = bytes[at]!;
			if (phase === BLANK) {
				while (byte <= SPACE ? byte !== LF : byte === HIGH) {
					if (byte === NUL || byte === HIGH) this.statistics.noise++;
					byte = bytes[++at]!;
				}
				if (byte === LF && at < edge && at < MASK && !this.blanks && !this.skipping) {
					tail = ++at;
					continue;
				}
				end = at;
				hash = 0;
				if (byte !== LF) {
					scanner.start = at;
					phase = KEYWORD;
				}
			}
			if (end === at) {
				if (phase === KEYWORD) {
					while (byte > SPACE && byte !== COLON) {
						hash = ((hash << 5) - hash + byte) | 0;
						byte = bytes[++at]!;
					}
					if (byte === COLON) {
						scanner.colon = at;
						phase = ARGUMENTS;
					}
				}
				if (phase === ARGUMENTS) while (byte > SPACE) byte = bytes[++at]!;
				end = at;
			}
			while (byte <= SPACE && byte !== LF) byte = bytes[++at]!;
			if (byte !== LF) {
				// After a CR another line begins, the one that counts; after spaces the line goes on.
				if (hasReturn(bytes, end, at)) phase = BLANK;
				else if (phase === KEYWORD) for (; end < at; end++) hash = ((hash << 5) - hash + bytes[end]!) | 0;
				end = at;
				continue;
			}
			if (at === edge && edge !== CROSSING_END) {
				if (edge === stop) break;
				edge = cross(bytes, stop);
				continue;
			}
			const length = at - tail;
			// Where a crossing ends without an LF, the line is too long already.
			const isWhole = at < edge;
			if (isWhole) at++;
			if (at >= RING_SIZE) {
				at -= RING_SIZE;
				stop -= RING_SIZE;
			}
			if (length > LINE_LIMIT || this.skipping) this.skip(!isWhole);
			else if (phase !== BLANK || this.blanks) {
				if (phase === BLANK) scanner.start = end;
				if (phase !== ARGUMENTS) scanner.colon = end;
				scanner.end = end;
				scanner.word = hash;
				scanner.rawLength = length;
				this.tail = this.at = at;
				this.stop = stop;
				this.phase = BLANK;
				this.blanks = false;
				return true;
			}
			tail = at;
			phase = BLANK;
			edge = plant(bytes, stop);
		}
		if (stop - tail > LINE_LIMIT) {
			this.skip(true);
			tail = at = stop = stop & MASK;
			phase = BLANK;
		}
		this.tail = tail;
		this.at = at;
		this.stop = stop;
		this.phase = phase;
		scanner.word = hash;
		scanner.end = end;
		return false;
	}

	/** The port has room for `count` bytes. */
	onWritable(count: number): void {
		this.target.onWritable(count);
	}

	/** The next `count` bytes are payload, for the start of the chunk. Called by the line that announces it. */
	expectPayload(count: number): void {
		this.payloadDue = count;
		this.payloadEnd = CHUNK_START;
		this.blanks = true;
		const used = this.stop - this.tail;
		const taken = used < count ? used : count;
		const straight = RING_SIZE - this.tail;
		this.takePayload(this.tail, taken < straight ? taken : straight);
		if (taken > straight) this.takePayload(0, taken - straight);
		this.advance(taken);
	}

	/** Gives up on announced payload: what comes next are lines again. */
	abandonPayload(): void {
		this.payloadDue = 0;
	}

	/** Tells what has come of a line that has no end yet. False when there is nothing. */
	endLine(): boolean {
		if (this.stop === this.tail || this.payloadDue > 0 || this.skipping) return false;
		this.bytes[this.stop & MASK] = LF;
		this.stop++;
		if (!this.nextLine()) return true;
		this.target.onLine();
		while (this.target.due) this.target.settle();
		return true;
	}

	/** Moves payload from `from` to the end of what the chunk has. */
	private takePayload(from: number, count: number): void {
		const end = this.payloadEnd;
		// subset: allow copy-within — a runtime without it gives Uint8Array.prototype one
		this.bytes.copyWithin(end, from, from + count);
		this.payloadEnd = end + count;
		this.payloadDue -= count;
	}

	/** Puts bytes of the landing area into the ring. An empty ring begins at its start, so that few lines cross its end. */
	private store(from: number, count: number): void {
		const bytes = this.bytes;
		if (this.stop === this.tail) this.tail = this.stop = this.at = 0;
		const head = this.stop & MASK;
		const first = head + count > RING_SIZE ? RING_SIZE - head : count;
		// subset: allow copy-within — a runtime without it gives Uint8Array.prototype one
		bytes.copyWithin(head, from, from + first);
		// subset: allow copy-within — a runtime without it gives Uint8Array.prototype one
		if (first < count) bytes.copyWithin(0, from + first, from + count);
		this.stop += count;
	}

	/** The first `count` bytes of the ring are done with: the next line begins after them. */
	private advance(count: number): void {
		let tail = this.tail + count;
		if (tail >= RING_SIZE) {
			tail -= RING_SIZE;
			this.stop -= RING_SIZE;
		}
		this.tail = this.at = tail;
	}

	/** Drops a line that is too long, or the rest of it that has come; `goesOn` where its end has not. */
	private skip(goesOn: boolean): void {
		if (!this.skipping) this.statistics.overlong++;
		this.skipping = goesOn;
	}
}

/** Plants an LF after the last byte that can be read in one go; where. */
function plant(bytes: Uint8Array, stop: number): number {
	const edge = stop < RING_SIZE ? stop : RING_SIZE;
	bytes[edge] = LF;
	return edge;
}

/** Makes the line that crosses the end of the ring whole: moves its second part behind the ring, to the landing area, which is empty by now. */
function cross(bytes: Uint8Array, stop: number): number {
	const edge = stop < CROSSING_END ? stop : CROSSING_END;
	// subset: allow copy-within — a runtime without it gives Uint8Array.prototype one
	bytes.copyWithin(RING_SIZE, 0, edge - RING_SIZE);
	bytes[edge] = LF;
	return edge;
}

/** There is a CR from `from` up to `to`. */
function hasReturn(bytes: Uint8Array, from: number, to: number): boolean {
	while (from < to && bytes[from] !== CR) from++;
	return from < to;
}
