import type { Runtime } from "../runtime/runtime.js";
import { badArgument } from "./error.js";

const QUOTE = 34;

/**
 * Encodes a string that goes between quotes on a command line. Throws `argument` unless it is a string of `least` to `most` bytes, all of
 * them 0x20 to 0x7E and none of them a quote: anything else would end the parameter and be executed as a command.
 */
export function encodeText(runtime: Runtime, operation: string, name: string, value: unknown, least: number, most: number): Uint8Array {
	if (typeof value !== "string") throw badArgument(operation, name + " must be a string");
	if (value.length < least || value.length > most) {
		throw badArgument(operation, name + " must have " + least + " to " + most + " characters, it has " + value.length);
	}
	for (let i = 0; i < value.length; i++) {
		const code = value.charCodeAt(i);
		if (code < 32 || code > 126 || code === QUOTE) {
			throw badArgument(operation, name + " must be printable ASCII without quotes; character " + i + " is not");
		}
	}
	return runtime.encode(value);
}

/** Checks a whole number from `least` to `most`. Throws `argument` for anything else. */
export function checkNumber(operation: string, name: string, value: unknown, least: number, most: number): number {
	if (typeof value !== "number" || value !== Math.floor(value) || value < least || value > most) {
		throw badArgument(operation, name + " must be a whole number from " + least + " to " + most);
	}
	return value;
}
