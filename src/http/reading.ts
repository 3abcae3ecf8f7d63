import { READ_TRIES } from "../at/limits.js";
import type { ModemCore } from "../modem/core.js";
import type { Runtime } from "../runtime/runtime.js";
import { CHUNK_START } from "../uart/memory.js";

/** A burst is not halved below this, and doubled after this many good chunks. */
const LEAST_BURST = 64;
const GOOD_CHUNKS = 8;

/** What a chunk that has come whole is good for. */
export const WHOLE = 0;
/** It has to be read a second time, to be compared. */
export const ONCE_MORE = 1;
/** It differs from its first reading. */
export const DIFFERENT = 2;

/**
 * How much of the modem's store is requested at once, and how often: fewer bytes after a damaged chunk, more after good ones. If every chunk is read
 * twice, the first reading waits in the second half of the chunk's memory for the other one.
 */
export class Reading {
	/** Bytes of the chunk that has been requested. */
	due = 0;
	private burst: number;
	private good = 0;
	private tries = 0;
	/** The first of two readings has been put aside. */
	private isKept = false;
	/** The largest burst; with two readings a multiple of 4, so that both stand on whole words. */
	private readonly most: number;
	private readonly bytes: Uint8Array;
	/** The same, four bytes at a time: no engine has a native comparison. */
	private readonly words: Int32Array;
	private readonly isVerified: boolean;
	private readonly move: Runtime["move"];

	constructor(modem: ModemCore, verify: boolean) {
		const bytes = modem.memory.bytes;
		const chunkSize = modem.memory.chunkSize;
		this.most = verify ? (chunkSize >> 3) << 2 : chunkSize;
		this.burst = this.most;
		this.bytes = bytes;
		this.words = modem.memory.words;
		this.isVerified = verify;
		this.move = modem.runtime.move;
	}

	/** Requests a chunk of the `left` bytes that remain in the store; how many of them. */
	ask(left: number): number {
		this.due = left < this.burst ? left : this.burst;
		return this.due;
	}

	/** The chunk has come whole. A burst that was halved grows again, once eight chunks have. */
	judge(): number {
		if (this.isVerified) {
			this.isKept = !this.isKept;
			if (this.isKept) {
				this.move(this.bytes, CHUNK_START + this.most, CHUNK_START, CHUNK_START + this.due);
				return ONCE_MORE;
			}
			if (!this.matches()) return DIFFERENT;
		}
		this.tries = 0;
		this.good++;
		if (this.good === GOOD_CHUNKS) {
			this.good = 0;
			this.burst = Math.min(this.burst * 2, this.most);
		}
		return WHOLE;
	}

	/** The chunk has not come whole: true if no try is left. Tries start over with every verified chunk. */
	fail(): boolean {
		this.tries++;
		this.good = 0;
		this.isKept = false;
		if (this.burst > LEAST_BURST) this.burst = (this.burst / 2) | 0;
		return this.tries >= READ_TRIES;
	}

	/** Whether the chunk came the same again. */
	private matches(): boolean {
		const words = this.words;
		const half = this.most >> 2;
		const whole = (CHUNK_START + this.due) >> 2;
		let at = CHUNK_START >> 2;
		while (at < whole && words[at] === words[half + at]) at++;
		if (at < whole) return false;
		const bytes = this.bytes;
		const end = CHUNK_START + this.due;
		at = whole << 2;
		while (at < end && bytes[at] === bytes[this.most + at]) at++;
		return at === end;
	}
}
