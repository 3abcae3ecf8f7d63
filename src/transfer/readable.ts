import { checkBuffer, checkNumber, given } from "../at/check.js";
import { OFFSET_LIMIT, STALL_TIME } from "../at/limits.js";
import type { ModemCore } from "../modem/core.js";
import { CHUNK_START, LANDING_START, LARGEST_PIECE, type Memory } from "../uart/memory.js";
import { Patience } from "./patience.js";

/** Base interface of all downloads: payload that an application reads. */
export interface Payload {
	/** Where the download can be continued: the `offset` of one that brings the rest. A plain number, bytes, to be kept over a restart. */
	readonly checkpoint: number;
	/** Verified bytes that have not been read. */
	readonly readable: number;
	/** The receive memory, for reading without a copy: valid during `onReadable`, from its `start`, until the bytes are read or skipped. */
	readonly memory: Uint8Array;
	/** Copies unread bytes to the start of `buffer` and returns how many. When the last one is read, the next chunk is requested. Throws `argument`. */
	read(buffer: Uint8Array): number;
	/** Skips `count` unread bytes, or all if there are fewer: they were used in `memory`, or are not wanted. Throws `argument`. */
	skip(count: number): void;
}

/** Verified payload on its way to the application, in the one chunk of the receive memory. Downloads of every service extend it. */
export abstract class Readable implements Payload {
	readable = 0;
	checkpoint: number;
	readonly memory: Uint8Array;
	/** Where the unread bytes begin in `memory`. */
	protected next: number = CHUNK_START;
	private readonly pieces: Memory["pieces"];
	/** With an application that does not read. */
	protected readonly patience: Patience;

	/** `offset` is the position in the file of the first byte that will come. Throws `argument` for a bad `stallTimeout`. */
	constructor(modem: ModemCore, offset: number, stallTimeout: number | undefined) {
		this.checkpoint = offset;
		this.memory = modem.memory.bytes;
		this.pieces = modem.memory.pieces;
		this.patience = new Patience(checkNumber("open", "stallTimeout", given(stallTimeout, STALL_TIME), 0, OFFSET_LIMIT));
	}

	/** The last byte of the chunk has been read or skipped. */
	abstract onEmptied(): void;

	/** The chunk holds `count` unread bytes after `known` others. */
	hold(known: number, count: number): void {
		this.next = CHUNK_START + known;
		this.readable = count;
		this.patience.left = -1;
	}

	/** By way of the landing area, in powers of two: a view of any other place or length would have to be made. */
	read(buffer: Uint8Array): number {
		checkBuffer("read", buffer);
		const count = this.readable < buffer.length ? this.readable : buffer.length;
		const memory = this.memory;
		const pieces = this.pieces;
		const start = this.next;
		let bit = LARGEST_PIECE;
		let at = 0;
		while (at < count) {
			const end = at + (1 << bit);
			if (end > count) bit--;
			else {
				// subset: allow copy-within — a runtime without it gives Uint8Array.prototype one
				memory.copyWithin(LANDING_START, start + at, start + end);
				buffer.set(pieces[bit]!, at);
				at = end;
			}
		}
		this.next = start + count;
		this.checkpoint += count;
		this.readable -= count;
		if (count > 0 && this.readable === 0) this.onEmptied();
		return count;
	}

	skip(count: number): number {
		checkNumber("skip", "count", count, 0, OFFSET_LIMIT);
		if (count > this.readable) count = this.readable;
		this.next += count;
		this.checkpoint += count;
		this.readable -= count;
		if (count > 0 && this.readable === 0) this.onEmptied();
		return count;
	}
}
