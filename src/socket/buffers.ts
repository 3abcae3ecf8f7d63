import type { Runtime } from "../runtime/runtime.js";

/*
	What one connection holds, one ArrayBuffer:

	0        STAGE                  received                      end
	| stage | bytes to be sent     | bytes received              |
	  128     4,096                  480 or the burst

	stage     where bytes stand while they are copied out: a view of any other place or length would have to be made
	Both parts begin at their start; what is left of them moves there when the room behind it is too small.
*/

const STAGE = 128;
/** Sizes of the views on the stage; what is less than the smallest goes byte by byte. */
const LARGE = 128;
const SMALL = 16;

/** Bytes of the length before each datagram, the high one first. */
export const HEADER = 2;

/** One part: a queue of bytes. */
export class ByteQueue {
	/** Bytes in it. */
	count = 0;
	private readonly start: number;
	private readonly size: number;
	/** Where the first one is. */
	first: number;
	private readonly buffers: Buffers;

	constructor(buffers: Buffers, start: number, size: number) {
		this.buffers = buffers;
		this.start = this.first = start;
		this.size = size;
	}

	/** Bytes that can be added. */
	get room(): number {
		return this.size - this.count;
	}

	/** Makes room for `count` more bytes, and says where they go; they are there from now on. At most {@link room}. */
	extend(count: number): number {
		const start = this.start;
		const end = this.first + this.count;
		if (this.count === 0) this.first = start;
		else if (end + count > start + this.size) {
			this.buffers.runtime.move(this.buffers.bytes, start, this.first, end);
			this.first = start;
		}
		const at = this.first + this.count;
		this.count += count;
		return at;
	}

	/** Copies the first `count` bytes to `at` of `target`. They stay. */
	copy(target: Uint8Array, at: number, count: number): void {
		const buffers = this.buffers;
		const bytes = buffers.bytes;
		let from = this.first;
		const end = from + count;
		while (end - from >= SMALL) {
			const stage = end - from < LARGE ? buffers.small : buffers.large;
			const size = stage.length;
			buffers.runtime.move(bytes, 0, from, from + size);
			target.set(stage, at);
			from += size;
			at += size;
		}
		while (from < end) {
			target[at] = bytes[from]!;
			at++;
			from++;
		}
	}

	/** Takes the first `count` bytes out. */
	drop(count: number): void {
		this.first += count;
		this.count -= count;
	}
}

/** The bytes of one connection. */
export class Buffers {
	readonly bytes: Uint8Array;
	readonly large: Uint8Array;
	readonly small: Uint8Array;
	readonly runtime: Runtime;
	readonly sent: ByteQueue;
	readonly received: ByteQueue;

	constructor(runtime: Runtime, send: number, receive: number) {
		const buffer = new ArrayBuffer(STAGE + send + receive);
		this.bytes = new Uint8Array(buffer);
		this.large = new Uint8Array(buffer, 0, LARGE);
		this.small = new Uint8Array(buffer, 0, SMALL);
		this.runtime = runtime;
		this.sent = new ByteQueue(this, STAGE, send);
		this.received = new ByteQueue(this, STAGE + send, receive);
	}
}
