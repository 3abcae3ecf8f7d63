import { SIM800_STORE_LIMIT, SMALL_STORE_LIMIT, STORE_LIMIT, WINDOW_SIZE } from "../at/limits.js";
import type { ModemCore } from "../modem/core.js";
import type { Runtime } from "../runtime/runtime.js";
import { CHUNK_START, KEEP_SIZE, KEEP_START, type Memory } from "../uart/memory.js";

/** What the modem's store can hold of a file, and where: all of it, or one window after another. Positions are bytes of the body. */
export class Windows {
	/** The body comes in windows: its length is not known. */
	used = false;
	/** Position of the first byte in the store. */
	base = 0;
	/** Bytes in the store. */
	stored = 0;
	/** Bytes that the window requests; 0 before the first window. */
	asked = 0;
	/** No window follows the one that is in the store. */
	isLast = true;
	/** The store holds more than is wanted of it. */
	isCut = false;
	/** Bytes that are wanted of the body. */
	readonly wanted: number;
	/** First bytes of the store that have been delivered already, and have not been compared yet. */
	private overlap = 0;
	private readonly memory: Memory;
	private readonly move: Runtime["move"];

	constructor(modem: ModemCore, wanted: number) {
		this.wanted = wanted;
		this.memory = modem.memory;
		this.move = modem.runtime.move;
	}

	/**
	 * A response of `length` bytes has been stored. One that fills the store may have been cut: the rest comes in windows. Of one that `exceeds` what
	 * is wanted no more than that is read.
	 */
	fill(length: number, exceeds: boolean): void {
		this.stored = length;
		if (this.used) {
			this.isLast = length < this.asked || this.base + length >= this.wanted;
			if (this.overlap > length) this.overlap = length;
			return;
		}
		const fills = length === STORE_LIMIT || length === SMALL_STORE_LIMIT || length === SIM800_STORE_LIMIT;
		if (fills && length < this.wanted) {
			this.used = true;
			this.isLast = false;
		} else if (exceeds) {
			this.isCut = true;
			this.stored = this.wanted;
		}
	}

	/** The next window begins at `position`, or a little before it. */
	open(position: number): void {
		this.used = true;
		this.isLast = false;
		this.overlap = position < KEEP_SIZE ? position : KEEP_SIZE;
		this.base = position - this.overlap;
		this.asked = Math.min(this.overlap + WINDOW_SIZE, this.wanted - this.base);
		this.stored = 0;
	}

	/** Where in the store the byte of `position` is; the bytes that overlap come first. */
	locate(position: number): number {
		return this.overlap > 0 ? 0 : position - this.base;
	}

	/** Keeps the end of a chunk of `count` bytes that is about to be handed over. */
	keep(count: number): void {
		const bytes = this.memory.bytes;
		if (count < KEEP_SIZE) this.move(bytes, KEEP_START, KEEP_START + count, KEEP_START + KEEP_SIZE);
		const part = count < KEEP_SIZE ? count : KEEP_SIZE;
		this.move(bytes, KEEP_START + KEEP_SIZE - part, CHUNK_START + count - part, CHUNK_START + count);
	}

	/**
	 * Compares the first of the `count` bytes in the chunk with what was kept; how many of them have been delivered already, or -1 if the file
	 * is not the same any more.
	 */
	compare(count: number): number {
		const bytes = this.memory.bytes;
		const known = this.overlap < count ? this.overlap : count;
		const kept = KEEP_START + KEEP_SIZE - this.overlap;
		for (let i = 0; i < known; i++) {
			if (bytes[CHUNK_START + i] !== bytes[kept + i]) return -1;
		}
		this.overlap = 0;
		return known;
	}
}
