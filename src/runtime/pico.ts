import type { SerialOptions, SerialPort } from "../uart/port.js";
import { runtime as microcontroller } from "./moddable.js";
import { BYTE_TIME, type Runtime, type RuntimeTimer, type TimerTarget } from "./runtime.js";

/*
	The Moddable SDK on RP2040 and RP2350 (platform `pico`), whose Serial counts its messages wrongly.
*/

/** Half of the bytes that the port holds (FIFO_SIZE in modules/io/serial/pico/serial.c): there is room for them while the other half is on its way. */
const HALF = 64;

interface PortOptions {
	readonly target: unknown;
	readonly baud: number;
	onWritable(this: PicoPort, count: number): void;
}

/**
 * With both callbacks, an interrupt of the port that finds a message under way adds to a counter of eight bits, and no message takes it away again
 * (modules/io/serial/pico/serial.c, uart_irq: `useCount`). When it has gone round, the port is freed while it is used: it hears nothing any more. Each
 * onWritable can cost one. Without that callback there is nothing to count twice: so that the room is told by the time that bytes take on the wire.
 */
class PicoPort implements SerialPort, TimerTarget {
	readonly target: unknown;
	private readonly port: SerialPort;
	private readonly timer: RuntimeTimer;
	private readonly options: PortOptions;
	/** Bytes that the port may still hold, at most. */
	private unsent = 0;

	constructor(Serial: SerialOptions["io"], options: object) {
		this.options = options as PortOptions;
		this.target = this.options.target;
		this.port = new Serial(Object.assign({}, options, { onWritable: undefined }));
		this.timer = microcontroller.createTimer(this);
		this.timer.schedule(0);
	}

	read(view: Uint8Array): number | Uint8Array | undefined {
		return this.port.read(view);
	}

	write(view: Uint8Array): void {
		this.port.write(view);
		this.unsent += view.length;
		const surplus = this.unsent > HALF ? this.unsent - HALF : 0;
		// A timer may be a part of a ms early.
		this.timer.schedule((((surplus * BYTE_TIME) / this.options.baud) | 0) + 2);
	}

	close(): void {
		this.timer.close();
		this.port.close();
	}

	onTimer(): void {
		if (this.unsent > HALF) this.unsent = HALF;
		this.options.onWritable.call(this, HALF);
	}
}

/** Moddable SDK on a Pico. */
export const runtime: Runtime = Object.freeze({
	createTimer(target: TimerTarget): RuntimeTimer {
		return microcontroller.createTimer(target);
	},
	openPort(Serial: SerialOptions["io"], options: object): SerialPort {
		return new PicoPort(Serial, options);
	},
	encode(text: string): Uint8Array {
		return microcontroller.encode(text);
	},
	move(bytes: Uint8Array, target: number, start: number, end: number): void {
		microcontroller.move(bytes, target, start, end);
	},
});
