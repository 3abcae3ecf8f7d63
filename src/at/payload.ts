import { NO_WORD, OK } from "./words.js";
import type { Receiver } from "./receiver.js";
import type { Scanner } from "./scanner.js";

// What a line after payload means.
/** It is as it should be, and more is to come. */
export const CLOSING = 0;
/** The payload is whole. */
export const WHOLE = 1;
/** Bytes were lost, or came twice. */
export const GARBLED = 2;

/** Payload from its header to what closes it: a blank line, then OK, and nothing else. */
export class Payload {
	private isClosed = false;
	private readonly receiver: Receiver;

	constructor(receiver: Receiver) {
		this.receiver = receiver;
	}

	/** The header has come: `count` bytes follow. */
	begin(count: number): void {
		this.isClosed = false;
		this.receiver.expectPayload(count);
	}

	/** A line has come: what it means. */
	onLine(scanner: Scanner): number {
		if (this.isClosed) return scanner.word === OK && scanner.rawLength === 3 ? WHOLE : GARBLED;
		this.isClosed = true;
		return scanner.word === NO_WORD && scanner.rawLength === 1 ? CLOSING : GARBLED;
	}
}
