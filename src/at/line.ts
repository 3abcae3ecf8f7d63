import { ZERO } from "../uart/ascii.js";
import { LINE_START, type Memory } from "../uart/memory.js";
import { type Commands, LAST_PART, type Parameter, TEXT, TEXT_HIGH } from "./script.js";

/*
	The text of a command: parts, the last of which is marked with LAST_PART.

	part = header { word }
	header = number of bytes << 8 | LAST_PART or 0 | slot of the parameter that follows them, 0 for none
	word = four of the bytes, the first one lowest: that is how a little-endian machine stores them
*/
const SLOT = 127;

// A tenth as a fraction of 2^19: exact for numbers below MULTIPLIED, whose products are integers of 31 bits.
const TENTH = 52429;
const TENTH_SHIFT = 19;
const MULTIPLIED = 40960;

/** All parameters that the command of the step at `step` names are there. */
export function isComplete(commands: Commands, step: number, slots: readonly Parameter[]): boolean {
	const words = commands.words;
	const records = commands.bytes;
	let at = records[step + TEXT]! | (records[step + TEXT_HIGH]! << 8);
	for (;;) {
		const header = words[at]!;
		const slot = header & SLOT;
		if (slot !== 0 && slots[slot] === undefined) return false;
		if ((header & LAST_PART) !== 0) return true;
		at += 1 + (((header >> 8) + 3) >> 2);
	}
}

/** Writes the command line of the step at `step`, with its parameters, to its place in the memory; where it ends. */
export function assemble(commands: Commands, step: number, slots: readonly Parameter[], memory: Memory): number {
	const words = commands.words;
	const records = commands.bytes;
	const bytes = memory.bytes;
	let at = LINE_START;
	let text = records[step + TEXT]! | (records[step + TEXT_HIGH]! << 8);
	for (;;) {
		const header = words[text]!;
		const end = at + (header >> 8);
		text++;
		if ((at & 3) === 0) {
			// Four at a time, which may put a few bytes after the end: what follows goes over them.
			const target = memory.words;
			for (let to = at >> 2; at < end; at += 4) {
				target[to] = words[text]!;
				to++;
				text++;
			}
		} else {
			for (let shift = 0; at < end; at++) {
				bytes[at] = words[text]! >> shift;
				shift += 8;
				if (shift === 32 || at + 1 === end) {
					shift = 0;
					text++;
				}
			}
		}
		at = end;
		const slot = header & SLOT;
		if (slot !== 0) {
			const parameter = slots[slot]!;
			if (typeof parameter === "number") at = writeNumber(parameter, bytes, at);
			else {
				bytes.set(parameter, at);
				at += parameter.length;
			}
		}
		if ((header & LAST_PART) !== 0) return at;
	}
}

/** Writes a whole number from 0 up in decimal, from its last digit on; where it ends. */
function writeNumber(value: number, bytes: Uint8Array, at: number): number {
	let end = at + 1;
	for (let bound = 10; bound <= value; bound *= 10) end++;
	at = end;
	// A division makes a float, which costs four times as much as this, exact up to here.
	while (value >= MULTIPLIED) {
		const tens = (value / 10) | 0;
		bytes[--at] = ZERO + value - tens * 10;
		value = tens;
	}
	while (value > 9) {
		const tens = (value * TENTH) >> TENTH_SHIFT;
		bytes[--at] = ZERO + value - tens * 10;
		value = tens;
	}
	bytes[--at] = ZERO + value;
	return end;
}
