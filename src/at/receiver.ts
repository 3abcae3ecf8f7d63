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
	            | ">" [" "]                                no line end follows (AT+CIPSEND)
	payload     = header CR LF { byte } CR LF "OK" CR LF   header: an information line whose last argument is the number of bytes
	unsolicited = line                                     any other keyword
*/
import { COLON, CR, GREATER, HIGH, LF, NUL, SPACE, UPPER_K, UPPER_O } from "../uart/ascii.js";
import { CHUNK_START, LANDING_SIZE, LANDING_START, LARGEST_PIECE, LEFT_OUT, LINE_LIMIT, RING_END, RING_START } from "../uart/memory.js";
import type { Opened, SerialPort, SerialTarget } from "../uart/port.js";
import type { TransmitPump } from "../uart/pump.js";
import type { Scanner } from "./scanner.js";
import { LAST_SLOT, meaningOf, WORDS } from "./unsolicited.js";
import { LANDING_WORD } from "./words.js";

/** Figures that tell what the wire does; they only grow. */
export interface ReceiverStatistics {
	/** Bytes taken from the port; those of a payload that has been announced count from its header on. */
	received: number;
	/** Bytes of noise (NUL, 0xFF) around lines: the modem's power-on bytes, a wrong baud rate, a bad line. */
	noise: number;
	/** Lines dropped because they were longer than 127 bytes. */
	overlong: number;
}

/** The `state` of a target that waits for nothing: what comes then are unsolicited lines. */
export const IDLE = 0;

/** Bytes of `\r\nOK\r\n`, which closes payload. */
const CLOSING_SIZE = 6;
/** Its words, the first byte lowest: `\r\nOK` and `\r\n`. */
const CLOSING_WORD: number = (UPPER_K << 24) | (UPPER_O << 16) | (LF << 8) | CR;
const LINE_END: number = (LF << 8) | CR;
/** It is moved to the start of the landing area, by more than its size. */
const CLOSING_ROOM: number = LANDING_START + 8;

/** Takes lines that are longer than {@link LINE_LIMIT}, which nobody else is told of. */
export interface LongLineTarget {
	/** The next bytes of one, from `start` up to `end` (exclusive) of the memory, its CR included: to be copied, and nothing else. */
	onPiece(start: number, end: number): void;
}

/** Is told of the lines that come while nothing is waited for. */
export interface StrayTarget {
	readonly statistics: ReceiverStatistics;
	/** Who may know a line that means nothing to the driver, while nothing is waited for. Without one, a flood is spared {@link onUnsolicited}. */
	readonly listener: object | null;
	/** A line that answers nothing and means nothing to the driver: the hash of its keyword, and where it stands. */
	onOther(word: number, start: number, end: number): void;
	/** A line that answers nothing, and its meaning (`unsolicited.ts`). */
	onUnsolicited(scanner: Scanner, meaning: number): void;
	/** The port cannot be used any more. */
	onPortError(): void;
}

/** Is told what the port and the lines in it bring. */
export interface ReceiverTarget {
	/** Where the lines are told. */
	readonly scanner: Scanner;
	/** Has the memory. */
	readonly pump: TransmitPump;
	/** What it waits for; {@link IDLE}: for nothing. */
	readonly state: number;
	/** Something follows from a line that nobody waited for. */
	readonly due: boolean;
	/** Bytes have come that are not payload: {@link Receiver.takeLine}, as long as there are lines. */
	onBurst(): void;
	/** The last bytes of payload have come with what closes it, and nothing else. */
	onPayloadClosed(): void;
	/** The port has room for `count` bytes. */
	onRoom(count: number): void;
}

/**
 * Takes bursts from the port and works them off: payload is moved to the chunk, which nobody looks into here; lines go through the ring buffer, are read
 * where they lie, and are told one by one. Nothing is kept in fields while a line is read, and everything is before a call out: callbacks close, throw, and call back in.
 */
export class Receiver implements SerialTarget<Receiver> {
	// The engine finds a property by walking along them: what is used most comes first, among fields and among methods.
	/** Null when it is closed. */
	private port: SerialPort | null = null;
	/** The port may throw when it is given a view of more bytes than have come. */
	private isExact = true;
	/** Payload bytes that have been announced and have not arrived; 0: what comes next are lines. */
	payloadDue = 0;
	private payloadEnd: number = CHUNK_START;
	/** The ring's bytes: from `tail` up to `stop`. Between two bursts they are the beginning of a line; an empty ring begins at its start. */
	private tail: number = RING_START;
	stop: number = RING_START;
	/** The next line counts even if it is blank: after payload, and where somebody's text is due. */
	counts = false;
	/** The rest of a line that was too long is dropped. */
	private skipping = false;
	/** A read has begun and not returned: after the event, it has thrown. Until {@link abandonPayload}. */
	isReading = false;
	/** Without one they are dropped. It takes a slot only where somebody takes long lines. */
	longLines?: LongLineTarget | null;
	private readonly landing: Uint8Array;
	private readonly bytes: Uint8Array;
	private readonly target: ReceiverTarget;
	private readonly stray: StrayTarget;

	constructor(target: ReceiverTarget, stray: StrayTarget) {
		const memory = target.pump.memory;
		this.landing = memory.pieces[LARGEST_PIECE]!;
		this.bytes = memory.bytes;
		this.target = target;
		this.stray = stray;
	}

	/** The port has bytes. It calls this itself, which saves a call: its `target` is the receiver. */
	onReadable(this: Opened<Receiver>, available: number): void {
		const receiver = this.target;
		for (let port = receiver.port; port !== null; port = receiver.port) {
			let count: number | undefined;
			if (receiver.isExact) {
				count = receiver.readExactly(port, available);
				available -= count;
			} else count = port.read(receiver.landing) as number | undefined;
			if (!count) return;
			const due = receiver.payloadDue;
			if (count <= due) {
				const end = receiver.payloadEnd;
				// subset: allow copy-within — the hottest line: a runtime without it gives Uint8Array.prototype one
				receiver.bytes.copyWithin(end, LANDING_START, LANDING_START + count);
				receiver.payloadEnd = end + count;
				receiver.payloadDue = due - count;
			} else {
				receiver.stray.statistics.received += count - due;
				if (due > 0) receiver.takePayload(LANDING_START, due);
				if (due > 0 && receiver.isClosing(LANDING_START + due, count - due)) receiver.target.onPayloadClosed();
				else {
					if (receiver.stop + count - due >= RING_END) receiver.wrap();
					const stop = receiver.stop;
					// subset: allow copy-within — a runtime without it gives Uint8Array.prototype one
					receiver.bytes.copyWithin(stop, LANDING_START + due, LANDING_START + count);
					receiver.stop = stop + count - due;
					receiver.target.onBurst();
				}
			}
			if (count < LANDING_SIZE) {
				if (!receiver.isExact) return;
			}
		}
	}

	/**
	 * Reads into a view of at most `available` bytes; how many. A port that answers with a number fills any view as far as it can: it is given the whole landing
	 * area from the next event on, which takes one call.
	 */
	private readExactly(port: SerialPort, available: number): number {
		if (available <= 0) return 0;
		let bit = LARGEST_PIECE;
		while (1 << bit > available) bit--;
		if (((1 << bit) & LEFT_OUT) !== 0) bit--;
		this.isReading = true;
		const result = port.read(this.target.pump.memory.pieces[bit]!);
		this.isReading = false;
		if (result === undefined) return 0;
		if (typeof result !== "number") return 1 << bit;
		if (result >= available) this.isExact = false;
		return result;
	}

	/**
	 * Puts the next line into the scanner; false if none has come. Lines that nobody waits for are told here; where something follows from one,
	 * true as well: the target does it, and handles its own lines, with nothing of the loop over bytes on the stack.
	 *
	 * A line is read in one pass: noise before it, its keyword, which is hashed, and its end. An LF planted behind the last byte ends every loop over
	 * bytes; a line that has no other is kept until more has come.
	 */
	takeLine(): boolean {
		// The engine takes four times as long for `this` as for a local variable, and for `&&` and `||` as for an `if`.
		// oxlint-disable-next-line typescript/no-this-alias
		const receiver = this;
		const bytes = receiver.bytes;
		const target = receiver.target;
		const scanner = target.scanner;
		const stray = receiver.stray;
		const stop = receiver.stop;
		let limit = receiver.skipping ? -1 : LINE_LIMIT;
		let tail = receiver.tail;
		let byte = 0;
		let at = tail;
		let start = 0;
		let end = 0;
		let colon = 0;
		let hash = 0;
		let length = 0;
		let noise = 0;
		let counts = receiver.counts;
		let isOver = false;
		let isOwn = false;
		let isHeard = false;
		bytes[stop] = LF;
		for (;;) {
			byte = bytes[at]!;
			for (;;) {
				if (byte > SPACE) {
					if (byte !== HIGH) break;
					noise++;
				} else if (byte === LF) {
					if (at === stop) break;
					if (at - tail > limit) break;
					if (counts) {
						end = at;
						break;
					}
					// A blank line that does not count.
					tail = at + 1;
				} else if (byte === NUL) noise++;
				byte = bytes[++at]!;
			}
			start = at;
			colon = -1;
			hash = 0;
			while (byte !== LF) {
				if (colon < 0) {
					while (byte > SPACE) {
						if (byte === COLON) {
							colon = at;
							break;
						}
						do {
							hash = ((hash << 5) - hash + byte) | 0;
							byte = bytes[++at]!;
						} while (byte > COLON);
					}
				}
				while (byte > SPACE) byte = bytes[++at]!;
				end = at;
				if (byte === CR) {
					byte = bytes[++at]!;
					if (byte === LF) break;
					isOver = true;
				} else isOver = false;
				while (byte <= SPACE) {
					if (byte === LF) break;
					if (byte === CR) isOver = true;
					byte = bytes[++at]!;
				}
				if (isOver) break;
				if (byte === LF) break;
				// What comes between two words of a keyword belongs to it.
				if (colon < 0) for (let gap = end; gap < at; gap++) hash = ((hash << 5) - hash + bytes[gap]!) | 0;
			}
			// After a CR another line begins, the one that counts.
			if (byte !== LF) continue;
			if (at === stop) break;
			length = at - tail;
			tail = ++at;
			if (noise > 0) {
				receiver.stray.statistics.noise += noise;
				noise = 0;
			}
			if (length > limit) {
				limit = receiver.drop(limit, tail - 1 - length, tail - 1);
				continue;
			}
			receiver.tail = tail;
			isOwn = counts;
			if (target.state !== IDLE) isOwn = true;
			isHeard = isOwn;
			if (!isHeard) isHeard = stray.listener !== null;
			if (!isHeard) isHeard = WORDS[hash & LAST_SLOT] === hash;
			if (isHeard) {
				scanner.word = hash;
				scanner.start = start;
				scanner.end = end;
				scanner.colon = colon < 0 ? end : colon;
			}
			if (!isOwn) {
				if (isHeard) stray.onUnsolicited(scanner, meaningOf(hash));
				else stray.onOther(hash, start, end);
				if (target.due) return true;
				counts = receiver.counts;
				continue;
			}
			scanner.rawLength = length;
			receiver.counts = false;
			if (tail === stop) receiver.tail = receiver.stop = RING_START;
			return true;
		}
		// An empty ring begins at its start, so that few lines would cross its end.
		if (tail === stop) receiver.tail = receiver.stop = RING_START;
		else if (stop - tail > limit) {
			receiver.drop(limit, tail, stop);
			receiver.skipping = true;
			receiver.tail = receiver.stop = RING_START;
		} else receiver.tail = tail;
		return false;
	}

	/** The port has room for `count` bytes: called like {@link onReadable}. */
	onWritable(this: Opened<Receiver>, count: number): void {
		this.target.target.onRoom(count);
	}

	/**
	 * The port has failed: called like {@link onReadable}. One that gives a number has only lost or garbled something (Zephyr's, of framing and of its buffer):
	 * what has been lost is found as it is on every line.
	 */
	onError(this: Opened<Receiver>, status?: number): void {
		if (status === undefined) this.target.stray.onPortError();
	}

	/** The port to read from; null when it is closed. */
	attach(port: SerialPort | null): void {
		this.port = port;
		this.isExact = true;
		this.isReading = false;
		this.tail = this.stop = RING_START;
	}

	/** The next `count` bytes are payload, for the start of the chunk. Called by the line that announces it. */
	expectPayload(count: number): void {
		const used = this.stop - this.tail;
		const taken = used < count ? used : count;
		this.payloadDue = count;
		this.payloadEnd = CHUNK_START;
		this.counts = true;
		// Here, for there are many more bursts than payloads.
		this.stray.statistics.received += count - taken;
		if (taken === 0) return;
		this.takePayload(this.tail, taken);
		if (taken === used) this.tail = this.stop = RING_START;
		else this.tail += taken;
	}

	/** The next line counts even if it is blank. @inline */
	expectBlank(): void {
		this.counts = true;
	}

	/** Lines that are longer than {@link LINE_LIMIT} go to `target`; with null they are dropped. @inline */
	divert(target: LongLineTarget | null): void {
		this.longLines = target;
	}

	/** Gives up on announced payload: what comes next are lines again. */
	abandonPayload(): void {
		this.stray.statistics.received -= this.payloadDue;
		this.payloadDue = 0;
		this.isReading = false;
	}

	/**
	 * The `count` bytes at `at`, in the landing area, are all that closes payload: it is compared in words, for nothing else follows most payloads. What is not,
	 * or has no room for that before it, is read as lines.
	 */
	private isClosing(at: number, count: number): boolean {
		if (count !== CLOSING_SIZE || at < CLOSING_ROOM) return false;
		// All words of the memory.
		const words = this.target.scanner.values;
		// subset: allow copy-within — a runtime without it gives Uint8Array.prototype one
		this.bytes.copyWithin(LANDING_START, at, at + CLOSING_SIZE);
		if (words[LANDING_WORD] !== CLOSING_WORD || (words[LANDING_WORD + 1]! & 0xffff) !== LINE_END) return false;
		this.counts = false;
		return true;
	}

	/** Ends a line that has no end yet, for {@link takeLine}. */
	endLine(): void {
		const stop = this.stop;
		if (stop === RING_START || this.payloadDue > 0 || this.skipping) return;
		this.bytes[stop] = LF;
		this.stop = stop + 1;
	}

	/** What has come of a line is a prompt, `>` and perhaps a blank: takes it. */
	takePrompt(): boolean {
		const bytes = this.bytes;
		const stop = this.stop;
		let at = this.tail;
		while (at < stop && (bytes[at]! <= SPACE || bytes[at] === HIGH)) at++;
		if (at === stop || bytes[at] !== GREATER) return false;
		for (at++; at < stop; at++) if (bytes[at] !== SPACE) return false;
		this.tail = this.stop = RING_START;
		return true;
	}

	/** Moves payload from `from` to the end of what the chunk has. @inline */
	private takePayload(from: number, count: number): void {
		const end = this.payloadEnd;
		// subset: allow copy-within — a runtime without it gives Uint8Array.prototype one
		this.bytes.copyWithin(end, from, from + count);
		this.payloadEnd = end + count;
		this.payloadDue -= count;
	}

	/**
	 * The burst would go over the end of the ring: the line that it continues moves to the start, in one piece. More than a line is there only after a
	 * callback has thrown, and is dropped.
	 */
	private wrap(): void {
		const tail = this.tail;
		const left = this.stop - tail;
		this.tail = RING_START;
		this.stop = left > LINE_LIMIT ? RING_START : RING_START + left;
		if (left > LINE_LIMIT) this.drop(LINE_LIMIT, tail, tail);
		// subset: allow copy-within — a runtime without it gives Uint8Array.prototype one
		else this.bytes.copyWithin(RING_START, tail, tail + left);
	}

	/**
	 * The bytes from `start` up to `end` are of a line that is too long: it counts once, not where `limit` says that its beginning has been dropped. The limit of
	 * the next one.
	 */
	private drop(limit: number, start: number, end: number): number {
		if (this.longLines) this.longLines.onPiece(start, end);
		else if (limit > 0) this.stray.statistics.overlong++;
		this.skipping = false;
		return LINE_LIMIT;
	}
}
