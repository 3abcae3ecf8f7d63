import { READ_TRIES } from "../at/limits.js";
import type { ModemCore } from "../modem/core.js";
import { Twin } from "./twin.js";

/** A burst is not halved below this, and doubled after so many good chunks. */
const LEAST_BURST = 64;
const GOOD_CHUNKS = 8;

/** What a chunk that has come whole is good for. */
export const WHOLE = 0;
/** It has to be read a second time, to be compared. */
export const ONCE_MORE = 1;
/** It differs from its first reading. */
export const DIFFERENT = 2;

/** How much of the modem's store is asked for at once, and how often: fewer bytes after a damaged chunk, more after good ones. */
export class Reading {
	/** Bytes of the chunk that has been asked for. */
	due = 0;
	private burst: number;
	private good = 0;
	private tries = 0;
	/** The largest burst. */
	private readonly most: number;
	/** The first of two readings of a chunk; null if one is enough. */
	private readonly twin: Twin | null;

	constructor(modem: ModemCore, verify: boolean) {
		this.twin = verify ? new Twin(modem.memory, modem.runtime) : null;
		this.most = this.twin === null ? modem.memory.chunkSize : this.twin.size;
		this.burst = this.most;
	}

	/** A chunk is asked for, of which `left` bytes are left in the store; how many of them. */
	ask(left: number): number {
		this.due = left < this.burst ? left : this.burst;
		return this.due;
	}

	/** The chunk has come whole. A burst that was halved grows again, once eight chunks have. */
	judge(): number {
		const twin = this.twin;
		if (twin !== null) {
			if (!twin.kept) {
				twin.keep(this.due);
				return ONCE_MORE;
			}
			if (!twin.matches(this.due)) return DIFFERENT;
		}
		this.tries = 0;
		this.good++;
		if (this.good === GOOD_CHUNKS) {
			this.good = 0;
			this.burst = Math.min(this.burst * 2, this.most);
		}
		return WHOLE;
	}

	/** The chunk has not come whole: true if it has been asked for often enough. Tries begin anew with every verified byte. */
	fail(): boolean {
		this.tries++;
		this.good = 0;
		if (this.twin !== null) this.twin.kept = false;
		if (this.burst > LEAST_BURST) this.burst = (this.burst / 2) | 0;
		return this.tries >= READ_TRIES;
	}
}
