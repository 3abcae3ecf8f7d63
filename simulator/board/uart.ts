import type { Clock } from "../clock.ts";
import { byteTime, Line, Receiver } from "../line.ts";
import { Listeners } from "../listeners.ts";
import type { Machine } from "../machine.ts";

/** ESP32: each direction has 128 bytes of hardware FIFO and Moddable's port adds no memory of its own. */
export const FIFO_SIZE = 128;
/** ESP32 UART_CONF1: reset value of RXFIFO_FULL_THRHD, which the port leaves as it is. */
export const RX_FULL = 96;
/** The port asks for an interrupt after four idle symbols. */
const RX_IDLE_SYMBOLS = 4;
/** Bytes left in the transmit FIFO at which the port asks to be refilled. */
const TX_EMPTY = 10;

/** What the port tells the firmware. */
export type UartEvent = "readable" | "writable";

/** Receives an event; `done` is to be called when the firmware's callback has returned. */
export type UartListener = (event: UartEvent, count: number, done: () => void) => void;

/** How a peripheral is set up. A direction without a line leads nowhere. */
export interface UartConnection {
	/** bit/s */
	baud: number;
	/** Line driven by this UART. */
	transmit?: Line | undefined;
	/** Line this UART listens to. */
	receive?: Line | undefined;
	/** The firmware has asked for readable events. */
	readable: boolean;
	/** The firmware has asked for writable events. */
	writable: boolean;
}

class Fifo {
	readonly #bytes = new Uint8Array(FIFO_SIZE);
	#start = 0;
	count = 0;

	push(byte: number): boolean {
		if (this.count === FIFO_SIZE) return false;
		this.#bytes[(this.#start + this.count++) % FIFO_SIZE] = byte;
		return true;
	}

	get first(): number {
		return this.#bytes[this.#start]!;
	}

	shift(): number {
		const byte = this.first;
		this.#start = (this.#start + 1) % FIFO_SIZE;
		this.count--;
		return byte;
	}
}

/**
 * One ESP32 UART under Moddable's port: the hardware FIFOs, the interrupts and the single coalesced message that
 * leads to the firmware's callbacks. Received bytes that find the FIFO full are lost and nobody is told.
 */
export class Esp32Uart {
	/** Bytes lost so far because the receive FIFO was full. The firmware cannot see this; tests can. */
	dropped = 0;
	/** Takes the events. */
	listener: UartListener = (_event, _count, done) => done();

	readonly #clock: Clock;
	readonly #machine: Machine;
	readonly #full: number;
	readonly #drops = new Listeners<[]>();
	#connection: UartConnection | undefined;
	#rx = new Fifo();
	#tx = new Fifo();
	#line: Line;
	#receiver: Receiver;
	#rxEnabled = false;
	#txEnabled = false;
	#isReadable = false;
	#isWritable = false;
	#checking = false;
	#lastByte = 0;
	#idleWatched = false;

	/** `full`: bytes in the receive FIFO that make the port ask for an interrupt. */
	constructor(clock: Clock, machine: Machine, full: number = RX_FULL) {
		this.#full = full;
		this.#clock = clock;
		this.#machine = machine;
		this.#line = new Line(clock, 115200);
		this.#receiver = new Receiver(clock, 115200, byte => this.#arrive(byte));
	}

	/** Configured and not closed. */
	get isOpen(): boolean {
		return this.#connection !== undefined;
	}

	/** Bytes in the receive FIFO. */
	get available(): number {
		return this.#rx.count;
	}

	/** Bytes that fit the transmit FIFO now. */
	get space(): number {
		return FIFO_SIZE - this.#tx.count;
	}

	/** Calls back for each byte that is lost because the receive FIFO was full; returns the function that ends it. */
	onDrop(listener: () => void): () => void {
		return this.#drops.add(listener);
	}

	/** Empties both FIFOs, attaches the lines and, where events are wanted, enables the interrupts. */
	open(connection: UartConnection): void {
		const { baud, transmit, receive } = connection;
		this.#connection = connection;
		this.#rx = new Fifo();
		this.#tx = new Fifo();
		this.#line = transmit ?? new Line(this.#clock, baud);
		this.#line.baud = baud;
		this.#line.onSent = () => this.#sent(connection);
		this.#receiver.baud = baud;
		if (receive) receive.onByte = (byte, framing) => this.#receiver.receive(byte, framing);
		this.#isReadable = this.#isWritable = false;
		this.#rxEnabled = connection.readable;
		this.#txEnabled = connection.writable;
		this.#check();
	}

	/** Ends it: a posted message is no longer delivered. Bytes that follow are lost. */
	close(): void {
		const connection = this.#connection;
		if (!connection) return;
		this.#connection = undefined;
		this.#rxEnabled = this.#txEnabled = false;
		this.#line.onSent = () => {};
		if (connection.receive) connection.receive.onByte = () => {};
	}

	/** Moves up to `view.length` bytes out of the receive FIFO to the start of the view; returns how many. */
	take(view: Uint8Array): number {
		const count = Math.min(view.length, this.#rx.count);
		for (let index = 0; index < count; index++) view[index] = this.#rx.shift();
		this.#enableReceive();
		return count;
	}

	/** Puts all of the bytes into the transmit FIFO, or none and returns false. */
	put(bytes: Uint8Array): boolean {
		if (bytes.length > this.space) return false;
		const idle = this.#tx.count === 0;
		for (const byte of bytes) this.#tx.push(byte);
		if (idle && bytes.length) this.#line.send([this.#tx.first]);
		if (this.#connection?.writable && !this.#txEnabled) {
			this.#txEnabled = true;
			this.#check();
		}
		return true;
	}

	/** The CPU is busy for `duration` ms: nothing is delivered meanwhile, the FIFO goes on filling. */
	stall(duration: number): void {
		this.#machine.stall(duration);
	}

	/** A byte counts as in the FIFO until its stop bit has gone. */
	#sent(connection: UartConnection): void {
		if (connection !== this.#connection || this.#tx.count === 0) return;
		this.#tx.shift();
		if (this.#tx.count) this.#line.send([this.#tx.first]);
		if (this.#txEnabled && this.#tx.count <= TX_EMPTY) this.#check();
	}

	#arrive(byte: number): void {
		if (!this.#connection) return;
		this.#lastByte = this.#clock.now;
		if (!this.#rx.push(byte)) {
			this.dropped++;
			this.#drops.call();
		}
		if (this.#rxEnabled && this.#rx.count >= this.#full) this.#check();
		this.#watchIdle();
	}

	/** One alarm that follows the last byte, not one a byte. */
	#watchIdle(): void {
		if (this.#idleWatched) return;
		this.#idleWatched = true;
		this.#clock.schedule(this.#idleDue - this.#clock.now, () => {
			this.#idleWatched = false;
			if (this.#idle) this.#check();
			else this.#watchIdle();
		});
	}

	get #idleDue(): number {
		return this.#lastByte + RX_IDLE_SYMBOLS * byteTime(this.#receiver.baud);
	}

	get #idle(): boolean {
		return this.#clock.now + 1e-9 >= this.#idleDue;
	}

	#enableReceive(): void {
		if (!this.#connection?.readable) return;
		this.#rxEnabled = true;
		this.#check();
	}

	/** Interrupt lines are looked at once everything of this instant has happened, the firmware's part included. */
	#check(): void {
		if (this.#checking) return;
		this.#checking = true;
		this.#clock.schedule(0, () => {
			this.#checking = false;
			this.#interrupt();
		});
	}

	#interrupt(): void {
		let post = false;
		if (this.#txEnabled && this.#tx.count <= TX_EMPTY) {
			post ||= !this.#isWritable;
			this.#isWritable = true;
			this.#txEnabled = false;
		}
		if (this.#rxEnabled && (this.#rx.count >= this.#full || (this.#rx.count > 0 && this.#idle))) {
			post ||= !this.#isReadable;
			this.#isReadable = true;
			this.#rxEnabled = false;
		}
		const connection = this.#connection;
		if (post && connection) this.#machine.post(() => this.#deliver(connection));
	}

	#deliver(connection: UartConnection): void {
		if (connection !== this.#connection) return;
		if (!this.#isReadable) return this.#deliverWritable(connection);
		this.#isReadable = false;
		const done = (): void => {
			if (connection !== this.#connection) return;
			this.#enableReceive();
			this.#deliverWritable(connection);
		};
		if (this.#rx.count) this.listener("readable", this.#rx.count, done);
		else done();
	}

	#deliverWritable(connection: UartConnection): void {
		if (connection !== this.#connection || !this.#isWritable) return;
		this.#isWritable = false;
		if (this.space) this.listener("writable", this.space, () => {});
	}
}
