import type { Clock } from "../clock.ts";
import { type Line, ratesMatch, Receiver } from "../line.ts";

/** Rates of the modem's UART. */
export interface LinkOptions {
	clock: Clock;
	/** To the modem. */
	rxd: Line;
	/** From the modem. */
	txd: Line;
	rates: readonly number[];
	autobaudMaximum: number;
	onByte: (byte: number) => void;
}

const LETTER_A = 0x41;
const LETTER_T = 0x54;
const LETTER_T_LOWER = 0x74;

/**
 * The modem's end of the UART. At a fixed rate it reads what a receiver at that rate reads; under autobaud it
 * listens for `AT` or `At` at any rate it knows and keeps the first that fits until power-down.
 */
export class Link {
	readonly #options: LinkOptions;
	readonly #receiver: Receiver;
	#searching = false;
	#candidate = 0;
	#active = false;

	constructor(options: LinkOptions) {
		this.#options = options;
		this.#receiver = new Receiver(options.clock, 115200, options.onByte);
		options.rxd.onByte = (byte, framingBaud) => this.#receive(byte, framingBaud);
	}

	/** Rate in use; 0 while autobaud has not found one. */
	get rate(): number {
		return this.#searching ? 0 : this.#receiver.baud;
	}

	/** Switches the port on at a fixed rate, or at 0 with autobaud. */
	start(rate: number): void {
		this.#active = true;
		this.#candidate = 0;
		this.#searching = rate === 0;
		if (rate) this.change(rate);
	}

	/** Another rate from now on, both ways. */
	change(rate: number): void {
		this.#searching = false;
		this.#receiver.baud = rate;
		this.#options.txd.baud = rate;
	}

	/** Switches the port off: what has not left is gone. */
	stop(): void {
		this.#active = false;
		this.#options.txd.clear();
	}

	#receive(byte: number, framingBaud: number): void {
		if (!this.#active) return;
		if (this.#searching) this.#search(byte, framingBaud);
		else this.#receiver.receive(byte, framingBaud);
	}

	#search(byte: number, framingBaud: number): void {
		const second = byte === LETTER_T || byte === LETTER_T_LOWER;
		const candidate = this.#candidate;
		this.#candidate = byte === LETTER_A ? framingBaud : 0;
		if (!second || candidate !== framingBaud) return;
		const { rates, autobaudMaximum, onByte } = this.#options;
		const rate = rates.find(each => each <= autobaudMaximum && ratesMatch(framingBaud, each));
		if (!rate) return;
		this.change(rate);
		onByte(LETTER_A);
		onByte(byte);
	}
}
