import { readSync, writeSync } from "node:fs";

/** Operations of the frames between the engine process and this one; lab/xs/engine/wire.h is the other end. */
export const Op = {
	boot: 0x42,
	event: 0x56,
	reply: 0x59,
	failure: 0x5a,
	open: 0x4f,
	read: 0x52,
	write: 0x57,
	level: 0x4c,
	drive: 0x44,
	now: 0x4e,
	close: 0x43,
	schedule: 0x53,
	trace: 0x54,
	deliver: 0x50,
	mark: 0x4d,
	done: 0x58,
	exception: 0x45,
	idle: 0x49,
} as const;

/** One frame. `payload` is valid until the next one is received. */
export interface Frame {
	op: number;
	kind: number;
	handle: number;
	value: number;
	/** Instructions of the firmware since the turn began; 0 where the engine does not count them. */
	spent: number;
	payload: Buffer;
}

/** The engine process has closed its end. */
export class EngineGone extends Error {}

/*
 *	size:u32  op:u8  kind:u8  0:u16  handle:i32  value:i32  spent:u32  payload[size]		little-endian
 */
const HEADER_SIZE = 20;
const NOTHING = new Uint8Array(0);

/**
 * Frames over two pipes, synchronously: the engine and this process never run at the same time, so waiting for its
 * answer in place costs one switch of processes where a promise would cost a turn of the event loop as well.
 */
export class Wire {
	readonly #input: number;
	readonly #output: number;
	#received = Buffer.alloc(65536);
	#start = 0;
	#end = 0;
	#sent = Buffer.alloc(4096);

	/** `input` and `output` are blocking descriptors. */
	constructor(input: number, output: number) {
		this.#input = input;
		this.#output = output;
	}

	/** Sends one frame. */
	send(op: number, kind = 0, handle = 0, value = 0, payload: Uint8Array = NOTHING): void {
		const size = HEADER_SIZE + payload.length;
		if (this.#sent.length < size) this.#sent = Buffer.alloc(size);
		const frame = this.#sent;
		frame.writeUInt32LE(payload.length, 0);
		frame.writeUInt32LE(op | (kind << 8), 4);
		frame.writeInt32LE(handle, 8);
		frame.writeInt32LE(value, 12);
		frame.writeUInt32LE(0, 16);
		frame.set(payload, HEADER_SIZE);
		try {
			for (let done = 0; done < size;) done += writeSync(this.#output, frame, done, size - done);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "EPIPE") throw new EngineGone();
			throw error;
		}
	}

	/** Waits for the next frame. Throws EngineGone when the other end was closed instead. */
	receive(): Frame {
		this.#fill(HEADER_SIZE);
		const size = this.#received.readUInt32LE(this.#start);
		this.#fill(HEADER_SIZE + size);
		const { buffer, byteOffset } = this.#received;
		const at = this.#start;
		const header = this.#received;
		this.#start += HEADER_SIZE + size;
		return {
			op: header[at + 4]!,
			kind: header[at + 5]!,
			handle: header.readInt32LE(at + 8),
			value: header.readInt32LE(at + 12),
			spent: header.readUInt32LE(at + 16),
			payload: Buffer.from(buffer, byteOffset + at + HEADER_SIZE, size),
		};
	}

	#fill(count: number): void {
		if (this.#end - this.#start >= count) return;
		this.#makeRoom(count);
		while (this.#end - this.#start < count) {
			const got = readSync(this.#input, this.#received, this.#end, this.#received.length - this.#end, null);
			if (got === 0) throw new EngineGone();
			this.#end += got;
		}
	}

	#makeRoom(count: number): void {
		const rest = this.#received.subarray(this.#start, this.#end);
		if (count > this.#received.length) {
			const larger = Buffer.alloc(count);
			larger.set(rest);
			this.#received = larger;
		} else this.#received.copyWithin(0, this.#start, this.#end);
		this.#end -= this.#start;
		this.#start = 0;
	}
}
