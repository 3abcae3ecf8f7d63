import { checkBuffer, checkNumber } from "../at/check.js";
import { OFFSET_LIMIT } from "../at/limits.js";
import type { Runtime } from "../runtime/runtime.js";
import { CHUNK_START, LANDING_START, LARGEST_PIECE, type Memory } from "../uart/memory.js";

/** Payload that an application reads: the face of everything that downloads. */
export interface Payload {
	/** Where the download can be continued: the `offset` of one that brings the rest. A plain number, bytes, to be kept over a restart. */
	readonly checkpoint: number;
	/** Verified bytes that have not been read. */
	readonly readable: number;
	/** The receive memory, for reading without a copy: valid during `onReadable`, from its `start`, until the bytes are read or skipped. */
	readonly memory: Uint8Array;
	/** Copies unread bytes to the start of `buffer`; how many. When the last one is read, the next chunk is asked for. Throws `argument`. */
	read(buffer: Uint8Array): number;
	/** Passes over `count` unread bytes, or all where there are fewer: they were used in `memory`, or are not wanted. Throws `argument`. */
	skip(count: number): void;
}

/** Verified payload on its way to the application: one to an operation, all of them on the one chunk of the receive memory. */
export class Chunk {
	/** Where the bytes that have not been read begin. */
	start: number = CHUNK_START;
	/** How many they are. */
	unread = 0;
	private readonly memory: Memory;
	private readonly move: Runtime["move"];

	constructor(memory: Memory, runtime: Runtime) {
		this.memory = memory;
		this.move = runtime.move;
	}

	/** The chunk holds `count` bytes that nobody has read. */
	hold(count: number): void {
		this.start = CHUNK_START;
		this.unread = count;
	}

	/** Copies unread bytes to the start of `buffer`; how many. */
	read(buffer: Uint8Array): number {
		checkBuffer("read", buffer);
		let count = this.unread;
		if (count > buffer.length) count = buffer.length;
		let at = 0;
		for (let bit = LARGEST_PIECE; bit >= 0; bit--) {
			const size = 1 << bit;
			while (count - at >= size) {
				this.copyPiece(bit, buffer, at);
				at += size;
			}
		}
		this.unread -= count;
		return count;
	}

	/** Passes over at most `count` unread bytes; how many. */
	skip(count: number): number {
		checkNumber("skip", "count", count, 0, OFFSET_LIMIT);
		if (count > this.unread) count = this.unread;
		this.start += count;
		this.unread -= count;
		return count;
	}

	/** Copies 2 to the power of `bit` bytes by way of the landing area: a view of any other place or length would have to be made. */
	private copyPiece(bit: number, buffer: Uint8Array, at: number): void {
		const size = 1 << bit;
		this.move(this.memory.bytes, LANDING_START, this.start, this.start + size);
		buffer.set(this.memory.pieces[bit]!, at);
		this.start += size;
	}
}
