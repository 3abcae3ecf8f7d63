/*
 * What the bytes of the host are while they are not commands. Under each of these the modem takes them as they are:
 *
 *	payload     exactly so many bytes, or until a time is over
 *	text        until 1A (done) or 1B (given up)
 *	data mode   until +++ between pauses, DTR, or the other end
 */
import type { Alarm, Clock } from "../clock.ts";
import type { LineSettings } from "./settings.ts";

const END_OF_TEXT = 0x1a;
const ESCAPE = 0x1b;
const BACKSPACE = 0x08;
const PLUS = 0x2b;
const ESCAPE_LENGTH = 3;

/** Takes the bytes of the host. */
export interface Input {
	/** DCD is low meanwhile. */
	readonly carrier: boolean;
	/** Whether its bytes are echoed under ATE1. */
	echoes(settings: LineSettings): boolean;
	/** One byte; false when it was the last. */
	receive(byte: number): boolean;
	/** How many have come, for the transcript. */
	readonly count: number;
	/** It is over: hands over what has come. */
	finish(): void;
	/** Nothing calls back any more. */
	cancel(): void;
}

/** Bytes of a known number. */
export class PayloadInput implements Input {
	readonly carrier: boolean;
	count = 0;
	readonly #bytes: Uint8Array;
	readonly #done: (bytes: Uint8Array) => void;
	#over = false;

	constructor(size: number, carrier: boolean, done: (bytes: Uint8Array) => void) {
		this.#bytes = new Uint8Array(size);
		this.carrier = carrier;
		this.#done = done;
	}

	echoes(settings: LineSettings): boolean {
		return settings.payloadEcho;
	}

	receive(byte: number): boolean {
		this.#bytes[this.count++] = byte;
		return this.count < this.#bytes.length;
	}

	finish(): void {
		if (!this.#over) this.#done(this.#bytes.subarray(0, this.count));
		this.#over = true;
	}

	cancel(): void {
		this.#over = true;
	}
}

/** Text that ends with 1A. */
export class TextInput implements Input {
	readonly carrier = false;
	#bytes: number[] = [];
	#given = true;
	readonly #limit: number;
	readonly #done: (bytes: Uint8Array | undefined) => void;
	#over = false;

	/** More than `limit` bytes end it as well. Calls back with undefined when the host gives up. */
	constructor(limit: number, done: (bytes: Uint8Array | undefined) => void) {
		this.#limit = limit;
		this.#done = done;
	}

	get count(): number {
		return this.#bytes.length;
	}

	echoes(settings: LineSettings): boolean {
		return settings.textEcho;
	}

	receive(byte: number): boolean {
		if (byte === END_OF_TEXT) return false;
		if (byte === ESCAPE) {
			this.#given = false;
			return false;
		}
		if (byte === BACKSPACE) this.#bytes.pop();
		else this.#bytes.push(byte);
		return this.#bytes.length <= this.#limit;
	}

	finish(): void {
		if (!this.#over) this.#done(this.#given ? Uint8Array.from(this.#bytes) : undefined);
		this.#over = true;
	}

	cancel(): void {
		this.#over = true;
	}
}

/** Whom data mode belongs to. */
export interface Carrier {
	/** Bytes of the host for the other end. */
	receive(bytes: Uint8Array): void;
	/** The host has left data mode, by +++ or DTR; `hangUp`: it wants the connection gone (AT&D2). */
	left(hangUp: boolean): void;
}

/** Data mode: bytes pass until +++ stands alone between two pauses. */
export class OnlineInput implements Input {
	readonly carrier = true;
	count = 0;
	readonly #clock: Clock;
	readonly #pauses: { before: number; after: number };
	readonly #to: Carrier;
	readonly #escaped: (hangUp: boolean) => void;
	#last: number;
	#pluses = 0;
	#alarm: Alarm | undefined;

	constructor(clock: Clock, pauses: { before: number; after: number }, to: Carrier, escaped: (hangUp: boolean) => void) {
		this.#clock = clock;
		this.#pauses = pauses;
		this.#to = to;
		this.#escaped = escaped;
		this.#last = clock.now;
	}

	echoes(): boolean {
		return false;
	}

	receive(byte: number): true {
		const { now } = this.#clock;
		const rested = now - this.#last >= this.#pauses.before;
		this.#last = now;
		this.count++;
		if (this.#alarm) this.#clock.cancel(this.#alarm);
		this.#alarm = undefined;
		if (byte === PLUS && (this.#pluses > 0 || rested) && this.#pluses < ESCAPE_LENGTH) {
			this.#pluses++;
			if (this.#pluses === ESCAPE_LENGTH) this.#alarm = this.#clock.schedule(this.#pauses.after, () => this.leave(false));
			return true;
		}
		this.#pass(this.#pluses);
		this.#to.receive(Uint8Array.of(byte));
		return true;
	}

	finish(): void {
		this.cancel();
	}

	cancel(): void {
		if (this.#alarm) this.#clock.cancel(this.#alarm);
		this.#alarm = undefined;
	}

	/** Pluses that were no escape belong to the data. */
	#pass(pluses: number): void {
		this.#pluses = 0;
		if (pluses) this.#to.receive(new Uint8Array(pluses).fill(PLUS));
	}

	/** Back to commands: +++ or DTR. */
	leave(hangUp: boolean): void {
		this.cancel();
		this.#escaped(hangUp);
	}
}
