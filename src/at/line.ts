import type { Parameter } from "./script.js";

const ZERO = 48;

/** All parameters that the command names are there. */
export function isComplete(text: Uint8Array, slots: readonly Parameter[]): boolean {
	for (let i = 0; i < text.length; i++) {
		if (text[i]! < 32 && slots[text[i]!] === undefined) return false;
	}
	return true;
}

/** Writes the command line with its parameters to `bytes` from `at`; where it ends, at most `limit`. */
export function assemble(text: Uint8Array, slots: readonly Parameter[], bytes: Uint8Array, at: number, limit: number): number {
	for (let i = 0; i < text.length && at < limit; i++) {
		const byte = text[i]!;
		if (byte >= 32) {
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

/** Writes a whole number from 0 up in decimal; where it ends. */
function writeNumber(value: number, bytes: Uint8Array, at: number): number {
	let divisor = 1;
	while (divisor * 10 <= value) divisor *= 10;
	while (divisor >= 1) {
		bytes[at] = ZERO + (((value / divisor) | 0) % 10);
		at++;
		divisor = (divisor / 10) | 0;
	}
	return at;
}
