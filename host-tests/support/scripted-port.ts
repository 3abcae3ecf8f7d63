import type { SerialPort } from "../../src/uart/port.js";

/** A port in a test's hand: what is put in is read in bursts of at most the view's length; what is written is kept. */
export class ScriptedPort implements SerialPort {
	readonly written: number[] = [];
	/** Sizes of the views that were written. */
	readonly writes: number[] = [];
	/** Bytes that fit before `write` throws. */
	space = Number.POSITIVE_INFINITY;
	closed = false;
	private readonly waiting: number[] = [];

	/** Bytes that have been put in and not been read. */
	get waitingCount(): number {
		return this.waiting.length;
	}

	put(bytes: Iterable<number>): void {
		for (const byte of bytes) this.waiting.push(byte);
	}

	read(buffer: Uint8Array): number | undefined {
		if (this.waiting.length === 0) return undefined;
		const burst = this.waiting.splice(0, buffer.length);
		buffer.set(burst);
		return burst.length;
	}

	write(buffer: Uint8Array): void {
		if (buffer.length > this.space) throw new Error("output full");
		this.space -= buffer.length;
		this.writes.push(buffer.length);
		this.written.push(...buffer);
	}

	close(): void {
		this.closed = true;
	}

	/** What has been written since the last call, as text. */
	takeText(): string {
		return String.fromCharCode(...this.written.splice(0));
	}
}

/** Text to bytes, one character one byte. */
export function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, character => character.charCodeAt(0));
}
