import { checkCallback } from "../at/check.js";
import type { ErrorCode } from "../at/error.js";
import { PDU_SIZE, PLACES, READ_TRIES } from "../at/limits.js";
import type { LongLineTarget } from "../at/receiver.js";
import type { Scanner } from "../at/scanner.js";
import type { Parameter } from "../at/script.js";
import type { ModemCore } from "../modem/core.js";
import type { EndCallback } from "../modem/operation.js";
import { NO_EFFECT, ScriptOperation } from "../modem/script-operation.js";
import { REGISTERED, UNLOCKED } from "../modem/stages.js";
import { CR, NINE, UPPER_A, UPPER_F, ZERO } from "../uart/ascii.js";
import { CHUNK_START } from "../uart/memory.js";
import { COUNT, MARK, MESSAGE_COMMANDS, MESSAGE_HEADER, PLACE, READ } from "./commands.js";
import type { Message, MessageRecord } from "./message.js";
import { readPDU } from "./pdu.js";

// What is read.
/** The message in one place. */
export const ONE = 0;
/** All messages. */
export const ALL = 1;
/** What has been announced, and has not been read. */
export const NEW = 2;

// What is being done.
const COUNTING = 0;
const FETCHING = 1;
/** It has been told, and is marked as read. */
const MARKING = 2;
/** Everything has been told but the end. */
const ENDING = 3;

// What has come of it.
/** Nothing to be told of. */
const NOTHING = 0;
const MESSAGE = 1;
/** To be read again. */
const DAMAGED = 2;
const FAILURE = 3;
/** No message is there. One that has been announced is read once more: its number may have been damaged. */
const EMPTY = 4;

/** Status of a message, the first argument of its header. */
const UNREAD = 0;
const SENT_OR_NOT = 2;
/** What else has come, or too much: an odd number of digits. */
const DAMAGED_SIZE = PDU_SIZE + 1;
/** No header has come. */
const NONE = -1;
/** +CMS ERROR: there is no such message. */
const INVALID_PLACE = 321;
/** Of `+CPMS: "SM",used,total`. */
const USED = 1;
const TOTAL = 2;

/** The owner of the places of a SIM. */
export interface Inbox {
	readonly modem: ModemCore;
	/** By place: 1 where something has been announced. */
	readonly due: Uint8Array;
	/** Any place may have something new. */
	isSweeping: boolean;
	readonly message: MessageRecord;
}

/** Told of each message, by whom it is read. */
export type MessageCallback<Face> = (this: Face, message: Message) => void;

/** Reads messages, one after the other: each until what has come is what the modem has announced. */
export class Reading extends ScriptOperation implements LongLineTarget {
	readonly inbox: Inbox;
	private phase!: number;
	/** The place that is read, and the last one. */
	private place!: number;
	private total: number;
	private used!: number;
	private found!: number;
	private tries = 0;
	/** Of the last header. */
	private status!: number;
	private octets!: number;
	/** Digits of hex that have come; what came beside them. */
	private digits!: number;
	private strays!: number;
	private readonly kind: number;
	private readonly onMessage: MessageCallback<never> | undefined;

	/** Of `kind`; ONE is the message in `place`. */
	constructor(inbox: Inbox, kind: number, place: number, onMessage: MessageCallback<never> | undefined, onDone: EndCallback | undefined) {
		super(inbox.modem, "message", MESSAGE_COMMANDS, READ, onDone, NO_EFFECT, null, undefined, kind === NEW ? REGISTERED : UNLOCKED);
		checkCallback("message", "onMessage", onMessage, kind === ONE);
		this.inbox = inbox;
		this.kind = kind;
		this.total = place;
		this.onMessage = onMessage;
		this.slots = [];
	}

	override begin(): void {
		this.found = 0;
		this.place = this.total - 1;
		if (this.kind === ALL || (this.kind === NEW && this.inbox.isSweeping)) this.run(COUNTING);
		else this.goOn();
	}

	override onLine(scanner: Scanner): boolean {
		const values = scanner.values;
		if (this.phase === COUNTING) {
			this.used = values[USED]!;
			this.total = values[TOTAL]!;
			return true;
		}
		if (scanner.word === MESSAGE_HEADER) {
			scanner.parse();
			this.status = values[0]!;
			this.octets = values[scanner.count - 1]!;
			return true;
		}
		// The number of the service centre has 12 octets at most, in hex.
		if (scanner.bytes[scanner.start] !== ZERO) return false;
		this.onPiece(scanner.start, scanner.end);
		return true;
	}

	onPiece(start: number, end: number): void {
		const bytes = this.inbox.modem.memory.bytes;
		for (let from = start; from < end; from++) {
			const byte = bytes[from]!;
			if (byte === CR) continue;
			const digit = hexValue(byte);
			const digits = this.digits;
			const at = CHUNK_START + (digits >> 1);
			if (digit < 0 || digits >= PDU_SIZE) this.digits = DAMAGED_SIZE;
			else {
				bytes[at] = (digits & 1) === 0 ? digit << 4 : bytes[at]! | digit;
				this.digits++;
			}
		}
	}

	override onScriptEnd(error: ErrorCode | null): void {
		const operation = this.operation;
		const machine = this.inbox.modem.machine;
		const kind = this.kind;
		const phase = this.phase;
		const status = error === null ? INVALID_PLACE : machine.status;
		let outcome = NOTHING;
		machine.receiver.divert(null);
		if (phase === ENDING && error === "timeout") return this.end(kind === ALL && this.found < this.used ? "incomplete" : null, 0);
		if (operation.isLost(error)) return;
		// One that could not be marked has been told all the same.
		if (phase !== MARKING || operation.error !== null) {
			if (error !== null && error !== "command") return this.end(error, 0);
			// Without a number the command may have been damaged.
			if (error !== null) outcome = status === 0 ? DAMAGED : status === INVALID_PLACE ? EMPTY : FAILURE;
			else if (phase === COUNTING) outcome = this.judgeCount();
			else outcome = this.judge();
			if (outcome === EMPTY && kind !== ALL) outcome = kind === ONE ? FAILURE : this.tries === 0 ? DAMAGED : NOTHING;
		}
		this.tries++;
		if (outcome === DAMAGED) return this.tries < READ_TRIES ? this.run(phase) : this.end("protocol", 0);
		if (outcome === FAILURE || operation.error !== null) return this.end("command", status);
		if (kind === ONE) return this.end(outcome === MESSAGE ? null : "unsupported", 0);
		if (kind === NEW && outcome === MESSAGE) this.run(MARKING);
		else {
			if (kind === NEW) this.inbox.due[this.place] = 0;
			this.goOn();
		}
		// What follows has begun: a callback that throws keeps nothing from coming.
		if (outcome === MESSAGE) this.onMessage!.call((kind === NEW ? this.inbox : this) as never, this.inbox.message as Message);
	}

	private judgeCount(): number {
		let outcome = NOTHING;
		const inbox = this.inbox;
		if (this.used < 0 || this.total < this.used || this.total > PLACES) outcome = DAMAGED;
		else {
			this.place = 0;
			if (this.kind === NEW) {
				inbox.isSweeping = false;
				inbox.due.fill(1, 1, this.used === 0 ? 1 : this.total + 1);
			}
		}
		return outcome;
	}

	/** What has come. Nothing but the header says that there is a message: what was lost of both looks like neither. */
	private judge(): number {
		const modem = this.inbox.modem;
		const message = this.inbox.message;
		const status = this.status;
		const digits = this.digits;
		let outcome = EMPTY;
		if (status !== NONE || digits !== 0 || this.strays !== modem.statistics.unsolicited) {
			const isRight = readPDU(modem.memory.bytes, CHUNK_START, CHUNK_START + (digits >> 1), this.octets, message);
			outcome = MESSAGE;
			if (status < 0 || (digits & 1) !== 0 || (!isRight && status < SENT_OR_NOT)) outcome = DAMAGED;
			else {
				this.found++;
				message.index = this.place;
				message.isUnread = status === UNREAD;
				const isOld = this.kind === NEW && status !== UNREAD;
				if (isOld || status >= SENT_OR_NOT || message.number === undefined) outcome = NOTHING;
			}
		}
		return outcome;
	}

	/** The next place; the end comes from the timer, so that a callback that throws does not keep it from coming. */
	private goOn(): void {
		const isNew = this.kind === NEW;
		const place = isNew ? this.inbox.due.indexOf(1) : this.place + 1;
		this.tries = 0;
		if (isNew ? place < 0 : place > this.total) {
			this.phase = ENDING;
			return this.inbox.modem.machine.wait(0, this);
		}
		this.place = place;
		this.run(FETCHING);
	}

	private run(phase: number): void {
		const modem = this.inbox.modem;
		this.phase = phase;
		this.digits = 0;
		this.status = NONE;
		this.strays = modem.statistics.unsolicited;
		(this.slots as Parameter[])[PLACE] = this.place;
		modem.machine.receiver.divert(this);
		modem.machine.run(MESSAGE_COMMANDS, phase === COUNTING ? COUNT : phase === MARKING ? MARK : READ, this);
	}

	private end(error: ErrorCode | null, status: number): void {
		this.operation.tell(this.kind === ALL ? this.found : (this.inbox.message as never));
		this.operation.end(error, status);
	}
}

/** The value of a digit of hex, -1 if it is none. */
function hexValue(byte: number): number {
	let value = -1;
	if (byte >= ZERO && byte <= NINE) value = byte - ZERO;
	else if (byte >= UPPER_A && byte <= UPPER_F) value = byte - (UPPER_A - 10);
	return value;
}
