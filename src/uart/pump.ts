import type { Runtime } from "../runtime/runtime.js";
import { wireTime } from "./baud.js";
import { LANDING_SIZE, LANDING_START, LARGEST_PIECE, type Memory } from "./memory.js";
import type { SerialPort } from "./port.js";

/**
 * The transmit pump: feeds a range of the memory to a port that takes whole views only and throws when they do not fit.
 * The credit is what the port last said it has room for, less what was written since; it is never exceeded.
 */
export class TransmitPump {
	private next = 0;
	private end = 0;
	private zeros = 0;
	private credit = 0;
	private baud = 0;
	private port: SerialPort | null = null;
	private readonly memory: Memory;
	private readonly move: Runtime["move"];

	constructor(memory: Memory, runtime: Runtime) {
		this.memory = memory;
		this.move = runtime.move;
	}

	/** The port to write to and its rate in bits per second; null when it is closed. */
	attach(port: SerialPort | null, baud: number): void {
		this.port = port;
		this.baud = baud;
		this.pump();
	}

	/** ms that `count` bytes take on the wire, rounded up. */
	wireTime(count: number): number {
		return wireTime(count, this.baud);
	}

	/** Sends the bytes from `start` up to `end` (exclusive) of the memory, which must stay unchanged until `idle`. */
	send(start: number, end: number): void {
		this.next = start;
		this.end = end;
		this.pump();
	}

	/** Sends the bytes up to `end` (exclusive) too, which follow those that are being sent. */
	extend(end: number): void {
		this.end = end;
		this.pump();
	}

	/** Sends `count` zeros, after what is being sent. */
	sendZeros(count: number): void {
		this.zeros += count;
		this.pump();
	}

	/** Forgets what has not been written yet. */
	cancel(): void {
		this.next = this.end;
		this.zeros = 0;
	}

	/** All bytes are with the port. */
	get idle(): boolean {
		return this.next === this.end && this.zeros === 0;
	}

	/** The port has room for `count` bytes. */
	onWritable(count: number): void {
		this.credit = count;
		this.pump();
	}

	private pump(): void {
		while (this.port !== null && this.credit > 0 && !this.idle) {
			const most = this.credit < LANDING_SIZE ? this.credit : LANDING_SIZE;
			const count = this.next < this.end ? this.takeBytes(most) : this.takeZeros(most);
			this.credit -= count;
			this.write(this.port, count);
		}
	}

	/** Puts at most `most` bytes of the range into the landing area; how many. */
	private takeBytes(most: number): number {
		const start = this.next;
		const count = this.end - start < most ? this.end - start : most;
		this.next = start + count;
		this.move(this.memory.bytes, LANDING_START, start, start + count);
		return count;
	}

	private takeZeros(most: number): number {
		const count = this.zeros < most ? this.zeros : most;
		this.zeros -= count;
		this.memory.bytes.fill(0, LANDING_START, LANDING_START + count);
		return count;
	}

	/** Writes the first `count` bytes of the landing area as pieces of falling powers of two. */
	private write(port: SerialPort, count: number): void {
		let bit = LARGEST_PIECE;
		while (count > 0) {
			const size = 1 << bit;
			if (count >= size) {
				port.write(this.memory.pieces[bit]!);
				count -= size;
				if (count > 0) this.move(this.memory.bytes, LANDING_START, LANDING_START + size, LANDING_START + size + count);
			}
			bit--;
		}
	}
}
