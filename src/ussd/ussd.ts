import { checkCallback, encodeText } from "../at/check.js";
import { badArgument, type ErrorCode, type ModemError } from "../at/error.js";
import { USSD_ANSWER_TIME, USSD_LENGTH } from "../at/limits.js";
import type { LongLineTarget } from "../at/receiver.js";
import type { Scanner } from "../at/scanner.js";
import type { Parameter } from "../at/script.js";
import { coreOf, type ModemCore } from "../modem/core.js";
import type { Modem } from "../modem/modem.js";
import { NO_EFFECT, ScriptOperation } from "../modem/script-operation.js";
import { REGISTERED } from "../modem/stages.js";
import { COLON, CR, LF, NINE, QUOTE, SEMICOLON, SPACE, ZERO } from "../uart/ascii.js";
import { CHUNK_START } from "../uart/memory.js";
import { ASK, CANCEL, CODE, NETWORK_SAYS, USSD_COMMANDS } from "./commands.js";

/** A question that runs or waits. */
export interface UssdRequest {
	/** Cancels it; the network is told, if it has been asked. */
	close(): void;
}

/**
 * Told the network's answer, empty with an error. `isOpen`: it wants one in turn, by another `request`. Errors: `unsupported` if the network has no such service, `timeout`
 * if it has not answered for 60 s, `protocol` if its answer was damaged or is longer than the `burst` of the modem.
 */
export type UssdCallback = (this: UssdRequest, error: ModemError | null, text: string, isOpen: boolean) => void;

/** The services of the network that are reached by codes. */
export interface Ussd {
	/**
	 * Asks the network: a code such as `*100#`, or the answer to what it has asked, 1 to 182 characters of printable ASCII without quotes and semicolons. Throws `argument`,
	 * `busy`, `cancelled`. Allocates the request, and the text of the answer.
	 */
	request(code: string, onDone: UssdCallback): UssdRequest;
}

// `m` of `+CUSD: m,"text",dcs` (V1.03): done, an answer is wanted, ended by the network; more are failures.
const WANTS_ANSWER = 1;
const ENDED = 2;
const NOT_SUPPORTED = 4;
const TIMED_OUT = 5;
// The data coding scheme (GSM 03.38, 5): UCS2 in hex, of the general groups, or as some networks say it.
const CODING = 0xcc;
const WIDE = 0x48;
const WIDE_PLAIN = 8;
// Of UTF-16.
const SURROGATE = 0xfc00;
const HIGH_SURROGATE = 0xd800;
const LOW_SURROGATE = 0xdc00;
const HALF = 0x3ff;
const BEYOND = 0x10000;
/** Characters that are joined before they are appended to a text: what is appended to is copied. */
const PIECE = 16;

// What is waited for.
const ASKING = 0;
const WAITING = 1;
const CANCELLING = 2;

/** One question and its answer, which the modem tells in any number of lines of any length: `+CUSD: 0,"text",15`. It is kept in the chunk. */
class Dialogue extends ScriptOperation implements LongLineTarget {
	private phase = ASKING;
	/** Bytes of the answer, and quotes in it. */
	private count = 0;
	private quotes = 0;
	/** More of the answer is to come; all of it has. */
	private isSaying = false;
	private isComplete = false;

	constructor(modem: ModemCore, code: Uint8Array, onDone: UssdCallback) {
		super(modem, "ussd", USSD_COMMANDS, ASK, onDone as never, NO_EFFECT, null, "", REGISTERED);
		const slots: Parameter[] = [];
		slots[CODE] = code;
		this.slots = slots;
	}

	override begin(): void {
		const machine = this.operation.modem.machine;
		machine.receiver.divert(this);
		machine.run(USSD_COMMANDS, ASK, this);
	}

	override interrupt(error: ErrorCode): void {
		const operation = this.operation;
		if (error === "bearerLost") return;
		operation.note(error, 0);
		operation.modem.machine.cancel(error);
	}

	/** A line of the answer; after its first one whatever comes is part of it. */
	onReport(scanner: Scanner): boolean {
		const isFirst = scanner.word === NETWORK_SAYS;
		if (!isFirst && !this.isSaying) return false;
		this.add(scanner.start, scanner.end, isFirst);
		this.finishLine();
		return true;
	}

	/** Nothing but an answer is longer than the modem's lines. */
	onPiece(start: number, end: number): void {
		this.add(start, end, !this.isSaying);
		this.isSaying = true;
		if (this.operation.modem.memory.bytes[end - 1] === CR) this.finishLine();
	}

	override onScriptEnd(error: ErrorCode | null): void {
		const operation = this.operation;
		const machine = operation.modem.machine;
		if (operation.isLost(error)) return;
		if (this.phase === WAITING && error !== null) {
			operation.note(error, 0);
			this.phase = CANCELLING;
			return machine.run(USSD_COMMANDS, CANCEL, this);
		}
		if (error === null && this.phase === ASKING && !this.isComplete) {
			this.phase = WAITING;
			return machine.wait(USSD_ANSWER_TIME, this);
		}
		machine.receiver.divert(null);
		const failure = error === null && operation.error === null ? this.read() : error;
		operation.end(failure, machine.status);
	}

	/** Keeps a line, or a piece of one. */
	private add(start: number, end: number, isFirst: boolean): void {
		const memory = this.operation.modem.memory;
		const bytes = memory.bytes;
		if (isFirst) this.count = this.quotes = 0;
		for (let at = start; at < end; at++) {
			const byte = bytes[at]!;
			if (byte === QUOTE) this.quotes++;
			if (byte !== CR && this.count < memory.chunkSize) bytes[CHUNK_START + this.count++] = byte;
		}
	}

	/** What has an open quote goes on in the next line. */
	private finishLine(): void {
		const memory = this.operation.modem.memory;
		this.isSaying = (this.quotes & 1) !== 0;
		if (this.isSaying && this.count < memory.chunkSize) memory.bytes[CHUNK_START + this.count++] = LF;
		if (this.isSaying) return;
		this.isComplete = true;
		this.operation.modem.machine.wake();
	}

	/** Reads the answer; what is wrong with it. */
	private read(): ErrorCode | null {
		const memory = this.operation.modem.memory;
		const bytes = memory.bytes;
		const end = CHUNK_START + this.count;
		const first = bytes.indexOf(QUOTE, CHUNK_START);
		const last = bytes.lastIndexOf(QUOTE, end - 1);
		let hash = 0;
		let at = CHUNK_START;
		for (; at < end && bytes[at] !== COLON; at++) hash = ((hash << 5) - hash + bytes[at]!) | 0;
		for (at++; bytes[at] === SPACE;) at++;
		const mode = bytes[at]! - ZERO;
		if (hash !== NETWORK_SAYS || this.count === memory.chunkSize) return "protocol";
		if (mode === NOT_SUPPORTED) return "unsupported";
		if (mode === TIMED_OUT) return "timeout";
		if (mode < 0 || mode > ENDED) return "protocol";
		this.operation.tellDetail(mode === WANTS_ANSWER);
		if (last <= first) return null;
		let scheme = 0;
		for (at = last + 1; at < end; at++) if (bytes[at]! >= ZERO && bytes[at]! <= NINE) scheme = scheme * 10 + bytes[at]! - ZERO;
		const isWide = (scheme & CODING) === WIDE || (scheme & CODING) === WIDE_PLAIN;
		if (isWide && (last - first - 1) % 4 !== 0) return "protocol";
		const text = textOf(bytes, first + 1, last, isWide);
		this.operation.tell(text);
		return null;
	}
}

/** The text of bytes, or of UCS2 in hex. */
function textOf(bytes: Uint8Array, start: number, end: number, isWide: boolean): string {
	let text = "";
	let piece = "";
	let unit = 0;
	let high = 0;
	for (let at = start; at < end; at++) {
		const byte = bytes[at]!;
		// Of a letter the low four bits are one to six.
		unit = isWide ? (unit << 4) | (byte <= NINE ? byte & 15 : (byte & 7) + 9) : byte;
		if (isWide && (at - start) % 4 !== 3) continue;
		unit &= 0xffff;
		if ((unit & SURROGATE) === HIGH_SURROGATE) {
			high = unit;
			continue;
		}
		// XS joins no halves of a pair that are made apart.
		piece += String.fromCodePoint((unit & SURROGATE) === LOW_SURROGATE ? BEYOND + ((high & HALF) << 10) + (unit & HALF) : unit);
		if (piece.length < PIECE) continue;
		text += piece;
		piece = "";
	}
	return text + piece;
}

/** The {@link Ussd}. */
class UssdService implements Ussd {
	private readonly modem: ModemCore;

	constructor(options: { modem: Modem }) {
		this.modem = coreOf(options.modem);
	}

	request(code: string, onDone: UssdCallback): UssdRequest {
		const modem = this.modem;
		checkCallback("ussd", "onDone", onDone, false);
		const bytes = encodeText(modem.runtime, "ussd", "code", code, 1, USSD_LENGTH);
		if (bytes.indexOf(SEMICOLON) >= 0) throw badArgument("ussd", "code must be without semicolons");
		const dialogue = new Dialogue(modem, bytes, onDone);
		modem.submit(dialogue.operation);
		return dialogue;
	}
}

/** `new Ussd({ modem })`: codes such as `*100#`. Throws `argument`. */
export const Ussd: new (options: { modem: Modem }) => Ussd = UssdService;
