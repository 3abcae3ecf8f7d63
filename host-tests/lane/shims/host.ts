/** The engine's side of ports, pins, timers and time: the only global of a firmware besides the language and `trace`. */
interface Host {
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

declare global {
	const host: Host;
	const trace: (...values: unknown[]) => void;
}

export const READABLE = 1;
export const WRITABLE = 2;

/** What takes the events of one handle. */
export interface Receiver {
	onEvent(kind: number, value: number): void;
}

const receivers: (Receiver | undefined)[] = [];

host.onEvent = (kind, handle, value) => {
	const receiver = receivers[handle];
	if (receiver) receiver.onEvent(kind, value);
};

/** What JSON cannot say is marked, so that the port sees what it was given. */
function encode(value: unknown): unknown {
	if (value === undefined) return { undefined: true };
	return typeof value === "function" ? { function: true } : value;
}

/** Opens a port with those of the options that it looks at. */
export function open(
	kind: "serial" | "digital" | "timer",
	options: Record<string, unknown>,
	names: readonly string[],
	receiver: Receiver,
): number {
	const encoded: Record<string, unknown> = {};
	for (const name of names) if (name in options) encoded[name] = encode(options[name]);
	const handle = host.open(kind, JSON.stringify(encoded));
	receivers[handle] = receiver;
	return handle;
}

export function close(handle: number): void {
	receivers[handle] = undefined;
	host.close(handle);
}
