import { host, type Port } from "../host.ts";

/** What JSON cannot say is marked, so that the port sees what it was given. */
function encode(value: unknown): unknown {
	if (value === undefined) return { undefined: true };
	return typeof value === "function" ? { function: true } : value;
}

/** Opens a port with those of the options that it looks at. */
export function open(kind: "serial" | "digital", options: Record<string, unknown>, names: readonly string[], port: Port): number {
	const encoded: Record<string, unknown> = {};
	for (const name of names) if (name in options) encoded[name] = encode(options[name]);
	return host.open(kind, JSON.stringify(encoded), port, options["onReadable"], options["onWritable"]);
}
