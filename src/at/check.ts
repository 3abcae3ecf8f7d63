import { QUOTE, SPACE, TILDE, UPPER_A, UPPER_Z } from "../uart/ascii.js";
import type { Runtime } from "../runtime/runtime.js";
import { badArgument } from "./error.js";

/**
 * Encodes a string that goes between quotes on a command line. Throws `argument` unless it is a string of `least` to `most` bytes, all of
 * them 0x20 to 0x7E and, unless they are `quotable`, none of them a quote: anything else would end the parameter and be executed as a command.
 */
export function encodeText(
	runtime: Runtime,
	operation: string,
	name: string,
	value: unknown,
	least: number,
	most: number,
	quotable?: boolean,
): Uint8Array {
	if (typeof value !== "string") throw badArgument(operation, name + " must be a string");
	if (value.length < least || value.length > most) {
		throw badArgument(operation, name + " must have " + least + " to " + most + " characters, it has " + value.length);
	}
	for (let i = 0; i < value.length; i++) {
		const code = value.charCodeAt(i);
		if (code < SPACE || code > TILDE || (code === QUOTE && !quotable)) {
			throw badArgument(operation, name + " must be printable ASCII" + (quotable ? "" : " without quotes") + "; index " + i + " is not");
		}
	}
	return runtime.encode(value);
}

/** From a capital letter to its small one. */
const LETTER_CASE = 32;

/** ASCII without its capital letters. Of the engine's own toLowerCase 12 kB of Unicode come into an image of XS. */
export function lower(text: string): string {
	let result = "";
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		result += String.fromCharCode(code >= UPPER_A && code <= UPPER_Z ? code + LETTER_CASE : code);
	}
	return result;
}

/** Checks a whole number from `least` to `most`. Throws `argument` for anything else. */
export function checkNumber(operation: string, name: string, value: unknown, least: number, most: number): number {
	if (typeof value !== "number" || value !== Math.floor(value) || value < least || value > most) {
		throw badArgument(operation, name + " must be a whole number from " + least + " to " + most);
	}
	return value;
}

/** The value of an option, or its default `otherwise`. null is not a default but a wrong value. */
export function given<T>(value: T | undefined, otherwise: T): T {
	return value === undefined ? otherwise : value;
}

/** Checks an option that is `true` or `false`; its default is `otherwise`. Throws `argument` for anything else. */
export function checkFlag(operation: string, name: string, value: unknown, otherwise: boolean): boolean {
	if (value === undefined) return otherwise;
	if (typeof value !== "boolean") throw badArgument(operation, name + " must be true or false");
	return value;
}

/** Checks a callback. Throws `argument` unless it is a function, or undefined if it is `optional`. */
export function checkCallback(operation: string, name: string, value: unknown, optional: boolean): void {
	if (typeof value === "function" || (optional && value === undefined)) return;
	throw badArgument(operation, name + " must be a function");
}

/** Checks that `options` is an object. Throws `argument`. */
export function checkObject(operation: string, name: string, options: unknown): void {
	if (typeof options !== "object" || options === null) throw badArgument(operation, name + " must be an object");
}

/** Checks that `options` is an object of options called `names`, and that those called on… are functions. Throws `argument`. */
export function checkOptions(operation: string, name: string, options: unknown, names: readonly string[]): void {
	checkObject(operation, name, options);
	const values = options as Record<string, unknown>;
	const given = Object.keys(values);
	for (let i = 0; i < given.length; i++) {
		if (names.indexOf(given[i]!) < 0) {
			throw badArgument(operation, name + ": no option is called " + given[i]! + "; there are " + names.join(", "));
		}
	}
	// A method of a class is a callback too, and no property of its own.
	for (let i = 0; i < names.length; i++) {
		const option = names[i]!;
		if (option[0] === "o" && option[1] === "n") checkCallback(operation, option, values[option], true);
	}
}

/** Checks what bytes are read into or written from. Throws `argument` unless it is a Uint8Array. */
export function checkBuffer(operation: string, buffer: unknown): void {
	if (!(buffer instanceof Uint8Array)) throw badArgument(operation, "the buffer must be a Uint8Array");
}
