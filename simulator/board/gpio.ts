import type { Machine } from "../machine.ts";
import type { Level, Signal } from "../signal.ts";

/** Edges of the level as the firmware sees it (after `activeLow`). */
export const RISING = 1;
export const FALLING = 2;

/** Receives the bit mask of what has triggered; `done` is to be called when the firmware's callback has returned. */
export type PinListener = (triggered: number, done: () => void) => void;

/** How a pin is used. */
export interface PinConnection {
	/** The wire it is soldered to. */
	signal: Signal;
	/** The wire carries the inverse, for example behind a transistor. */
	inverted: boolean;
	/** GPIO number. */
	pin: number;
	output: boolean;
	activeLow: boolean;
	/** Level an output starts with, as the firmware sees it. */
	initial: Level;
	/** Bits RISING and FALLING. */
	edges: number;
}

/** One GPIO of the ESP32 under Moddable's Digital: edges of one kind that come before the callback are one callback. */
export class Esp32Pin {
	listener: PinListener = (_triggered, done) => done();

	readonly #machine: Machine;
	readonly #connection: PinConnection;
	readonly #unwatch: () => void;
	#triggered = false;
	#closed = false;

	constructor(machine: Machine, connection: PinConnection) {
		this.#machine = machine;
		this.#connection = connection;
		this.#unwatch = connection.edges ? connection.signal.watch(() => this.#edge()) : () => {};
		if (connection.output) this.write(connection.initial);
	}

	/** The level the firmware sees. */
	read(): Level {
		const { signal, inverted, activeLow } = this.#connection;
		return (signal.level ^ Number(inverted) ^ Number(activeLow)) as Level;
	}

	/** Drives the level as the firmware sees it. */
	write(level: Level): void {
		const { signal, inverted, activeLow } = this.#connection;
		signal.set((level ^ Number(inverted) ^ Number(activeLow)) as Level);
	}

	/** Gives the wire back to its pull. */
	close(): void {
		this.#closed = true;
		this.#unwatch();
		if (this.#connection.output) this.#connection.signal.release();
	}

	#edge(): void {
		const kind = this.read() ? RISING : FALLING;
		if (!(this.#connection.edges & kind) || this.#triggered) return;
		this.#triggered = true;
		this.#machine.post(() => {
			this.#triggered = false;
			if (!this.#closed) this.listener((1 << (this.#connection.pin & 31)) >>> 0, () => {});
		});
	}
}
