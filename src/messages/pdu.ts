import { BASIC, ESCAPE_SEPTET, EXTENDED, EXTENDED_SEPTETS } from "./alphabet.js";
import type { MessageRecord } from "./message.js";

/*
	Messages as the network carries them (GSM 03.40), octets:

	submit    = 0 first reference address protocol coding length [header] text          0: the service centre is the SIM's own
	report    = centre first reference address time time status
	deliver   = centre first address protocol coding time length [header] text
	centre    = length { octet }
	address   = digits type { two digits, the first one low }
	time      = year month day hour minute second zone                                   two digits each, the first one low
	length    = septets of header and text, or octets of both
	header    = length { element length { octet } }
*/

// The first octet.
const TYPE = 3;
const DELIVER = 0;
export const SUBMIT = 1;
export const WANTS_REPORT = 0x20;
export const HAS_HEADER = 0x40;
// Of an address.
export const INTERNATIONAL = 0x91;
export const NATIONAL = 0x81;
const NUMBER_KIND = 0x70;
const INTERNATIONAL_KIND = 0x10;
const ALPHANUMERIC = 0x50;
/** Of the zone: it is west. */
const WEST = 8;
const QUARTER = 900_000;

// How the text is written.
export const SEPTETS = 0;
const OCTETS = 4;
export const WIDE = 8;
const CODING = 12;

// Elements of a header: a part's reference of one octet, of two.
const SHORT_REFERENCE = 0;
export const LONG_REFERENCE = 8;

// Of UTF-16.
export const SURROGATE = 0xfc00;
export const HIGH_SURROGATE = 0xd800;
export const LOW_SURROGATE = 0xdc00;
export const HALF = 0x3ff;
export const BEYOND = 0x10000;

/** As many characters, less one, are joined before they are appended to a text: what is appended to is copied. */
const PIECE = 15;

/**
 * Fills `message` with what stands in the octets from `start` up to `end`, of which `announced` follow the service centre. False if they contradict one another;
 * `number` is undefined where they are no received message.
 */
export function readPDU(bytes: Uint8Array, start: number, end: number, announced: number, message: MessageRecord): boolean {
	let at = start + 1 + bytes[start]!;
	message.number = undefined;
	if (end - at !== announced) return false;
	const first = bytes[at]!;
	if ((first & TYPE) !== DELIVER) return true;
	const digits = bytes[at + 1]!;
	const address = at + 2;
	at = address + 1 + ((digits + 1) >> 1);
	const coding = codingOf(bytes[at + 1]!);
	readTime(bytes, at + 2, message);
	at += 9;
	const length = bytes[at]!;
	at++;
	const header = (first & HAS_HEADER) === 0 ? 0 : bytes[at]! + 1;
	const size = coding === SEPTETS ? (length * 7 + 7) >> 3 : length;
	if (at + size !== end || header > size) return false;
	readHeader(bytes, at + 1, at + header, message);
	message.number = readAddress(bytes, address, digits);
	const width = coding === WIDE ? 2 : 1;
	message.text =
		coding === SEPTETS
			? textOf(bytes, at, Math.floor((header * 8 + 6) / 7), length, SEPTETS)
			: textOf(bytes, at + header, 0, (size - header) / width, coding);
	return true;
}

/** How the text of a data coding scheme is written (GSM 03.38, 4): septets, octets or UCS2. */
function codingOf(scheme: number): number {
	const group = scheme >> 4;
	const coding = scheme & CODING;
	let result = group === 14 ? WIDE : SEPTETS;
	if (group === 15) result = scheme & OCTETS;
	else if (group < 4) result = coding === CODING ? SEPTETS : coding;
	return result;
}

/** ms since 1970, UTC. */
function readTime(bytes: Uint8Array, start: number, message: MessageRecord): void {
	const pairs: number[] = [];
	for (let i = 0; i < 6; i++) pairs.push((bytes[start + i]! & 15) * 10 + (bytes[start + i]! >> 4));
	const zone = bytes[start + 6]!;
	const quarters = (zone & 7) * 10 + (zone >> 4);
	const local = Date.UTC(2000 + pairs[0]!, pairs[1]! - 1, pairs[2], pairs[3], pairs[4], pairs[5]);
	message.time = local - ((zone & WEST) === 0 ? quarters : -quarters) * QUARTER;
}

/** Of the elements up to `end` only that of a part counts. */
function readHeader(bytes: Uint8Array, start: number, end: number, message: MessageRecord): void {
	message.reference = 0;
	message.part = message.parts = 1;
	for (let at = start; at + 1 < end; at += 2 + bytes[at + 1]!) {
		const last = at + 1 + bytes[at + 1]!;
		const element = bytes[at]!;
		if ((element !== SHORT_REFERENCE && element !== LONG_REFERENCE) || last >= end) continue;
		message.reference = element === SHORT_REFERENCE ? bytes[at + 2]! : (bytes[at + 2]! << 8) | bytes[at + 3]!;
		message.parts = bytes[last - 1]!;
		message.part = bytes[last]!;
	}
}

/** The number whose type stands at `start`: digits, or a name. */
function readAddress(bytes: Uint8Array, start: number, digits: number): string {
	const kind = bytes[start]! & NUMBER_KIND;
	let number = kind === INTERNATIONAL_KIND ? "+" : "";
	if (kind === ALPHANUMERIC) number = textOf(bytes, start + 1, 0, ((digits * 4) / 7) | 0, SEPTETS);
	else {
		for (let i = 0; i < digits; i++) {
			const pair = bytes[start + 1 + (i >> 1)]!;
			number += "0123456789*#abc".charAt((i & 1) === 0 ? pair & 15 : pair >> 4);
		}
	}
	return number;
}

/** The text of septets, octets or characters number `first` up to `end`, counted from the octet at `start`. */
function textOf(bytes: Uint8Array, start: number, first: number, end: number, coding: number): string {
	let text = "";
	let piece = "";
	let extended = -1;
	for (let i = first; i < end; i++) {
		if (coding === SEPTETS) {
			const at = start + ((i * 7) >> 3);
			const septet = ((bytes[at]! | (bytes[at + 1]! << 8)) >> ((i * 7) & 7)) & 127;
			// What means nothing after an escape means what it does elsewhere (GSM 03.38 6.2.1.1).
			if (extended === ESCAPE_SEPTET) extended = EXTENDED_SEPTETS.indexOf(String.fromCharCode(septet));
			else if (septet === ESCAPE_SEPTET) {
				extended = ESCAPE_SEPTET;
				continue;
			}
			piece += extended < 0 ? BASIC.charAt(septet) : EXTENDED.charAt(extended);
			extended = -1;
		} else {
			const at = start + i * 2;
			const code = coding === WIDE ? (bytes[at]! << 8) | bytes[at + 1]! : bytes[start + i]!;
			if ((code & SURROGATE) !== HIGH_SURROGATE || i + 1 === end) piece += String.fromCharCode(code);
			else {
				// XS joins no halves of a pair that are made apart.
				piece += String.fromCharCode(code, (bytes[at + 2]! << 8) | bytes[at + 3]!);
				i++;
			}
		}
		if (((i - first) & PIECE) !== PIECE) continue;
		text += piece;
		piece = "";
	}
	return text + piece;
}
