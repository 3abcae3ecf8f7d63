import { ZERO } from "../uart/ascii.js";
import { LINE_START, type Memory, SAID_START } from "../uart/memory.js";
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

// What is known of the command line, among the words of the memory: the step; where the last part begins; the number that it ends with, -1 if none; where the line ends.
const SAID_STEP: number = SAID_START / 4;
const SAID_PART: number = SAID_STEP + 1;
const SAID_NUMBER: number = SAID_STEP + 2;
const SAID_END: number = SAID_STEP + 3;

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

/**
 * Writes the command line of the step at `step`, with its parameters, to its place in the memory; where it ends. `isKnown`: the line there is of the same
 * service. If it is also of the same step, its first part is there already, and so is a second and last one that says the same at the same place: `,1152` of
 * `AT+HTTPREAD=4608,1152` after `AT+HTTPREAD=3456,1152`.
 */
export function assemble(commands: Commands, step: number, slots: readonly Parameter[], memory: Memory, isKnown: boolean): number {
	const words = commands.words;
	const records = commands.bytes;
	const bytes = memory.bytes;
	const line = memory.words;
	let at = LINE_START;
	let text = records[step + TEXT]! | (records[step + TEXT_HIGH]! << 8);
	if (line[SAID_STEP] !== step) {
		line[SAID_STEP] = step;
		isKnown = false;
	}
	for (;;) {
		const header = words[text]!;
		const end = at + (header >> 8);
		const start = at;
		text++;
		if (isKnown) {
			const isSame = at === line[SAID_PART] && (header & LAST_PART) !== 0 && slots[header & SLOT] === line[SAID_NUMBER];
			if (isSame) return line[SAID_END]!;
			// Another part has to be written, and may go over its end.
			isKnown = at === LINE_START;
			if (isKnown) {
				text += (end - at + 3) >> 2;
				at = end;
			}
		}
		if ((at & 3) === 0) {
			// Four at a time, which may put a few bytes after the end: what follows goes over them.
			for (let to = at >> 2; at < end; at += 4) {
				line[to] = words[text]!;
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
		let number = -1;
		if (slot !== 0) {
			const parameter = slots[slot]!;
			if (typeof parameter === "number") {
				number = parameter;
				at = writeNumber(number, bytes, at);
			} else {
				bytes.set(parameter, at);
				at += parameter.length;
			}
		}
		if ((header & LAST_PART) !== 0) {
			line[SAID_PART] = start;
			line[SAID_NUMBER] = number;
			line[SAID_END] = at;
			return at;
		}
	}
}

/** Writes a whole number from 0 up in decimal, from its last digit on; where it ends. */
function writeNumber(value: number, bytes: Uint8Array, at: number): number {
	let end = at + (value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : value < 10000 ? 4 : 5);
	for (let bound = 100000; bound <= value; bound *= 10) end++;
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
