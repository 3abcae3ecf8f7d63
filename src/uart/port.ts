import type { Runtime } from "../runtime/runtime.js";
import type { ByteStream } from "../runtime/stream.js";

/** The part of an ECMA-419 Serial that the driver uses. */
export interface SerialPort {
	/**
	 * Fills `buffer` from its start; the number of bytes read, `undefined` or 0 when there are none (ESP32, ESP8266, Zephyr, Mac). Or fills all of `buffer` and
	 * returns it, and throws when fewer bytes have come (Pico, nRF52; Moddable SDK 8.2, modules/io/serial).
	 */
	read(buffer: Uint8Array): number | Uint8Array | undefined;
	/** Takes all of `buffer` or throws. */
	write(buffer: Uint8Array): void;
	close(): void;
}

/** Told who sent the bytes from `start` up to `end` (exclusive) of `bytes`, which are valid until the callback returns. */
export type TraceCallback = (direction: "driver" | "modem", bytes: Uint8Array, start: number, end: number) => void;

/** A port as its callbacks see it. */
export interface Opened<Target> {
	readonly target: Target;
}

/** Who is told that bytes have arrived or that there is room for `count` bytes: the port calls both with itself as `this`, and with its target in it. */
export interface SerialTarget<Target> {
	onReadable(this: Opened<Target>, count: number): void;
	onWritable(this: Opened<Target>, count: number): void;
	/** It cannot be used any more; with a number, it has lost something and goes on. */
	onError(this: Opened<Target>, status?: number): void;
}

/** How the modem's UART is reached: an ECMA-419 Serial class and its options. */
export interface SerialOptions {
	/** The Serial class, for example `device.io.Serial`. */
	io: new (options: any) => SerialPort;
	/** Bits per second; default 57600. */
	baud?: number;
	/** Pin that receives from the modem's TXD. */
	receive?: number;
	/** Pin that transmits to the modem's RXD. */
	transmit?: number;
	/** UART of the microcontroller. */
	port?: number | string;
	/** `StreamSerial`: opens the stream at a rate in bits per second. */
	open?: (baud: number) => ByteStream;
	/** What else the class takes. */
	[option: string]: unknown;
}

/** The part of an ECMA-419 Digital that the driver uses. */
export interface DigitalPort {
	read(): number;
	write(value: number): void;
	close(): void;
}

/** How one pin is reached: an ECMA-419 Digital class and its options. */
export interface DigitalOptions {
	/** The Digital class, for example `device.io.Digital`. */
	io: new (options: any) => DigitalPort;
	pin: number;
	/** As the Digital class defines it; default: input or output, as the pin requires. */
	mode?: number;
}

// Modes of Moddable's Digital.
const INPUT = 0;
const OUTPUT = 8;

/**
 * Opens the modem's UART; `target` is called from then on, possibly at once, also when the port fails, if its class tells.
 * `onTrace` is shown what passes.
 */
export function openSerial<Target extends SerialTarget<Target>>(
	runtime: Runtime,
	options: SerialOptions,
	baud: number,
	target: Target,
	onTrace: TraceCallback | undefined,
): SerialPort {
	const handlers = { target, format: "buffer", onReadable: target.onReadable, onWritable: target.onWritable, onError: target.onError };
	const given = Object.assign({}, options, handlers, { baud });
	const port = runtime.openPort === undefined ? new options.io(given) : runtime.openPort(options.io, given);
	if (onTrace === undefined) return port;
	// Not a class: nobody pays for what few use.
	return {
		read(buffer) {
			const result = port.read(buffer);
			if (result) onTrace("modem", buffer, 0, typeof result === "number" ? result : buffer.length);
			return result;
		},
		write(buffer) {
			port.write(buffer);
			onTrace("driver", buffer, 0, buffer.length);
		},
		close() {
			port.close();
		},
	};
}

/** Opens a pin that the driver sets, and sets it. */
export function openOutput(options: DigitalOptions, level: number): DigitalPort {
	const pin = new options.io(Object.assign({ mode: OUTPUT, initialValue: level }, options));
	pin.write(level);
	return pin;
}

/** Opens a pin that is only ever read. */
export function openInput(options: DigitalOptions): DigitalPort {
	return new options.io(Object.assign({ mode: INPUT }, options));
}
