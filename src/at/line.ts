import { SPACE, ZERO } from "../uart/ascii.js";
import type { Command, Parameter } from "./script.js";

/** All parameters that the command names are there. */
export function isComplete(command: Command, slots: readonly Parameter[]): boolean {
	const text = command.text;
	for (let i = command.fixed; i < text.length; i++) {
		if (text[i]! < SPACE && slots[text[i]!] === undefined) return false;
	}
	return true;
}

/** Writes the command line with its parameters to `bytes` from `at`; where it ends, at most `limit`. What comes before the first parameter is copied natively. */
export function assemble(command: Command, slots: readonly Parameter[], bytes: Uint8Array, at: number, limit: number): number {
	const text = command.text;
	const length = text.length;
	let i = command.fixed;
	bytes.set(text, at);
	at += i;
	for (; i < length && at < limit; i++) {
		const byte = text[i]!;
		if (byte >= SPACE) {
			bytes[at] = byte;
			at++;
			continue;
		}
		const parameter = slots[byte]!;
		if (typeof parameter === "number") at = writeNumber(parameter, bytes, at);
		else {
			bytes.set(parameter, at);
			at += parameter.length;
		}
	}
	return at;
}

/** Writes a whole number from 0 up in decimal, from its last digit on; where it ends. */
function writeNumber(value: number, bytes: Uint8Array, at: number): number {
	let end = at + 1;
	for (let bound = 10; bound <= value; bound *= 10) end++;
	for (let i = end - 1; i >= at; i--) {
		const tens = (value / 10) | 0;
		bytes[i] = ZERO + value - tens * 10;
		value = tens;
	}
	return end;
}
