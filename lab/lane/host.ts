/** The engine's side of ports, pins, timers and time. */
export interface Host {
	/** The `mc/config` object as JSON. */
	readonly config: string;
	/** Opens something and returns its handle; throws what the port refuses. */
	open(kind: "serial" | "digital" | "timer", options: string): number;
	close(handle: number): void;
	/** Serial: fills a view from its start and returns how many bytes; otherwise as the SDK's read. */
	read(handle: number, target?: ArrayBufferView | ArrayBuffer | number): number | ArrayBuffer | undefined;
	write(handle: number, data: ArrayBufferView | ArrayBuffer | number): void;
	level(handle: number): number;
	drive(handle: number, level: number): void;
	/** Due in `delay` ms, then every `repeat` ms; without a delay the timer is parked. */
	schedule(handle: number, delay?: number, repeat?: number): void;
	/** ms */
	now(): number;
	trace(text: string): void;
	/** Payload on its way out of the firmware. */
	deliver(view: ArrayBufferView | ArrayBuffer, start: number, count: number): void;
	/** 0 begins a measurement of memory, 1 ends it, others read in passing. */
	mark(index: number): void;
	/** Reading of the engine's meter, 0 on Node. */
	meter(): number;
	done(status?: number): void;
	onEvent: (kind: number, handle: number, value: number) => void;
}

/** The only global of a firmware besides the language and `trace`. */
export const host: Host = (globalThis as unknown as { host: Host }).host;
