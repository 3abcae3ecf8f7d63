/*
 * Messages as the network carries them (GSM 03.40), in hex:
 *
 *	SMS-DELIVER   [service centre] 04|44 sender protocol coding time length [header] text
 *	SMS-SUBMIT    [service centre] 01|.. reference receiver protocol coding [validity] length [header] text
 */
import { pack, septetsOf, textOf, unpack } from "./alphabet.ts";

/** A part of a message that is too long for one. */
export interface Part {
	readonly reference: number;
	readonly count: number;
	readonly number: number;
}

/** A message on its way, either way. */
export interface Message {
	/** The other side's number. */
	readonly number: string;
	readonly text: string;
	/** UCS2 instead of the GSM alphabet. */
	readonly wide: boolean;
	readonly part?: Part;
	/** A report is asked for. */
	readonly report?: boolean;
}

const HEADER_PRESENT = 0x40;
const REPORT_WANTED = 0x20;
const SUBMIT = 0x01;
const DELIVER = 0x04;
const WIDE = 0x08;
const INTERNATIONAL = 0x91;
const NATIONAL = 0x81;

/** Characters of one message, and of a part of several. */
export const LENGTHS = { gsm: { whole: 160, part: 153 }, wide: { whole: 70, part: 67 } } as const;

const hex = (octets: readonly number[]): string =>
	octets
		.map(octet => octet.toString(16).padStart(2, "0"))
		.join("")
		.toUpperCase();
const swap = (digits: string): string => digits.replace(/(.)(.)/g, "$2$1");

/** 145 with a plus, 129 without. */
export const typeOf = (number: string): number => (number.startsWith("+") ? INTERNATIONAL : NATIONAL);

function address(number: string): string {
	const digits = number.replace("+", "");
	return hex([digits.length, typeOf(number)]) + swap(digits.length % 2 ? `${digits}F` : digits);
}

function centre(number: string): string {
	const digits = number.replace("+", "");
	const swapped = swap(digits.length % 2 ? `${digits}F` : digits);
	return number ? hex([swapped.length / 2 + 1, typeOf(number)]) + swapped : "00";
}

/** Splits a text into what one message holds each. */
export function split(message: Message, reference: number): Message[] {
	const wide = message.wide || septetsOf(message.text) === undefined;
	const { whole, part } = LENGTHS[wide ? "wide" : "gsm"];
	const size = (text: string): number => (wide ? text.length : septetsOf(text)!.length);
	if (size(message.text) <= whole) return [{ ...message, wide }];
	const pieces: string[] = [""];
	for (const character of message.text) {
		if (size(pieces.at(-1)! + character) > part) pieces.push("");
		pieces[pieces.length - 1] += character;
	}
	return pieces.map((text, index) => ({ ...message, text, wide, part: { reference, count: pieces.length, number: index + 1 } }));
}

function header({ part }: Message): number[] {
	return part ? [5, 0, 3, part.reference & 0xff, part.count, part.number] : [];
}

/** User data with its length. */
function userData(message: Message): string {
	const head = header(message);
	if (message.wide) {
		const body = [...Buffer.from(message.text, "utf16le").swap16()];
		return hex([head.length + body.length, ...head, ...body]);
	}
	const septets = septetsOf(message.text)!;
	const filled = Math.ceil((head.length * 8) / 7);
	return hex([filled + septets.length, ...head, ...pack(septets, filled * 7 - head.length * 8)]);
}

const stamp = (time: string): string => swap(time.replace(/\D/g, "").slice(0, 14));

/** A received message; `time` is `yy/MM/dd,hh:mm:ss+zz`. Its length is that after the service centre, octets. */
export function deliver(message: Message, time: string, service: string): { pdu: string; length: number } {
	const first = DELIVER | (message.part ? HEADER_PRESENT : 0);
	const body = hex([first]) + address(message.number) + hex([0, message.wide ? WIDE : 0]) + stamp(time) + userData(message);
	return { pdu: centre(service) + body, length: body.length / 2 };
}

/** Reads what AT+CMGS in PDU mode brings; undefined where it is none, or not of `length` octets after the service centre. */
export function readSubmit(text: string, length: number): Message | undefined {
	if (!/^([0-9A-F]{2})+$/i.test(text)) return undefined;
	const octets = [...Buffer.from(text, "hex")];
	const start = 1 + octets[0]!;
	if (octets.length - start !== length) return undefined;
	const first = octets[start]!;
	if ((first & 3) !== SUBMIT) return undefined;
	const digits = octets[start + 2]!;
	const type = octets[start + 3]!;
	const addressEnd = start + 4 + Math.ceil(digits / 2);
	const number = swap(hex(octets.slice(start + 4, addressEnd))).slice(0, digits);
	const coding = octets[addressEnd + 1]!;
	const validity = [0, 7, 1, 7][(first >> 3) & 3]!;
	const lengthAt = addressEnd + 2 + validity;
	return {
		number: (type === INTERNATIONAL ? "+" : "") + number,
		report: (first & REPORT_WANTED) !== 0,
		...readUserData(octets.slice(lengthAt), (coding & 0x0c) === WIDE, (first & HEADER_PRESENT) !== 0),
	};
}

function readUserData([count = 0, ...octets]: number[], wide: boolean, hasHeader: boolean): Pick<Message, "text" | "wide" | "part"> {
	const headLength = hasHeader ? octets[0]! + 1 : 0;
	const part = hasHeader ? readPart(octets) : {};
	if (wide) return { text: Buffer.from(octets.slice(headLength, count)).swap16().toString("utf16le"), wide, ...part };
	const filled = Math.ceil((headLength * 8) / 7);
	return { text: textOf(unpack(octets, count).slice(filled)), wide, ...part };
}

/** The reference of a part has one octet (element 0) or two (element 8). */
function readPart([, element, size, ...octets]: number[]): { part?: Part } {
	if (element !== 0 && element !== 8) return {};
	const [count, number] = octets.slice(size! - 2, size!);
	return { part: { reference: octets.slice(0, size! - 2).reduce((sum, octet) => (sum << 8) | octet, 0), count: count!, number: number! } };
}

/** A status report of a message that has arrived. */
export function statusReport(reference: number, number: string, time: string, service: string): { pdu: string; length: number } {
	const body = hex([2, reference]) + address(number) + stamp(time) + stamp(time) + "00";
	return { pdu: centre(service) + body, length: body.length / 2 };
}
