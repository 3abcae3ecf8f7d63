import type { Runtime } from "../runtime/runtime.js";
import { CHUNK_START, LANDING_SIZE, LANDING_START, LINE_LIMIT, type Memory, RING_SIZE } from "./memory.js";
import type { SerialPort } from "./port.js";

const LF = 10;
const MASK = RING_SIZE - 1;

/** Figures that tell what the wire does; they only grow. */
export interface ReaderStatistics {
	/** Bytes taken from the port. */
	received: number;
	/** Bytes of noise (NUL, 0xFF) around lines: the modem's power-on bytes, a wrong baud rate, a bad line. */
	noise: number;
	/** Lines dropped because they were longer than {@link LINE_LIMIT} bytes. */
	overlong: number;
}

/**
 * The ring-buffer reader: takes bursts from the port, finds line ends with a native search, and moves payload with native moves.
 * Nothing here looks at a payload byte.
 *
 * `fill()` as long as it returns true; after each, `nextLine()` as long as it returns true; `expectPayload(n)` right after the line that
 * announced it; then `payloadDue` falls to 0 while `fill()` is called.
 */
export class Reader {
	/** Where the last line stands in `memory.bytes`, without its line end. Valid until anything is read, sent or copied. */
	start = 0;
	end = 0;
	/** Payload bytes that have been announced and have not arrived. */
	payloadDue = 0;
	private tail = 0;
	private used = 0;
	private searched = 0;
	private payloadEnd = 0;
	private skipping = false;
	readonly memory: Memory;
	readonly statistics: ReaderStatistics;
	private readonly move: Runtime["move"];

	constructor(memory: Memory, runtime: Runtime, statistics: ReaderStatistics) {
		this.memory = memory;
		this.move = runtime.move;
		this.statistics = statistics;
	}

	/** Takes one burst from the port. False when there was nothing. */
	fill(port: SerialPort): boolean {
		const count = port.read(this.memory.landing);
		if (!count) return false;
		this.statistics.received += count;
		let from = LANDING_START;
		if (this.payloadDue > 0) from += this.takePayload(from, count);
		this.store(from, LANDING_START + count - from);
		return true;
	}

	/** Finds the next complete line; `start` and `end` tell where it is. */
	nextLine(): boolean {
		while (this.used > this.searched && this.payloadDue === 0) {
			const lineEnd = this.findLineEnd();
			if (lineEnd < 0) {
				this.searched = this.used;
				if (this.used > LINE_LIMIT) this.dropPartialLine();
				return false;
			}
			const start = this.tail;
			const length = lineEnd - start;
			this.tail = (lineEnd + 1) & MASK;
			this.used -= length + 1;
			this.searched = 0;
			if (this.skipping || length > LINE_LIMIT) {
				if (!this.skipping) this.statistics.overlong++;
				this.skipping = false;
				continue;
			}
			this.start = start;
			this.end = lineEnd;
			return true;
		}
		return false;
	}

	/** Takes what has come of a line that has no end yet; `start` and `end` tell where it is. False when there is nothing. */
	endLine(): boolean {
		if (this.used === 0 || this.payloadDue > 0) return false;
		const over = this.tail + this.used - RING_SIZE;
		if (over > 0) this.move(this.memory.bytes, RING_SIZE, 0, over);
		this.start = this.tail;
		this.end = this.tail + this.used;
		this.tail = this.end & MASK;
		this.used = 0;
		this.searched = 0;
		return true;
	}

	/** The next `count` bytes are payload, for the start of the chunk. */
	expectPayload(count: number): void {
		this.payloadDue = count;
		this.payloadEnd = CHUNK_START;
		while (this.used > 0 && this.payloadDue > 0) {
			const tail = this.tail;
			const run = tail + this.used > RING_SIZE ? RING_SIZE - tail : this.used;
			const taken = this.takePayload(tail, run);
			this.tail = (tail + taken) & MASK;
			this.used -= taken;
		}
		this.searched = 0;
	}

	/** Gives up on announced payload: what comes next are lines again. */
	abandonPayload(): void {
		this.payloadDue = 0;
	}

	/** Moves payload from `from` behind what the chunk has; the number of bytes taken. */
	private takePayload(from: number, count: number): number {
		if (count > this.payloadDue) count = this.payloadDue;
		this.move(this.memory.bytes, this.payloadEnd, from, from + count);
		this.payloadEnd += count;
		this.payloadDue -= count;
		return count;
	}

	private store(from: number, count: number): void {
		if (count === 0) return;
		const head = (this.tail + this.used) & MASK;
		const first = head + count > RING_SIZE ? RING_SIZE - head : count;
		this.move(this.memory.bytes, head, from, from + first);
		if (first < count) this.move(this.memory.bytes, 0, from + first, from + count);
		this.used += count;
	}

	/**
	 * Where the first LF is, or -1. `indexOf` has no end bound, so an LF is planted behind the last byte.
	 * A line over the end of the ring is made whole by moving its second part behind the ring: the landing area, empty by now.
	 */
	private findLineEnd(): number {
		const bytes = this.memory.bytes;
		const stop = this.tail + this.used;
		const from = this.tail + this.searched;
		if (from < RING_SIZE) {
			const edge = stop < RING_SIZE ? stop : RING_SIZE;
			bytes[edge] = LF;
			const at = bytes.indexOf(LF, from);
			if (at < edge) return at;
			if (edge === stop) return -1;
		}
		const edge = stop - RING_SIZE;
		bytes[edge] = LF;
		const at = bytes.indexOf(LF, from < RING_SIZE ? 0 : from - RING_SIZE);
		if (at === edge) return -1;
		if (at > 0 && at <= LANDING_SIZE) this.move(bytes, RING_SIZE, 0, at);
		return at + RING_SIZE;
	}

	private dropPartialLine(): void {
		if (!this.skipping) this.statistics.overlong++;
		this.skipping = true;
		this.tail = (this.tail + this.used) & MASK;
		this.used = 0;
		this.searched = 0;
	}
}
