import Timer from "timer";
import type { SerialOptions, SerialPort } from "../uart/port.js";
import { runtime as microcontroller } from "./moddable.js";
import type { Runtime, RuntimeTimer, TimerTarget } from "./runtime.js";

/*
	The Moddable SDK on a computer (platforms `lin` and `mac`), whose Serial and Timer differ from a microcontroller's.
*/

/** Bytes that the port takes at once: kWriteBufferSize in modules/io/serial/lin/serial.c and mac/serial.c. */
const CAPACITY = 1024;

/** The Serial of the SDK. */
interface BufferPort {
	/** A buffer of its own with what has come, `count` bytes at most. */
	read(count: number): ArrayBuffer | undefined;
	/** On Linux an ArrayBuffer and nothing else; throws "would overflow" while bytes of the call before are waiting for the device. */
	write(bytes: ArrayBuffer): void;
	close(): void;
}

interface PortOptions {
	readonly target: unknown;
	onReadable(this: DesktopPort, count: number): void;
	onWritable(this: DesktopPort, count: number): void;
	onError(this: DesktopPort): void;
}

/**
 * A port that fills views and takes views, over one that gives and takes buffers. It writes once for each onWritable: what else the driver writes until then is
 * gathered, so that the port never has to refuse.
 */
class DesktopPort implements SerialPort {
	readonly target: unknown;
	private readonly port: BufferPort;
	private readonly unsent = new Uint8Array(CAPACITY);
	private count = 0;
	/** The port has said onWritable, and nothing has been written since. */
	private isIdle = false;
	private isClosed = false;

	constructor(Serial: SerialOptions["io"], options: object) {
		const given = options as PortOptions;
		this.target = given.target;
		this.port = new Serial({
			...options,
			onReadable: (count: number) => given.onReadable.call(this, count),
			onWritable: () => this.onWritable(given),
			onError: () => given.onError.call(this),
		}) as unknown as BufferPort;
	}

	read(view: Uint8Array): number | undefined {
		// A port of the SDK that has been closed is a null pointer.
		const bytes = this.isClosed ? undefined : this.port.read(view.length);
		if (bytes === undefined) return undefined;
		view.set(new Uint8Array(bytes));
		return bytes.byteLength;
	}

	write(view: Uint8Array): void {
		if (view.length > CAPACITY - this.count) throw new Error("output full");
		this.unsent.set(view, this.count);
		this.count += view.length;
		if (this.isIdle) this.flush();
	}

	close(): void {
		this.isClosed = true;
		this.port.close();
	}

	private onWritable(options: PortOptions): void {
		if (this.count > 0) return this.flush();
		this.isIdle = true;
		options.onWritable.call(this, CAPACITY);
	}

	private flush(): void {
		if (this.isClosed) return;
		const bytes = this.unsent.slice(0, this.count).buffer;
		this.isIdle = false;
		this.count = 0;
		this.port.write(bytes);
	}
}

/**
 * On Linux (modules/base/timer/lin/timer.c) a timer whose delay and period differ and that is rescheduled in its callback loses the source of the new expiry,
 * which then comes whatever is scheduled afterwards. With one figure for both nothing is lost; the period is never reached, for expiring parks the timer.
 */
class DesktopTimer implements RuntimeTimer {
	private readonly timer: Timer;

	constructor(target: TimerTarget) {
		this.timer = Timer.repeat(() => {
			Timer.schedule(this.timer);
			target.onTimer();
		}, 1000);
		Timer.schedule(this.timer);
	}

	schedule(delay: number): void {
		// 0 would be a one-shot, which is dead after its callback.
		const period = delay > 0 ? delay : 1;
		Timer.schedule(this.timer, period, period);
	}

	park(): void {
		Timer.schedule(this.timer);
	}

	close(): void {
		Timer.clear(this.timer);
	}
}

/** Moddable SDK on Linux and macOS. */
export const runtime: Runtime = Object.freeze({
	createTimer(target: TimerTarget): RuntimeTimer {
		return new DesktopTimer(target);
	},
	openPort(Serial: SerialOptions["io"], options: object): SerialPort {
		return new DesktopPort(Serial, options);
	},
	encode(text: string): Uint8Array {
		return microcontroller.encode(text);
	},
	move(bytes: Uint8Array, target: number, start: number, end: number): void {
		microcontroller.move(bytes, target, start, end);
	},
});
