import { checkBuffer, checkNumber } from "../at/check.js";
import { OFFSET_LIMIT } from "../at/limits.js";
import type { ModemCore } from "../modem/core.js";
import type { Runtime } from "../runtime/runtime.js";
import { CHUNK_START, LANDING_START, LARGEST_PIECE, type Memory } from "../uart/memory.js";

/** Base interface of all downloads: payload that an application reads. */
export interface Payload {
	/** Where the download can be continued: the `offset` of one that brings the rest. A plain number, bytes, to be kept over a restart. */
	readonly checkpoint: number;
	/** Verified bytes that have not been read. */
	readonly readable: number;
	/** The receive memory, for reading without a copy: valid during `onReadable`, from its `start`, until the bytes are read or skipped. */
	readonly memory: Uint8Array;
	/** Copies unread bytes to the start of `buffer` and returns how many. When the last one is read, the next chunk is asked for. Throws `argument`. */
	read(buffer: Uint8Array): number;
	/** Passes over `count` unread bytes, or all if there are fewer: they were used in `memory`, or are not wanted. Throws `argument`. */
	skip(count: number): void;
}

/** Is told that a chunk has been read. */
export interface ChunkReader {
	/** The last byte has been read or skipped. */
	onEmptied(): void;
}

/** Verified payload on its way to the application: one to an operation, all of them on the one chunk of the receive memory. */
export class Chunk {
	/** Where the unread bytes begin. */
	start: number = CHUNK_START;
	/** How many bytes are unread. */
	unread = 0;
	private readonly memory: Memory;
	private readonly move: Runtime["move"];
	private readonly reader: ChunkReader;

	constructor(modem: ModemCore, reader: ChunkReader) {
		this.memory = modem.memory;
		this.move = modem.runtime.move;
		this.reader = reader;
	}

	/** `count` bytes from `start` on are unread. */
	hold(start: number, count: number): void {
		this.start = start;
		this.unread = count;
	}

	/** Copies unread bytes to the start of `buffer`; how many. By way of the landing area, in powers of two: a view of any other place or length would have to be made. */
	read(buffer: Uint8Array): number {
		checkBuffer("read", buffer);
		const count = this.unread < buffer.length ? this.unread : buffer.length;
		const memory = this.memory;
		const start = this.start;
		let bit = LARGEST_PIECE;
		let at = 0;
		while (at < count) {
			const end = at + (1 << bit);
			if (end > count) bit--;
			else {
				this.move(memory.bytes, LANDING_START, start + at, start + end);
				buffer.set(memory.pieces[bit]!, at);
				at = end;
			}
		}
		this.start = start + count;
		this.unread -= count;
		if (count > 0 && this.unread === 0) this.reader.onEmptied();
		return count;
	}

	/** Passes over at most `count` unread bytes; how many. */
	skip(count: number): number {
		checkNumber("skip", "count", count, 0, OFFSET_LIMIT);
		if (count > this.unread) count = this.unread;
		this.start += count;
		this.unread -= count;
		if (count > 0 && this.unread === 0) this.reader.onEmptied();
		return count;
	}
}
