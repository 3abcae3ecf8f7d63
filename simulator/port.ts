/*
 * The ECMA-419 face of the ESP32 as Moddable's port shows it: the same options, the same refusals in the same
 * order and words, the same values. Facts from the SDK's C sources (modules/io/serial/esp32,
 * modules/io/digital/esp32, modules/io/common).
 */
import type { Clock } from "./clock.ts";
import { Esp32Pin, FALLING, type PinListener, RISING } from "./board/gpio.ts";
import type { Line } from "./line.ts";
import { Machine } from "./machine.ts";
import { type Level, Signal } from "./signal.ts";
import { Esp32Uart, type UartListener } from "./board/uart.ts";

/** The modem's pins that a board may connect. Levels are electrical: DCD and RI are active low, PWRKEY and NRESET act when low. */
export interface ModemPins {
	/** Modem to host. */
	readonly txd: Line;
	/** Host to modem. */
	readonly rxd: Line;
	readonly dcd: Signal;
	readonly ri: Signal;
	readonly status: Signal;
	readonly dtr: Signal;
	readonly pwrkey: Signal;
	readonly nreset: Signal;
	/** Low: the host is ready to receive. */
	readonly rts?: Signal;
	/** Low: the modem is ready to receive. */
	readonly cts?: Signal;
}

/** Which GPIO of the board leads to which pin of the modem. */
export interface Wiring {
	/** UART the board's description uses; any UART can drive any pin. */
	readonly port: number;
	readonly transmit: number;
	readonly receive: number;
	readonly dcd?: number;
	readonly powerKey?: number;
	readonly reset?: number;
	readonly dtr?: number;
	readonly ri?: number;
	readonly status?: number;
	/** The firmware's own flow control: this port of the ESP32 knows none. */
	readonly requestToSend?: number;
	readonly clearToSend?: number;
	/** GPIOs that pass through an inverter (a transistor). */
	readonly inverted?: readonly number[];
}

/** A generic ESP32 DevKit with a SIM900 module, all control lines connected. */
export const DEVKIT: Wiring = { port: 2, transmit: 17, receive: 16, dcd: 34, powerKey: 4, reset: 5, dtr: 32, ri: 33, status: 35 };

/** Options of `new Serial(…)`. */
export interface SerialOptions {
	/** Default 0, the console's. */
	port?: number;
	baud?: number;
	transmit?: number;
	receive?: number;
	/** "buffer" (this port's default) or "number". */
	format?: string;
	target?: unknown;
	onReadable?: ((this: never, count: number) => void) | null | undefined;
	onWritable?: ((this: never, count: number) => void) | null | undefined;
}

/** Options of `new Digital(…)`. */
export interface DigitalOptions {
	pin?: number;
	mode?: number;
	/** Digital.Rising, Digital.Falling or both. */
	edge?: number;
	activeLow?: boolean;
	initialValue?: number;
	format?: string;
	target?: unknown;
	onReadable?: ((this: never, triggered: number) => void) | null | undefined;
}

/** A serial port after its options were accepted. */
export interface SerialPort {
	format: string;
	/** A byte ("number" format), a count (given a view), a fresh buffer, or undefined when there is nothing. */
	read(target?: ArrayBufferView | ArrayBuffer | number): number | ArrayBuffer | undefined;
	/** Throws "output full" unless all of it fits. */
	write(data: ArrayBufferView | ArrayBuffer | number): void;
	close(): void;
	/** The peripheral behind it. */
	readonly uart: Esp32Uart;
}

/** A pin after its options were accepted. */
export interface DigitalPin {
	read(): Level;
	write(level: number): void;
	close(): void;
}

/** ESP32: GPIO 24 and 28 to 31 do not exist, 34 to 39 cannot drive. */
const GPIO_COUNT = 40;
const MISSING_PINS = [24, 28, 29, 30, 31];
const FIRST_INPUT_ONLY = 34;
const UART_COUNT = 3;
const MAXIMUM_BAUD = 20_000_000;

const INPUT = 0;
const INPUT_PULL_UP = 1;
const INPUT_PULL_DOWN = 2;
const INPUT_PULL_UP_DOWN = 3;
const OUTPUT = 8;
const OUTPUT_OPEN_DRAIN = 9;

const FORMATS = [
	"number",
	"buffer",
	"string",
	"socket/tcp",
	"uint8",
	"int8",
	"uint16",
	"int16",
	"uint32",
	"int32",
	"uint64",
	"int64",
	"buffer/disposable",
];

function toInteger(value: unknown): number {
	if (value === undefined) throw new Error("invalid");
	return Number(value) | 0;
}

function toPin(value: unknown): number {
	const pin = toInteger(value);
	if (pin < 0) throw new RangeError("negative");
	return pin;
}

function checkCallback(value: unknown): boolean {
	if (value === undefined || value === null) return false;
	if (typeof value !== "function") throw new Error("not a function");
	return true;
}

function checkFormat(options: { format?: string }, byDefault: string, allowed: readonly string[]): string {
	const format = options.format || byDefault;
	if (!allowed.includes(format)) throw new RangeError("invalid format");
	return format;
}

function toBytes(data: unknown): Uint8Array {
	if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
	if (data instanceof ArrayBuffer) return new Uint8Array(data);
	throw new TypeError("not a buffer");
}

function invalidHost(): never {
	throw new SyntaxError("C: xsGetHostData: invalid host data");
}

/** Settings of a board. */
export interface BoardOptions {
	clock: Clock;
	modem: ModemPins;
	wiring?: Wiring;
	/** ms from an interrupt to its callback; default 0.05. */
	dispatch?: number;
	/** Bytes in the receive FIFO that make the UART ask for an interrupt; default 96, as Moddable's port leaves it. */
	receiveThreshold?: number;
	/** UARTs that an IDF driver owns; default 0, where the console or the debugger is. */
	occupied?: readonly number[];
}

/** An ESP32 board wired to a modem: the peripherals, and the option checks in front of them. */
export class Esp32Board {
	readonly wiring: Wiring;
	/** The firmware's thread; `stall` it to see what a busy CPU does to the port. */
	readonly machine: Machine;
	/** The UART peripherals by port number. */
	readonly uarts: readonly Esp32Uart[];

	readonly #modem: ModemPins;
	readonly #occupied: readonly number[];
	readonly #used = new Set<number>();
	readonly #floating = new Map<number, Signal>();

	constructor({ clock, modem, wiring = DEVKIT, dispatch, receiveThreshold, occupied = [0] }: BoardOptions) {
		this.wiring = wiring;
		this.machine = new Machine(clock, dispatch);
		this.uarts = Array.from({ length: UART_COUNT }, () => new Esp32Uart(clock, this.machine, receiveThreshold));
		this.#modem = modem;
		this.#occupied = occupied;
	}

	/** Checks the options as Moddable's constructor does and opens the port. Events go to `listener`. */
	openSerial(options: SerialOptions, listener: UartListener): SerialPort {
		const { transmit, receive } = this.#serialPins(options);
		const port = "port" in options ? toInteger(options.port) : 0;
		if (port < 0 || port >= UART_COUNT) throw new RangeError("invalid port");
		const baud = Number(options.baud) | 0;
		if (baud <= 0 || baud > MAXIMUM_BAUD) throw new RangeError("invalid baud");
		const readable = checkCallback(options.onReadable) && receive !== undefined;
		const writable = checkCallback(options.onWritable) && transmit !== undefined;
		const format = checkFormat(options, "buffer", ["number", "buffer"]);
		if (this.#occupied.includes(port)) throw new RangeError("port in use");

		const uart = this.uarts[port]!;
		uart.listener = listener;
		const { wiring } = this;
		uart.open({
			baud,
			transmit: transmit === wiring.transmit ? this.#modem.rxd : undefined,
			receive: receive === wiring.receive ? this.#modem.txd : undefined,
			readable,
			writable,
		});
		const pins = [transmit, receive].filter(pin => pin !== undefined);
		for (const pin of pins) this.#used.add(pin);
		return new OpenSerial(uart, format, () => pins.forEach(pin => this.#used.delete(pin)));
	}

	/** Checks the options as Moddable's constructor does and takes the pin. Edges go to `listener`. */
	openDigital(options: DigitalOptions, listener: PinListener): DigitalPin {
		if (options.pin === undefined) throw new Error("invalid");
		const pin = Number(options.pin) | 0;
		if (pin >> 5 > 1) throw new Error("invalid bank");
		if (pin < 0 || pin >= GPIO_COUNT || MISSING_PINS.includes(pin)) throw new Error("invalid pin");
		if (this.#used.has(pin)) throw new Error("in use");
		const mode = toInteger(options.mode);
		const output = mode === OUTPUT || mode === OUTPUT_OPEN_DRAIN;
		if (!output && (mode < INPUT || mode > INPUT_PULL_UP_DOWN)) throw new RangeError("invalid mode");
		let edges = 0;
		if (!output && checkCallback(options.onReadable)) {
			edges = Number(options.edge ?? 0) & (RISING | FALLING);
			if (!edges) throw new RangeError("invalid edges");
		}
		if (output && pin >= FIRST_INPUT_ONLY) throw new RangeError("input only");
		checkFormat(options, "number", ["number"]);

		const model = new Esp32Pin(this.machine, {
			signal: this.#signal(pin, mode),
			inverted: this.wiring.inverted?.includes(pin) ?? false,
			pin,
			output,
			activeLow: Boolean(options.activeLow),
			initial: Number(options.initialValue ?? 0) ? 1 : 0,
			edges,
		});
		model.listener = listener;
		this.#used.add(pin);
		return new OpenDigital(model, output, () => this.#used.delete(pin));
	}

	#serialPins(options: SerialOptions): { transmit: number | undefined; receive: number | undefined } {
		const transmit = "transmit" in options ? this.#freePin(options.transmit) : undefined;
		const receive = "receive" in options ? this.#freePin(options.receive) : undefined;
		if (transmit === undefined && receive === undefined) throw new Error("invalid");
		return { transmit, receive };
	}

	#freePin(value: unknown): number {
		const pin = toPin(value);
		if (pin >= GPIO_COUNT || MISSING_PINS.includes(pin) || this.#used.has(pin)) throw new Error("in use");
		return pin;
	}

	#signal(pin: number, mode: number): Signal {
		const { wiring } = this;
		const modem = this.#modem;
		if (pin === wiring.dcd) return modem.dcd;
		if (pin === wiring.ri) return modem.ri;
		if (pin === wiring.status) return modem.status;
		if (pin === wiring.dtr) return modem.dtr;
		if (pin === wiring.powerKey) return modem.pwrkey;
		if (pin === wiring.reset) return modem.nreset;
		if (pin === wiring.requestToSend && modem.rts) return modem.rts;
		if (pin === wiring.clearToSend && modem.cts) return modem.cts;
		let signal = this.#floating.get(pin);
		if (!signal) {
			signal = new Signal(`GPIO${pin}`, mode === INPUT_PULL_UP ? 1 : 0);
			this.#floating.set(pin, signal);
		}
		return signal;
	}
}

class OpenSerial implements SerialPort {
	readonly uart: Esp32Uart;
	#format: string;
	#release: (() => void) | undefined;

	constructor(uart: Esp32Uart, format: string, release: () => void) {
		this.uart = uart;
		this.#format = format;
		this.#release = release;
	}

	get format(): string {
		this.#check();
		return this.#format;
	}

	set format(format: string) {
		this.#check();
		if (!FORMATS.includes(format)) throw new RangeError("unknown");
		if (format !== "number" && format !== "buffer") throw new RangeError("unimplemented");
		this.#format = format;
	}

	read(target?: ArrayBufferView | ArrayBuffer | number): number | ArrayBuffer | undefined {
		this.#check();
		const { available } = this.uart;
		if (available === 0) return undefined;
		if (this.#format === "number") {
			const byte = new Uint8Array(1);
			this.uart.take(byte);
			return byte[0];
		}
		if (typeof target === "object") {
			const view = toBytes(target);
			if (view.length === 0) throw new Error("invalid");
			return this.uart.take(view);
		}
		// A number is not clamped to what is there: the rest of the buffer is whatever an empty FIFO gives.
		const count = target === undefined ? available : Number(target) | 0;
		if (count <= 0) throw new Error("invalid");
		const buffer = new ArrayBuffer(count);
		this.uart.take(new Uint8Array(buffer));
		return buffer;
	}

	write(data: ArrayBufferView | ArrayBuffer | number): void {
		this.#check();
		const bytes = this.#format === "number" ? Uint8Array.of(Number(data)) : toBytes(data);
		if (!this.uart.put(bytes)) throw new Error("output full");
	}

	close(): void {
		if (!this.#release) return;
		this.uart.close();
		this.#release();
		this.#release = undefined;
	}

	#check(): void {
		if (!this.#release) invalidHost();
	}
}

class OpenDigital implements DigitalPin {
	readonly #pin: Esp32Pin;
	readonly #output: boolean;
	#release: (() => void) | undefined;

	constructor(pin: Esp32Pin, output: boolean, release: () => void) {
		this.#pin = pin;
		this.#output = output;
		this.#release = release;
	}

	read(): Level {
		if (!this.#release) invalidHost();
		if (this.#output) throw new Error("can't read output");
		return this.#pin.read();
	}

	write(level: number): void {
		if (!this.#release) invalidHost();
		if (!this.#output) throw new Error("can't write input");
		this.#pin.write(Number(level) ? 1 : 0);
	}

	close(): void {
		if (!this.#release) return;
		this.#pin.close();
		this.#release();
		this.#release = undefined;
	}
}

/** `new Serial(options)` */
export interface SerialConstructor {
	new (options: SerialOptions): SerialPort & { target?: unknown };
}

/** `new Digital(options)` and its constants. */
export interface DigitalConstructor {
	new (options: DigitalOptions): DigitalPin & { target?: unknown };
	readonly Input: 0;
	readonly InputPullUp: 1;
	readonly InputPullDown: 2;
	readonly InputPullUpDown: 3;
	readonly Output: 8;
	readonly OutputOpenDrain: 9;
	readonly Rising: 1;
	readonly Falling: 2;
}

/** The two classes a firmware in this process is given as its `io`, and the board behind them. */
export interface IO {
	readonly Serial: SerialConstructor;
	readonly Digital: DigitalConstructor;
	readonly board: Esp32Board;
}

/** Builds a board and its ECMA-419 classes: `new io.Serial({port, baud, transmit, receive, format, onReadable, onWritable})`. */
export function createIO(options: BoardOptions): IO {
	const board = new Esp32Board(options);
	return { Serial: serialClass(board), Digital: digitalClass(board), board };
}

function serialClass(board: Esp32Board): SerialConstructor {
	return class Serial implements SerialPort {
		target?: unknown;
		readonly #port: SerialPort;

		constructor(options: SerialOptions) {
			const callbacks = { readable: options.onReadable, writable: options.onWritable };
			this.#port = board.openSerial(options, (event, count, done) => {
				(callbacks[event] as (this: unknown, count: number) => void).call(this, count);
				done();
			});
			if ("target" in options) this.target = options.target;
		}

		get uart(): Esp32Uart {
			return this.#port.uart;
		}

		get format(): string {
			return this.#port.format;
		}

		set format(format: string) {
			this.#port.format = format;
		}

		read(target?: ArrayBufferView | ArrayBuffer | number): number | ArrayBuffer | undefined {
			return this.#port.read(target);
		}

		write(data: ArrayBufferView | ArrayBuffer | number): void {
			this.#port.write(data);
		}

		close(): void {
			this.#port.close();
		}
	};
}

function digitalClass(board: Esp32Board): DigitalConstructor {
	return class Digital implements DigitalPin {
		static readonly Input = INPUT;
		static readonly InputPullUp = INPUT_PULL_UP;
		static readonly InputPullDown = INPUT_PULL_DOWN;
		static readonly InputPullUpDown = INPUT_PULL_UP_DOWN;
		static readonly Output = OUTPUT;
		static readonly OutputOpenDrain = OUTPUT_OPEN_DRAIN;
		static readonly Rising = RISING;
		static readonly Falling = FALLING;

		target?: unknown;
		readonly #pin: DigitalPin;

		constructor(options: DigitalOptions) {
			const { onReadable } = options;
			this.#pin = board.openDigital(options, (triggered, done) => {
				(onReadable as (this: unknown, triggered: number) => void).call(this, triggered);
				done();
			});
			if ("target" in options) this.target = options.target;
		}

		get format(): string {
			return "number";
		}

		set format(format: string) {
			if (format !== "number") throw new RangeError();
		}

		read(): Level {
			return this.#pin.read();
		}

		write(level: number): void {
			this.#pin.write(level);
		}

		close(): void {
			this.#pin.close();
		}
	} as DigitalConstructor;
}
