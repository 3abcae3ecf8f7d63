import { checkCallback, checkNumber, checkObject, encodeText } from "../at/check.js";
import type { ErrorCode, ModemError } from "../at/error.js";
import { BURST_LIMIT, NUMBER_DIGITS, PDU_SIZE, PLACES, READ_TRIES, TEXT_LENGTH } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import type { Parameter } from "../at/script.js";
import { NO_WORD } from "../at/words.js";
import { coreOf, type Listener, type ModemCore } from "../modem/core.js";
import type { Modem } from "../modem/modem.js";
import { type DoneCallback, NO_EFFECT, ScriptOperation } from "../modem/script-operation.js";
import { ANSWERING } from "../modem/stages.js";
import { NINE, PLUS, ZERO } from "../uart/ascii.js";
import { BASIC, ESCAPE_SEPTET, EXTENDED, EXTENDED_SEPTETS } from "./alphabet.js";
import { ANNOUNCED, MESSAGE_COMMANDS, PLACE, REMOVE, REPORTED, WHICH } from "./commands.js";
import type { Message, MessageRecord } from "./message.js";
import { BEYOND, HALF, HIGH_SURROGATE, LOW_SURROGATE } from "./pdu.js";
import { ALL, type Inbox, type MessageCallback, NEW, ONE, Reading } from "./reading.js";
import { type SendOptions, Sending, type SentMessage } from "./sending.js";

/** Options of {@link Messages}. The callbacks are called with the `Messages` as `this`. */
export interface MessagesOptions {
	/** The modem, of any of the package's modules; its `burst` is 352 at least. */
	modem: Modem;
	/** A message has come, or was there unread when the modem started. It stays on the SIM until it is removed. */
	onMessage?(this: Messages, message: Message): void;
	/**
	 * What has become of a message that was sent with `report`, by its `reference`: 0 it was delivered, 1 and 2 it was passed on, 32 to 63 the network goes on trying,
	 * from 64 on it was not delivered (GSM 03.40, 9.2.3.15).
	 */
	onReport?(this: Messages, reference: number, status: number): void;
	/** What was announced could not be read: it is tried again with the next one, or after a restart. */
	onError?(this: Messages, error: ModemError): void;
}

/** Told the message; undefined with an error. */
export type ReadCallback = (this: MessageTask, error: ModemError | null, message: Message | undefined) => void;

/** Told the end, once, with the number of messages, those that were sent included; `incomplete` if fewer could be read than the modem says that there are. */
export type ListCallback = (this: MessageTask, error: ModemError | null, count: number | undefined) => void;

/** Messages that are being read or removed. */
export interface MessageTask {
	/** Cancels it. */
	close(): void;
}

/** Short messages (SMS) on the SIM and to others. */
export interface Messages {
	/** Sends a message, in parts if it is long. Throws `argument`, `busy`, `cancelled`. Allocates it and twice the length of its text. */
	send(options: SendOptions): SentMessage;
	/** Reads the message in a place, 1 to 255, and leaves it unread if it was. An empty place is the error `command` with the status 321. */
	read(index: number, onDone: ReadCallback): MessageTask;
	/** Reads all received messages, by rising `index`, and leaves those unread that were. */
	list(onMessage: (this: MessageTask, message: Message) => void, onDone?: ListCallback): MessageTask;
	/** Removes the message in a place; without one, everything. */
	remove(index?: number, onDone?: DoneCallback): MessageTask;
}

const REFERENCES = 65536;

/** The {@link Messages}. */
class MessageService implements Messages, Listener, Inbox {
	next: Listener | null = null;
	readonly modem: ModemCore;
	readonly due: Uint8Array;
	isSweeping!: boolean;
	readonly message: MessageRecord = {} as MessageRecord;
	/** Reads what is announced; it waits for the modem, or has it. */
	private readonly news: Reading | null;
	isQueued!: boolean;
	/** Octets of the report whose line is next. */
	private octets!: number;
	/** Failures in a row. */
	tries = 0;
	readonly options: MessagesOptions;

	constructor(options: MessagesOptions) {
		const modem = coreOf(options.modem);
		checkNumber("message", "burst", modem.memory.chunkSize, PDU_SIZE, BURST_LIMIT);
		const onMessage = options.onMessage;
		this.modem = modem;
		this.options = options;
		this.due = new Uint8Array(PLACES + 1);
		this.news = onMessage ? new Reading(this, NEW, 0, onMessage as never, onNewsEnded) : null;
		if (!onMessage && !options.onReport) return;
		modem.listen(this);
		this.onLost("reset");
	}

	send(options: SendOptions): SentMessage {
		// What is said once more costs flash once more.
		const name = "message";
		checkObject(name, "the options", options);
		const modem = this.modem;
		const number = encodeNumber(modem, options, name);
		const text = options.text;
		checkNumber(name, "text.length", typeof text === "string" && text.length, 1, TEXT_LENGTH);
		const units = new Uint16Array(text.length * 2);
		let count = encodeSeptets(text, units);
		const isWide = count < 0;
		if (isWide) count = encodeWide(text, units);
		const sending = new Sending(modem, number, units, count, isWide, Math.random() * REFERENCES, options);
		modem.submit(sending.operation);
		return sending;
	}

	read(index: number, onDone: ReadCallback): MessageTask {
		const name = "message";
		checkCallback(name, "onDone", onDone, false);
		const reading = new Reading(this, ONE, checkNumber(name, "index", index, 1, PLACES), undefined, onDone as never);
		this.modem.submit(reading.operation);
		return reading;
	}

	list(onMessage: MessageCallback<MessageTask>, onDone?: ListCallback): MessageTask {
		const reading = new Reading(this, ALL, 0, onMessage as never, onDone as never);
		this.modem.submit(reading.operation);
		return reading;
	}

	remove(index?: number, onDone?: DoneCallback): MessageTask {
		const isAll = index === undefined;
		const slots: Parameter[] = [];
		const name = "message";
		slots[PLACE] = isAll ? 1 : checkNumber(name, "index", index, 1, PLACES);
		slots[WHICH] = isAll ? 4 : 0;
		const removing = new ScriptOperation(this.modem, name, MESSAGE_COMMANDS, REMOVE, onDone, NO_EFFECT, null, "");
		removing.slots = slots;
		this.modem.submit(removing.operation);
		return removing;
	}

	// What the core tells.

	onURC(scanner: Scanner): boolean {
		const word = scanner.word;
		const octets = this.octets;
		this.octets = 0;
		if (word === NO_WORD && octets > 0) return this.onReportText(scanner, octets);
		if (word === REPORTED && this.options.onReport) {
			// It has been parsed for the text that follows.
			this.octets = scanner.values[0]!;
			return true;
		}
		if (word !== ANNOUNCED) return false;
		scanner.parse();
		const place = scanner.values[1]!;
		// Failures before it do not count.
		this.tries = 0;
		// A damaged line may mean any.
		if (place < 0) this.isSweeping = true;
		else this.due[place] = 1;
		this.wake();
		return true;
	}

	/** What follows `+CDS: 25`, in hex: as many octets after the service centre. */
	private onReportText(scanner: Scanner, announced: number): boolean {
		const octets: number[] = [];
		for (let at = scanner.start; at < scanner.end; at += 2) {
			octets.push(Number("0x" + String.fromCharCode(scanner.bytes[at]!, scanner.bytes[at + 1]!)));
		}
		const start = octets[0]! + 1;
		const status = octets[octets.length - 1]!;
		const reference = octets[start + 1]!;
		if (scanner.end - scanner.start === (start + announced) * 2 && reference + status >= 0)
			this.options.onReport!.call(this, reference, status);
		return true;
	}

	/** After a restart there may be messages that nobody has announced. */
	onLost(code: ErrorCode): void {
		this.isSweeping = true;
		if (code === "reset" && this.modem.starter.stage >= ANSWERING) this.wake();
	}

	/** Something may have come: reads it, unless that waits already. */
	wake(): void {
		const news = this.news;
		if (this.isQueued || news === null) return;
		this.isQueued = true;
		news.operation.renew();
		this.modem.submitTurn(news.operation);
	}
}

/** Encodes a number. Throws `argument`: what is in it becomes a part of a PDU, and nothing but digits may. */
function encodeNumber(modem: ModemCore, options: SendOptions, name: string): Uint8Array {
	const bytes = encodeText(modem.runtime, name, "number", options.number, 1, NUMBER_DIGITS + 1);
	let count = 0;
	for (let i = bytes[0] === PLUS ? 1 : 0; i < bytes.length; i++) {
		// What is no digit is one too many.
		if (bytes[i]! < ZERO || bytes[i]! > NINE) count = NUMBER_DIGITS;
		count++;
	}
	checkNumber(name, "digits in number", count, 1, NUMBER_DIGITS);
	return bytes;
}

/** Writes the septets of a text; how many, -1 if a character is not in the alphabet. */
function encodeSeptets(text: string, septets: Uint16Array): number {
	let count = 0;
	for (let i = 0; i < text.length && count >= 0; i++) {
		const character = text.charAt(i);
		const septet = BASIC.indexOf(character);
		const extended = EXTENDED.indexOf(character);
		if (extended >= 0) {
			septets[count] = ESCAPE_SEPTET;
			septets[count + 1] = EXTENDED_SEPTETS.charCodeAt(extended);
			count += 2;
		} else if (septet >= 0 && septet !== ESCAPE_SEPTET) {
			septets[count] = septet;
			count++;
		} else count = -1;
	}
	return count;
}

/** Writes a text as UTF-16; how many units. XS has characters beyond as one, not as two halves. */
function encodeWide(text: string, units: Uint16Array): number {
	let count = 0;
	for (let i = 0; i < text.length; i++) {
		let code = text.charCodeAt(i);
		if (code >= BEYOND) {
			units[count] = HIGH_SURROGATE + ((code - BEYOND) >> 10);
			count++;
			code = LOW_SURROGATE + (code & HALF);
		}
		units[count] = code;
		count++;
	}
	return count;
}

/** Called with the {@link Reading} of what is announced. */
function onNewsEnded(this: Reading, error: ModemError | null): void {
	const service = this.inbox as MessageService;
	let tries = 0;
	service.isQueued = false;
	if (error !== null) tries = error.code === "cancelled" || error.code === "port" ? READ_TRIES : service.tries + 1;
	service.tries = tries;
	// What came while the last one was being read; after a failure a few times, for the modem may have to be started.
	if (tries < READ_TRIES && (service.isSweeping || service.due.indexOf(1) > 0)) service.wake();
	else if (error !== null && service.options.onError) service.options.onError.call(service, error);
}

/** `new Messages({ modem })`: the messages of a `Modem`. Throws `argument`. */
export const Messages: new (options: MessagesOptions) => Messages = MessageService;
