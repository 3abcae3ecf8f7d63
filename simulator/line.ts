import type { Clock } from "./clock.ts";
import { Listeners } from "./listeners.ts";

/** Bits of one 8N1 frame on the wire: start, eight data bits, stop. */
export const FRAME_BITS = 10;

/** How far two baud rates may differ before frames are misread: about half a bit at the end of ten. */
const TOLERANCE = 0.04;

/** Duration of one byte in ms. */
export function byteTime(baud: number): number {
	return (FRAME_BITS * 1000) / baud;
}

/** Whether a receiver at one rate reads what a sender at the other sends. */
export function ratesMatch(a: number, b: number): boolean {
	return Math.abs(a - b) <= TOLERANCE * b;
}

/** Decides what becomes of a byte on its way: itself, another one, several, or none. `index` counts from 0. */
export type Tamper = (byte: number, index: number) => number | readonly number[];

/**
 * One direction of a UART, 8N1: bytes leave back to back at `baud`, each arrives when its stop bit has passed.
 * Nothing is lost on a line; a receiver that is slow, or at another rate, loses by itself.
 */
export class Line {
	/** Sender's rate, bit/s. A change applies from the next byte that starts. */
	baud: number;
	/** The receiver: a byte and the rate it was sent at. */
	onByte: (byte: number, framingBaud: number) => void = () => {};
	/** The sender: one byte has gone. Called before the receiver sees it. */
	onSent: () => void = () => {};
	/** A fault on the wire. */
	tamper: Tamper | undefined;
	/** ms of idle line before each byte; 0 is back to back. */
	gap = 0;
	/** Bytes that have passed. */
	bytes = 0;
	/** Bytes that have been queued and have not passed. */
	waiting = 0;
	/** Time in which the line was not idle, ms. */
	busy = 0;

	readonly #clock: Clock;
	readonly #watchers = new Listeners<[byte: number, baud: number]>();
	#queue: (Uint8Array | (() => void))[] = [];
	#head = 0;
	#offset = 0;
	#sending = false;
	#paused = false;

	constructor(clock: Clock, baud: number) {
		this.#clock = clock;
		this.baud = baud;
	}

	/** Flow control holds the sender back: the byte under way still passes. */
	get paused(): boolean {
		return this.#paused;
	}

	set paused(paused: boolean) {
		this.#paused = paused;
		if (!paused && !this.#sending) this.#next();
	}

	/** Nothing is being sent and nothing waits. */
	get idle(): boolean {
		return !this.#sending && this.#head === this.#queue.length;
	}

	/** Shows each byte as it arrives, after faults, and the rate it was sent at; returns the function that ends it. */
	watch(watcher: (byte: number, baud: number) => void): () => void {
		return this.#watchers.add(watcher);
	}

	/** Queues bytes behind what is already queued. They are copied. */
	send(bytes: Iterable<number>): void {
		const copy = Uint8Array.from(bytes);
		this.waiting += copy.length;
		if (copy.length) this.#enqueue(copy);
	}

	/** Calls back as soon as everything queued so far has passed: at once if the line is idle. */
	afterSent(callback: () => void): void {
		if (this.idle) callback();
		else this.#enqueue(callback);
	}

	/** Forgets what has not started (the sender lost power). The byte under way still passes. */
	clear(): void {
		this.#queue = [];
		this.#head = 0;
		this.#offset = 0;
		this.waiting = Number(this.#sending);
	}

	#enqueue(item: Uint8Array | (() => void)): void {
		this.#queue.push(item);
		if (!this.#sending) this.#next();
	}

	#next(): void {
		const item = this.#take();
		if (!item || this.#paused) return;
		const byte = item[this.#offset++]!;
		const { baud } = this;
		const duration = byteTime(baud);
		this.#sending = true;
		this.#clock.schedule(this.gap + duration, () => {
			this.#sending = false;
			this.waiting--;
			this.busy += duration;
			const index = this.bytes++;
			this.onSent();
			this.#arrive(byte, index, baud);
			if (!this.#sending) this.#next();
		});
	}

	/** Finds the chunk that holds the next byte, running the callbacks that stand before it. */
	#take(): Uint8Array | undefined {
		while (this.#head < this.#queue.length) {
			const item = this.#queue[this.#head]!;
			if (typeof item !== "function" && this.#offset < item.length) return item;
			this.#offset = 0;
			if (++this.#head > 256 || this.#head === this.#queue.length) {
				this.#queue.splice(0, this.#head);
				this.#head = 0;
			}
			if (typeof item === "function") item();
			if (this.#sending) return undefined; // the callback has sent something itself
		}
		return undefined;
	}

	#arrive(byte: number, index: number, baud: number): void {
		const seen = this.tamper ? this.tamper(byte, index) : byte;
		for (const each of typeof seen === "number" ? [seen] : seen) {
			this.#watchers.call(each & 0xff, baud);
			this.onByte(each & 0xff, baud);
		}
	}
}

interface Edge {
	time: number;
	level: number;
}

/**
 * A UART receiver at a rate that may not be the sender's. Equal rates pass bytes through; otherwise the waveform
 * is sampled in the middle of this receiver's own bit times, so a wrong rate gives the garbage it gives in life:
 * a faster receiver sees several bytes for one, a slower one sees one for several.
 */
export class Receiver {
	/** Rate it listens at, bit/s. */
	baud: number;
	readonly #clock: Clock;
	readonly #onByte: (byte: number) => void;
	#edges: Edge[] = [];
	#idleAt = 0;

	constructor(clock: Clock, baud: number, onByte: (byte: number) => void) {
		this.#clock = clock;
		this.baud = baud;
		this.#onByte = onByte;
	}

	/** A frame sent at `framingBaud` has just ended. */
	receive(byte: number, framingBaud: number): void {
		if (this.#edges.length === 0 && ratesMatch(framingBaud, this.baud)) {
			this.#onByte(byte);
			return;
		}
		this.#draw(byte, framingBaud);
		this.#sample(this.#clock.now);
		// What a slow receiver has begun ends in idle line, unless another frame comes first.
		if (this.#edges.length) this.#clock.schedule(2 * byteTime(this.baud), () => this.#sample(this.#clock.now));
	}

	#draw(byte: number, baud: number): void {
		const bit = 1000 / baud;
		const start = this.#clock.now - FRAME_BITS * bit;
		const frame = (byte << 1) | 0x200;
		let level = this.#edges.at(-1)?.level ?? 1;
		for (let index = 0; index < FRAME_BITS; index++) {
			const next = (frame >> index) & 1;
			if (next !== level) this.#edges.push({ time: start + index * bit, level: next });
			level = next;
		}
	}

	#level(time: number): number {
		let level = 1;
		for (const edge of this.#edges) {
			if (edge.time > time) break;
			level = edge.level;
		}
		return level;
	}

	/** Reads every frame that is complete at `until`; what it has used of the waveform is forgotten. */
	#sample(until: number): void {
		const bit = 1000 / this.baud;
		for (;;) {
			const start = this.#edges.find(edge => edge.level === 0 && edge.time >= this.#idleAt);
			if (!start) break;
			const stop = start.time + 9.5 * bit;
			if (stop > until) return;
			let byte = 0;
			for (let index = 0; index < 8; index++) byte |= this.#level(start.time + (index + 1.5) * bit) << index;
			const glitch = this.#level(start.time + bit / 2) === 1;
			this.#idleAt = glitch ? start.time + bit / 2 : stop;
			this.#forget();
			if (!glitch) this.#onByte(byte);
		}
		this.#edges = [];
	}

	/** Keeps the waveform from the moment the last frame ended, with the level it had then. */
	#forget(): void {
		const first = this.#edges.findIndex(edge => edge.time > this.#idleAt);
		if (first > 1) this.#edges.splice(0, first - 1);
	}
}
