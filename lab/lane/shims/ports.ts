import { host } from "../host.ts";

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
