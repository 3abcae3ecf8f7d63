import { LANDING_SIZE, LANDING_START, LARGEST_PIECE, LEFT_OUT, type Memory } from "./memory.js";
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
	/** Of the port, bits per second. */
	baud = 0;
	private port: SerialPort | null = null;
	/** Writes have begun and not returned: after the event, one has thrown. Until {@link cancel}. */
	isWriting = false;
	readonly memory: Memory;

	constructor(memory: Memory) {
		this.memory = memory;
	}

	/** The port to write to and its rate in bits per second; null when it is closed. */
	attach(port: SerialPort | null, baud: number): void {
		this.port = port;
		this.baud = baud;
		this.isWriting = false;
		this.pump();
	}

	/** Sends the bytes from `start` up to `end` (exclusive) of the memory, which must stay unchanged until `idle`. @inline */
	put(start: number, end: number): void {
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
		this.isWriting = false;
	}

	/** All bytes are with the port. */
	get idle(): boolean {
		return this.next === this.end && this.zeros === 0;
	}

	/** The port has room for `count` bytes. */
	take(count: number): void {
		this.credit = count;
		if (this.next !== this.end || this.zeros > 0) this.pump();
	}

	/** Writes what there is room for, by way of the landing area: pieces of falling powers of two, for a port takes whole views only. */
	private pump(): void {
		// oxlint-disable-next-line typescript/no-this-alias -- as in the receiver
		const pump = this;
		const port = pump.port;
		if (port === null) return;
		const memory = pump.memory;
		const bytes = memory.bytes;
		const pieces = memory.pieces;
		for (;;) {
			let next = pump.next;
			const isPadding = next === pump.end;
			let count = isPadding ? pump.zeros : pump.end - next;
			if (count > pump.credit) count = pump.credit;
			if (count > LANDING_SIZE) count = LANDING_SIZE;
			if (count === 0) return;
			pump.credit -= count;
			if (isPadding) pump.zeros -= count;
			else pump.next = next + count;
			let bit = LARGEST_PIECE;
			let size = LANDING_SIZE;
			// Most commands.
			if (count < 32) {
				bit = 4;
				size = 16;
			}
			pump.isWriting = true;
			while (count > 0) {
				while (size > count) {
					size >>= 1;
					bit--;
				}
				if ((size & LEFT_OUT) !== 0) {
					size >>= 1;
					bit--;
				}
				if (isPadding) bytes.fill(0, LANDING_START, LANDING_START + size);
				// subset: allow copy-within — a runtime without it gives Uint8Array.prototype one
				else bytes.copyWithin(LANDING_START, next, next + size);
				port.write(pieces[bit]!);
				next += size;
				count -= size;
			}
			pump.isWriting = false;
		}
	}
}
