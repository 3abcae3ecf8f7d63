import type { Alarm, Clock } from "../clock.ts";
import type { Line } from "../line.ts";
import type { Registers } from "../modem.ts";
import type { Personality } from "../personality.ts";
import type { Settings } from "../settings.ts";
import type { Signal } from "../signal.ts";
import type { Transcript } from "../transcript.ts";
import { CommandReader, type ReaderEvents } from "./command-line.ts";
import { type Input, OnlineInput } from "./input.ts";
import { Link } from "./link.ts";

const CR = 0x0d;
const LF = 0x0a;
const XON = 0x11;
const XOFF = 0x13;
/** AT+IFC: none, XON/XOFF, RTS/CTS. */
const SOFTWARE_FLOW = 1;
const HARDWARE_FLOW = 2;

/** What a terminal is part of. */
export interface TerminalOptions {
	readonly clock: Clock;
	readonly settings: Settings;
	readonly personality: Personality;
	readonly transcript: Transcript;
	readonly rxd: Line;
	readonly txd: Line;
	readonly pins: { readonly dcd: Signal; readonly dtr: Signal; readonly rts: Signal; readonly cts: Signal };
	registers(): Registers;
	isOn(): boolean;
	readonly events: ReaderEvents;
}

/**
 * The modem's end of the line to its host: echo, flow control, sleep, and whether a byte belongs to a command, to
 * payload or to nobody.
 */
export class Terminal {
	readonly #options: TerminalOptions;
	readonly #link: Link;
	#reader!: CommandReader;
	#executing = false;
	#lastByte = 0;
	/** Bytes that came before a result, and how many were lost. */
	#kept: number[] = [];
	#lost = 0;
	#input: Input | undefined;
	#limit: Alarm | undefined;
	#silentUntil = 0;
	/** XOFF was the last of XON and XOFF. */
	#stopped = false;
	#muted = false;
	#lastActivity = 0;
	#deafUntil = 0;

	constructor(options: TerminalOptions) {
		this.#options = options;
		const { clock, rxd, txd, personality, settings, pins } = options;
		this.#link = new Link({
			clock,
			rxd,
			txd,
			rates: personality.baudRates,
			autobaudMaximum: settings.autobaudMaximum,
			onByte: byte => this.#receive(byte),
		});
		pins.dtr.watch(level => {
			if (level === 0 && this.#isAsleep) this.#deafUntil = clock.now + settings.wakeTime;
			this.#lastActivity = clock.now;
			if (level === 1) this.#dataTerminalGone();
		});
		pins.rts.watch(() => this.updateFlow());
	}

	/** Everything in RAM is gone. */
	reset(): void {
		this.#input?.cancel();
		this.#input = undefined;
		this.#executing = this.#stopped = this.#muted = false;
		this.#kept = [];
		this.#lost = this.#deafUntil = 0;
		const { events, personality, settings } = this.#options;
		this.#reader = new CommandReader(events, personality.anyCasePrefix, settings.lineFeedEnds);
		this.updateFlow();
	}

	/** Switches the port on, at a rate or with autobaud (0). */
	start(rate: number): void {
		this.#link.start(rate);
		this.#lastActivity = this.#options.clock.now;
		this.updateCarrier();
	}

	/** Switches it off. */
	stop(): void {
		this.#link.stop();
	}

	/** Another rate from now on. */
	changeRate(rate: number): void {
		this.#link.change(rate);
	}

	/** The rate is known: under autobaud only once AT has come. */
	get hasRate(): boolean {
		return this.#link.rate !== 0;
	}

	/** The host's bytes are taken as they are. */
	get isTaking(): boolean {
		return this.#input !== undefined;
	}

	/** Data mode. */
	get isOnline(): boolean {
		return this.#input instanceof OnlineInput;
	}

	/** What would be sent during the next `duration` ms is lost. */
	silence(duration: number): void {
		this.#silentUntil = this.#options.clock.now + duration;
	}

	/** Nothing is sent until it is taken back. */
	set muted(muted: boolean) {
		this.#muted = muted;
	}

	send(bytes: Uint8Array | readonly number[]): void {
		const { clock, transcript, txd } = this.#options;
		if (clock.now < this.#silentUntil || this.#muted) {
			transcript.add("note", `not sent: ${bytes.length} bytes`);
			return;
		}
		this.#lastActivity = clock.now;
		txd.send(bytes);
	}

	/** From the end of a command line to its result. */
	beginCommand(): void {
		this.#executing = true;
		this.updateFlow();
	}

	/** The result has been sent: what came too early is lost, or is read now. */
	endCommand(): void {
		this.#executing = false;
		this.updateFlow();
		if (this.#lost) this.#options.transcript.add("note", `${this.#lost} bytes of the host lost: they came before the result`);
		this.#lost = 0;
	}

	/** Reads what came before the result or the prompt. */
	replayKept(): void {
		for (const byte of this.#kept.splice(0)) this.#receive(byte);
	}

	/** The host's bytes belong to `input` until it says that it is over, or for `limit` ms. */
	take(input: Input, limit = Infinity): void {
		this.#input = input;
		this.#limit = limit < Infinity ? this.#options.clock.schedule(limit, () => this.#input === input && this.release()) : undefined;
		this.updateCarrier();
		this.updateFlow();
	}

	/** Bytes are commands again. */
	release(): void {
		const input = this.#input;
		if (!input) return;
		this.#input = undefined;
		if (this.#limit) this.#options.clock.cancel(this.#limit);
		this.#options.transcript.add("host", `<${input.count} bytes>`);
		this.updateCarrier();
		this.updateFlow();
		input.finish();
	}

	/** DCD: low while payload is taken, or always (AT&C0). */
	updateCarrier(): void {
		const { pins, settings } = this.#options;
		const carrier = this.#input?.carrier === true && settings.dcdInDataPhase;
		pins.dcd.set(this.#options.isOn() && (carrier || this.#options.registers().dcd === 0) ? 0 : 1);
	}

	/** RTS high holds the modem back under AT+IFC=2; CTS is high while the modem takes nothing. */
	updateFlow(): void {
		const { pins, txd } = this.#options;
		const [fromHost, toHost] = this.#options.registers().flow;
		txd.paused = (fromHost === HARDWARE_FLOW && pins.rts.level === 1) || (fromHost === SOFTWARE_FLOW && this.#stopped);
		pins.cts.set(toHost === HARDWARE_FLOW && this.#executing && !this.#input ? 1 : 0);
	}

	/** AT&D in data mode: 1 back to commands, 2 the connection ends too. */
	#dataTerminalGone(): void {
		const { dtr } = this.#options.registers();
		if (this.#input instanceof OnlineInput && dtr > 0) this.#input.leave(dtr === 2);
	}

	#receive(byte: number): void {
		if (!this.#options.isOn() || this.#ignores()) return;
		this.#lastActivity = this.#options.clock.now;
		const afterCR = byte === LF && this.#lastByte === CR;
		this.#lastByte = byte;
		if (this.#input) return this.#feed(this.#input, byte);
		if (this.#isFlowControl(byte)) return;
		if (afterCR && !this.#options.settings.lineFeedEcho) return;
		if (this.#executing && !afterCR) {
			// A host that heeds CTS has at most its own FIFO under way.
			if (this.#options.settings.typeAhead === "keep" || this.#options.pins.cts.level === 1) this.#kept.push(byte);
			else this.#lost++;
			return;
		}
		if (this.#options.registers().echo) this.send([byte]);
		if (!this.#executing) this.#reader.push(byte);
	}

	#isFlowControl(byte: number): boolean {
		if (this.#options.registers().flow[0] !== SOFTWARE_FLOW || (byte !== XON && byte !== XOFF)) return false;
		this.#stopped = byte === XOFF;
		this.updateFlow();
		return true;
	}

	#feed(input: Input, byte: number): void {
		if (input.echoes(this.#options.settings) && this.#options.registers().echo) this.send([byte]);
		if (!input.receive(byte) && this.#input === input) this.release();
	}

	/** AT+CSCLK: a sleeping module is deaf; under 2 the first character wakes it and is lost. */
	#ignores(): boolean {
		const { clock, settings } = this.#options;
		if (clock.now < this.#deafUntil) return true;
		if (!this.#isAsleep) return false;
		if (this.#options.registers().slowClock === 2) {
			this.#lastActivity = clock.now;
			this.#deafUntil = clock.now + settings.wakeTime;
		}
		return true;
	}

	get #isAsleep(): boolean {
		const { clock, settings, pins } = this.#options;
		const { slowClock } = this.#options.registers();
		if (slowClock === 0 || this.#executing || this.#input) return false;
		if (slowClock === 1 && pins.dtr.level === 0) return false;
		return clock.now - this.#lastActivity >= settings.sleepTime;
	}
}
