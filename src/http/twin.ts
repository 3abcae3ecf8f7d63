import type { Runtime } from "../runtime/runtime.js";
import { CHUNK_START, type Memory } from "../uart/memory.js";

/** The first reading of a chunk that is read twice: it waits in the second half of the chunk's memory for the other one. */
export class Twin {
	/** The first reading is there. */
	kept = false;
	/** Bytes of one reading at most: a multiple of 4, so that both stand on whole words. */
	readonly size: number;
	private readonly bytes: Uint8Array;
	private readonly words: Int32Array;
	private readonly move: Runtime["move"];

	constructor(memory: Memory, runtime: Runtime) {
		this.size = (memory.chunkSize >> 3) << 2;
		this.bytes = memory.bytes;
		this.words = new Int32Array(memory.bytes.buffer, CHUNK_START, this.size >> 1);
		this.move = runtime.move;
	}

	/** Puts the first `count` bytes of the chunk aside. */
	keep(count: number): void {
		this.move(this.bytes, CHUNK_START + this.size, CHUNK_START, CHUNK_START + count);
		this.kept = true;
	}

	/** Whether the first `count` bytes of the chunk came the same again. Four at a time: no engine has a native comparison. */
	matches(count: number): boolean {
		this.kept = false;
		const words = this.words;
		const whole = count >> 2;
		const half = this.size >> 2;
		let at = 0;
		while (at < whole && words[at] === words[half + at]) at++;
		if (at < whole) return false;
		const bytes = this.bytes;
		at = CHUNK_START + (whole << 2);
		const end = CHUNK_START + count;
		while (at < end && bytes[at] === bytes[this.size + at]) at++;
		return at === end;
	}
}
