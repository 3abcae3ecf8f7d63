/*
	Espruino: what differs there. Bytes come as strings, which native code puts into the buffer; the engine lacks copyWithin, and its own timers are numbered.
*/
import { BYTE_TIME, type Runtime, type RuntimeTimer, type TimerTarget } from "./runtime.js";
import type { DigitalPort, SerialPort, SerialTarget } from "../uart/port.js";

// Only what is used of Espruino's globals, so that no other host's types leak into the firmware's sources.
declare function setTimeout(callback: () => void, delay: number): number;
declare function clearTimeout(id: number): void;
declare function pinMode(pin: number, mode: string): void;
declare function digitalRead(pin: number): number;
declare function digitalWrite(pin: number, level: number): void;
declare function setWatch(callback: () => void, pin: number, options: { repeat: boolean; edge: string }): number;
declare function clearWatch(id: number): void;

/** What is set of a UART of Espruino; on Linux `path` too. */
export interface USARTSettings {
	rx?: number | undefined;
	tx?: number | undefined;
	[option: string]: unknown;
}

/** What is used of a UART of Espruino: `Serial1`, `Serial2`, or a `Serial` in software. */
export interface USART {
	setup(baud: number, options: USARTSettings): void;
	unsetup(): void;
	on(event: "data", listener: (text: string) => void): void;
	removeListener(event: "data", listener: (text: string) => void): void;
	write(bytes: Uint8Array): void;
}

/** Options of a {@link Serial}. */
export interface USARTOptions extends Partial<SerialTarget<Serial>> {
	/** The UART: `Serial1`. */
	port: USART;
	/** Bits per second. */
	baud: number;
	/** Pin that receives from the modem's TXD. */
	receive?: number;
	/** Pin that transmits to the modem's RXD. */
	transmit?: number;
	/** What else `setup` takes: `{ path }` on Linux. */
	setup?: USARTSettings;
	target?: unknown;
}

/** Bytes that may be on their way to the UART, whose `write` waits where they do not fit. */
const CAPACITY = 128;

/** An ECMA-419 Serial, as far as the driver uses one, over a UART of Espruino. */
export class Serial implements SerialPort {
	readonly target: unknown;
	private text = "";
	private offer = 0;
	private readonly options: USARTOptions;
	private readonly onData: (text: string) => void;
	private readonly onRoom: () => void;

	constructor(options: USARTOptions) {
		// The engine's methods lose `this` when they are handed over.
		// oxlint-disable-next-line typescript/no-this-alias
		const serial = this;
		this.options = options;
		this.target = options.target;
		this.onData = function (text: string): void {
			serial.receive(text);
		};
		this.onRoom = function (): void {
			serial.offer = 0;
			if (options.onWritable) options.onWritable.call(serial as never, CAPACITY);
		};
		options.port.setup(options.baud, Object.assign({ rx: options.receive, tx: options.transmit }, options.setup));
		options.port.on("data", this.onData);
		this.offer = setTimeout(this.onRoom, 0);
	}

	/** Fills `buffer` from its start; how many bytes, undefined where there are none. */
	read(buffer: Uint8Array): number | undefined {
		const text = this.text;
		const count = text.length;
		if (count === 0) return undefined;
		if (count <= buffer.length) {
			this.text = "";
			buffer.set(text as never);
			return count;
		}
		buffer.set(text.substring(0, buffer.length) as never);
		this.text = text.substring(buffer.length);
		return buffer.length;
	}

	/** Takes all of `buffer`. Room for more is offered when it is on the wire. */
	write(buffer: Uint8Array): void {
		const options = this.options;
		options.port.write(buffer);
		if (this.offer === 0) this.offer = setTimeout(this.onRoom, (CAPACITY * BYTE_TIME) / options.baud);
	}

	close(): void {
		const port = this.options.port;
		if (this.offer !== 0) clearTimeout(this.offer);
		this.text = "";
		port.removeListener("data", this.onData);
		port.unsetup();
	}

	private receive(text: string): void {
		const options = this.options;
		this.text += text;
		if (options.onReadable) options.onReadable.call(this as never, this.text.length);
	}
}

/** Options of a {@link Digital}. */
export interface PinOptions {
	pin: number;
	/** As ECMA-419's Digital has them: 0 input, 1 with pull-up, 2 with pull-down, 8 output, 9 open drain. */
	mode?: number;
	initialValue?: number;
	/** A change of an input; its level is {@link Digital.read}. */
	onReadable?(this: Digital): void;
}

const MODES: Readonly<Record<number, string>> = Object.freeze({
	0: "input",
	1: "input_pullup",
	2: "input_pulldown",
	8: "output",
	9: "opendrain",
});

/** An ECMA-419 Digital, as far as the driver and its users have use for one. */
export class Digital implements DigitalPort {
	private readonly pin: number;
	private readonly watch: number;

	constructor(options: PinOptions) {
		// oxlint-disable-next-line typescript/no-this-alias
		const digital = this;
		const onReadable = options.onReadable;
		const pin = options.pin;
		this.pin = pin;
		if (options.initialValue !== undefined) digitalWrite(pin, options.initialValue);
		pinMode(pin, MODES[options.mode || 0]!);
		this.watch = onReadable
			? setWatch(
					function (): void {
						onReadable.call(digital);
					},
					pin,
					{ repeat: true, edge: "both" },
				)
			: 0;
	}

	/** The level, 0 or 1, as it is now. */
	read(): number {
		return digitalRead(this.pin) ? 1 : 0;
	}

	write(level: number): void {
		digitalWrite(this.pin, level);
	}

	close(): void {
		if (this.watch !== 0) clearWatch(this.watch);
		pinMode(this.pin, "auto");
	}
}

class EspruinoTimer implements RuntimeTimer {
	private id = 0;
	private readonly expire: () => void;

	constructor(target: TimerTarget) {
		// oxlint-disable-next-line typescript/no-this-alias
		const timer = this;
		this.expire = function (): void {
			timer.id = 0;
			target.onTimer();
		};
	}

	schedule(delay: number): void {
		if (this.id !== 0) clearTimeout(this.id);
		this.id = setTimeout(this.expire, delay);
	}

	park(): void {
		if (this.id === 0) return;
		clearTimeout(this.id);
		this.id = 0;
	}

	close(): void {
		this.park();
	}
}

// The engine has no copyWithin. Its `set` takes what overlaps.
if (!("copyWithin" in Uint8Array.prototype)) {
	(Uint8Array.prototype as Uint8Array).copyWithin = function (this: Uint8Array, target: number, start: number, end?: number): Uint8Array {
		if (end! > start) this.set(new Uint8Array(this.buffer, this.byteOffset + start, end! - start), target);
		return this;
	} as never;
}

/** Espruino. */
export const runtime: Runtime = Object.freeze({
	// An object of this engine has fifteen locks, each call of a method of its own takes two, and one that has run out of them is never freed: the chunk's
	// arrival, the application's callback, its read and the next command would be too many for a download.
	defers: true,
	createTimer(target: TimerTarget): RuntimeTimer {
		return new EspruinoTimer(target);
	},
	encode(text: string): Uint8Array {
		const bytes = new Uint8Array(text.length);
		bytes.set(text as never);
		return bytes;
	},
	move(bytes: Uint8Array, target: number, start: number, end: number): void {
		bytes.copyWithin(target, start, end);
	},
});
