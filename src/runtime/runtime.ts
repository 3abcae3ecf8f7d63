import type { SerialOptions, SerialPort } from "../uart/port.js";

/** Bits of a byte on the wire (8N1), times ms of a second: over a rate in bits per second, the ms of one byte. */
export const BYTE_TIME = 10_000;

/**
 * What differs from one JavaScript runtime to another. `runtime/moddable.ts`, `runtime/pico.ts`, `runtime/desktop.ts` and `runtime/node.ts` each export one
 * `runtime`; the package resolves the specifier `sim900/runtime` to the right one.
 */
export interface Runtime {
	/** Calls must not nest deep: what has come is offered to the application by the timer, not by the event that it has come with. Absent: at once. */
	readonly defers?: boolean;
	/** Makes the one timer of a modem. May allocate; everything done with the timer afterwards may not. */
	createTimer(target: TimerTarget): RuntimeTimer;
	/** Opens a port whose Serial class is not as the driver needs it; absent: `new Serial(options)`. */
	openPort?(Serial: SerialOptions["io"], options: object): SerialPort;
	/** Encodes ASCII text with a native encoder. Called when a request is made, never while one runs. */
	encode(text: string): Uint8Array;
	/** Moves the bytes from `start` up to `end` (exclusive) to `target` within one array, overlapping or not. */
	move(bytes: Uint8Array, target: number, start: number, end: number): void;
}

export interface TimerTarget {
	onTimer(): void;
}

/** A timer that is rescheduled for ever: at most one expiry is pending. */
export interface RuntimeTimer {
	/** Expires once after `delay` ms; replaces what was pending. */
	schedule(delay: number): void;
	/** Nothing is pending any more. */
	park(): void;
	close(): void;
}
