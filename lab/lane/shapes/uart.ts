import Serial from "../shims/serial.ts";
import Timer from "../shims/timer.ts";
import { Ring } from "./ring.ts";

const HARDWARE_SIZE = 128;
const NEVER = 0x7fffffff;

export interface Callbacks {
	readonly baud: number;
	readonly target?: unknown;
	onReadable(this: unknown, count: number): void;
	onWritable(this: unknown, count: number): void;
	onError?(this: unknown, status?: number): void;
}

/** The timers of the lane know their port. */
type Posted = ReturnType<typeof Timer.repeat> & { port: Uart };

/**
 * The lane's UART with a ring of a port's own in each direction: what an interrupt handler does on the chip is done when the lane's port reports something. Nothing
 * is allocated after it has been made.
 */
export abstract class Uart {
	readonly target: unknown;
	protected readonly options: Callbacks;
	protected readonly received: Ring;
	protected readonly unsent: Ring;
	/** Bytes that have found the ring full. */
	protected lost = 0;
	private readonly serial: Serial;
	private readonly landing = new Uint8Array(HARDWARE_SIZE);
	/** Views of 1, 2, 4 … bytes on one buffer: the hardware takes whole views. */
	private readonly pieces: Uint8Array[];
	private credit = 0;
	private readonly message: Posted;
	private isPosted = false;
	protected isClosed = false;

	constructor(options: Callbacks, receiveSize: number, transmitSize: number) {
		this.target = options.target;
		this.options = options;
		this.received = new Ring(receiveSize);
		this.unsent = new Ring(transmitSize);
		const buffer = new ArrayBuffer(HARDWARE_SIZE);
		this.pieces = [1, 2, 4, 8, 16, 32, 64, 128].map(size => new Uint8Array(buffer, 0, size));
		this.message = Timer.repeat(timer => {
			Timer.schedule(timer);
			const { port } = timer as Posted;
			port.isPosted = false;
			if (!port.isClosed) port.deliver();
		}, NEVER) as Posted;
		this.message.port = this;
		Timer.schedule(this.message);
		this.serial = new Serial({ ...options, format: "buffer", target: this, onReadable: drain, onWritable: refill });
	}

	close(): void {
		this.isClosed = true;
		this.serial.close();
		Timer.clear(this.message);
	}

	/** As the SDK's ports do, one message at a time: {@link deliver} in a turn of its own. */
	protected post(): void {
		if (this.isPosted) return;
		this.isPosted = true;
		Timer.schedule(this.message, 0, NEVER);
	}

	/** Calls the callbacks. */
	protected abstract deliver(): void;
	/** The interrupt handler, after bytes have come or gone. */
	protected abstract onInterrupt(hasCome: boolean): void;

	/** Gives the hardware what it has room for. */
	protected transmit(): void {
		const before = this.unsent.count;
		for (let bit = 7; bit >= 0; bit--) {
			const piece = this.pieces[bit]!;
			while (this.credit >= piece.length && this.unsent.count >= piece.length) {
				this.unsent.take(piece, piece.length);
				this.credit -= piece.length;
				this.serial.write(piece);
			}
		}
		if (this.unsent.count < before) this.onInterrupt(false);
	}

	/** @internal */
	static drain(port: Uart): void {
		let count: number | undefined;
		while ((count = port.serial.read(port.landing) as number | undefined)) port.lost += count - port.received.put(port.landing, count);
		port.onInterrupt(true);
	}

	/** @internal */
	static refill(port: Uart, count: number): void {
		port.credit = count;
		port.transmit();
	}
}

function drain(this: { target: Uart }): void {
	Uart.drain(this.target);
}

function refill(this: { target: Uart }, count: number): void {
	Uart.refill(this.target, count);
}
