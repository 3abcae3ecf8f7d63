import type { ErrorCode, ModemError } from "../at/error.js";
import { MESSAGE_SEND_TIME } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { type Parameter, REPORT_TIME, UPLOAD_SIZE } from "../at/script.js";
import type { ModemCore } from "../modem/core.js";
import { NO_EFFECT, ScriptOperation } from "../modem/script-operation.js";
import { REGISTERED } from "../modem/stages.js";
import { CTRL_Z, PLUS, UPPER_A, ZERO } from "../uart/ascii.js";
import { CHUNK_START } from "../uart/memory.js";
import { ESCAPE_SEPTET } from "./alphabet.js";
import { MESSAGE_COMMANDS, OCTETS, REPORT, SUBMIT as SUBMIT_SCRIPT } from "./commands.js";
import {
	HAS_HEADER,
	HIGH_SURROGATE,
	INTERNATIONAL,
	LONG_REFERENCE,
	NATIONAL,
	SEPTETS,
	SUBMIT,
	SURROGATE,
	WANTS_REPORT,
	WIDE,
} from "./pdu.js";

/** Options of `messages.send()`. The callback is called with the message as `this`. */
export interface SendOptions {
	/** 1 to 20 digits, with a plus before them if they are international. */
	number: string;
	/** 1 to 4000 characters: in the GSM alphabet if that has all of them, otherwise in UCS2; as one message, or in parts. */
	text: string;
	/** The network reports what becomes of it: `onReport` of the {@link Messages}, once for each part. Default false. */
	report?: boolean;
	/** The end, once: null when the network has taken all parts. */
	onDone?(this: SentMessage, error: ModemError | null): void;
}

/** A message that is being sent, or waits. */
export interface SentMessage {
	/** How many messages it takes. */
	readonly parts: number;
	/** How many of them the network has taken. */
	readonly sent: number;
	/** The network's reference of the last one, 0 to 255; -1 if there is none, or its line was lost. */
	readonly reference: number;
	/** Cancels it: the part that is on its way is still sent. */
	close(): void;
}

/** Letters of a message alone, and of a part: of the GSM alphabet, of UCS2. A header takes seven octets, which are eight septets. */
const WHOLE_SEPTETS = 160;
const PART_SEPTETS = 152;
const WHOLE_WIDE = 70;
const PART_WIDE = 66;
/** The octets of the header after its length, and of its one element. */
const HEADER_SIZE = 6;
const ELEMENT_SIZE = 4;
/** Where the digits of the number begin. */
const ADDRESS = 5;
/** The header in septets. */
const HEADER_SEPTETS = 8;

/** A message on its way, part after part. */
export class Sending extends ScriptOperation implements SentMessage {
	sent = 0;
	reference = -1;
	readonly parts: number;
	private readonly number: Uint8Array;
	private readonly units: Uint16Array;
	private readonly count: number;
	private readonly isWide: boolean;
	/** The units of the part that is on its way. */
	private start = 0;
	private end!: number;
	private readonly series: number;
	/** The modem has been given the whole part. */
	private isSupplied!: boolean;

	/** `units` are septets, or UTF-16 if it `isWide`; `series` is what its parts have in common. */
	constructor(
		modem: ModemCore,
		number: Uint8Array,
		units: Uint16Array,
		count: number,
		isWide: boolean,
		series: number,
		options: SendOptions,
	) {
		super(modem, "message", MESSAGE_COMMANDS, SUBMIT_SCRIPT, options.onDone, NO_EFFECT, null, undefined, REGISTERED);
		this.number = number;
		this.units = units;
		this.count = count;
		this.isWide = isWide;
		this.series = series;
		let parts = 1;
		if (this.endOf(0, true) < count) for (let at = (parts = 0); at < count; parts++) at = this.endOf(at, false);
		this.parts = parts;
		const slots: Parameter[] = [];
		slots[REPORT_TIME] = MESSAGE_SEND_TIME;
		if (options.report) slots[REPORT] = 1;
		this.slots = slots;
	}

	override begin(): void {
		const bytes = this.operation.modem.memory.bytes;
		const slots = this.slots as Parameter[];
		this.end = this.endOf(this.start, this.parts === 1);
		this.isSupplied = false;
		const end = this.writePart(bytes);
		const count = end - CHUNK_START;
		// The octet of the service centre does not count.
		slots[OCTETS] = count - 1;
		slots[UPLOAD_SIZE] = count * 2 + 1;
		writeHex(bytes, CHUNK_START, count);
		bytes[CHUNK_START + count * 2] = CTRL_Z;
		this.operation.modem.machine.run(MESSAGE_COMMANDS, SUBMIT_SCRIPT, this);
	}

	onUpload(): void {
		this.isSupplied = true;
		this.operation.modem.machine.upload.supply(CHUNK_START, CHUNK_START + (this.slots[UPLOAD_SIZE] as number));
	}

	override onLine(scanner: Scanner): boolean {
		this.reference = scanner.values[0]!;
		return true;
	}

	override onScriptEnd(error: ErrorCode | null): void {
		const operation = this.operation;
		// The network may have it.
		if (this.isSupplied && (error === "timeout" || error === "protocol")) return operation.end("unconfirmed", 0);
		if (operation.isLost(error)) return;
		if (error !== null) return operation.end(error, operation.modem.machine.status);
		this.sent++;
		this.start = this.end;
		if (this.sent === this.parts) operation.end(null, 0);
		else this.begin();
	}

	/** Where the part that begins with unit `start` ends: nothing that takes two units is split. */
	private endOf(start: number, isWhole: boolean): number {
		const isWide = this.isWide;
		const end = start + (isWide ? (isWhole ? WHOLE_WIDE : PART_WIDE) : isWhole ? WHOLE_SEPTETS : PART_SEPTETS);
		if (end >= this.count) return this.count;
		const last = this.units[end - 1]!;
		return (isWide ? (last & SURROGATE) === HIGH_SURROGATE : last === ESCAPE_SEPTET) ? end - 1 : end;
	}

	/** Writes the octets of the part to the chunk (`pdu.ts`); where they end. */
	private writePart(bytes: Uint8Array): number {
		const number = this.number;
		const isInternational = number[0] === PLUS;
		const hasHeader = this.parts > 1;
		const isWide = this.isWide;
		const count = this.end - this.start;
		let at = CHUNK_START + ADDRESS;
		bytes[CHUNK_START] = 0;
		bytes[CHUNK_START + 1] = SUBMIT + (hasHeader ? HAS_HEADER : 0) + (this.slots[REPORT] ? WANTS_REPORT : 0);
		bytes[CHUNK_START + 2] = 0;
		bytes[CHUNK_START + 3] = isInternational ? number.length - 1 : number.length;
		bytes[CHUNK_START + 4] = isInternational ? INTERNATIONAL : NATIONAL;
		for (let i = isInternational ? 1 : 0; i < number.length; i += 2) {
			const high = i + 1 < number.length ? number[i + 1]! - ZERO : 15;
			bytes[at] = (high << 4) | (number[i]! - ZERO);
			at++;
		}
		bytes[at] = 0;
		bytes[at + 1] = isWide ? WIDE : SEPTETS;
		const header = hasHeader ? (isWide ? HEADER_SIZE + 1 : HEADER_SEPTETS) : 0;
		bytes[at + 2] = header + (isWide ? count * 2 : count);
		at += 3;
		if (hasHeader) {
			bytes[at] = HEADER_SIZE;
			bytes[at + 1] = LONG_REFERENCE;
			bytes[at + 2] = ELEMENT_SIZE;
			bytes[at + 3] = this.series >> 8;
			bytes[at + 4] = this.series;
			bytes[at + 5] = this.parts;
			bytes[at + 6] = this.sent + 1;
			at += HEADER_SIZE + 1;
		}
		at = this.writeText(bytes, at);
		return at;
	}

	/** Characters of two octets, or seven bits each, the first one lowest. */
	private writeText(bytes: Uint8Array, start: number): number {
		const end = this.end;
		const isWide = this.isWide;
		let at = start;
		let held = 0;
		let bits = 0;
		for (let i = this.start; i < end; i++) {
			const unit = this.units[i]!;
			if (isWide) {
				bytes[at] = unit >> 8;
				at++;
			}
			held |= unit << bits;
			bits += isWide ? 8 : 7;
			if (bits < 8) continue;
			bytes[at] = held;
			at++;
			held = isWide ? 0 : held >> 8;
			bits -= 8;
		}
		if (bits === 0) return at;
		bytes[at] = held;
		return at + 1;
	}
}

/** Turns the `count` octets at `start` into hex, in the same place. */
function writeHex(bytes: Uint8Array, start: number, count: number): void {
	for (let i = count * 2 - 1; i >= 0; i--) {
		const octet = bytes[start + (i >> 1)]!;
		const value = (i & 1) === 0 ? octet >> 4 : octet & 15;
		bytes[start + i] = value + (value < 10 ? ZERO : UPPER_A - 10);
	}
}
