/** The engine's side of ports, pins, timers and time. */
export interface Host {
	/** The `mc/config` object as JSON. */
	readonly config: string;
	/**
	 * Opens something and returns its handle, which `port` keeps; throws what the port model refuses. Its events call `onReadable` (a timer's
	 * expiry and a pin's edge too) and `onWritable`, with the port as `this` or, for a timer, as the argument.
	 */
	open(kind: "serial" | "digital" | "timer", options: string, port: Port, onReadable?: unknown, onWritable?: unknown): number;
	close(handle: number): void;
	/** Method of a serial port: fills a view from its start and returns how many bytes; otherwise as the SDK's read. */
	portRead(this: Port, target?: ArrayBufferView | ArrayBuffer | number): number | ArrayBuffer | undefined;
	/** Method of a serial port. */
	portWrite(this: Port, data: ArrayBufferView | ArrayBuffer | number): void;
	/** Method of a pin. */
	pinRead(this: Port): number;
	/** Method of a pin. */
	pinWrite(this: Port, level: number): void;
	/** Due in `delay` ms, then every `repeat` ms; without a delay the timer is parked. Throws where it is no timer, or dead. */
	schedule(timer: Port, delay?: number, repeat?: number): void;
	/** ms */
	now(): number;
	trace(text: string): void;
	/** Payload on its way out of the firmware. */
	deliver(view: ArrayBufferView | ArrayBuffer, start: number, count: number): void;
	/** 0 begins a measurement of memory, 1 ends it, others read in passing. */
	mark(index: number): void;
	/** Reading of the engine's meter, 0 on Node. */
	meter(): number;
	/** Slots of stack from the next event on; 0 lifts the limit. Nothing on Node. */
	limit(slots: number): void;
	done(status?: number): void;
	/** Takes events of the test's own (`Firmware.send`). */
	onEvent?: (kind: number, handle: number, value: number) => void;
}

/** What stands for something that is open. */
export interface Port {
	readonly handle: number;
}

/** The only global of a firmware besides the language and `trace`. */
export const host: Host = (globalThis as unknown as { host: Host }).host;
