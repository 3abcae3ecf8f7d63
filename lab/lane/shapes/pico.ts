import Digital from "../shims/digital.ts";
import { type Callbacks, Uart } from "./uart.ts";

const FIFO_SIZE = 128;

/** modules/io/serial/pico/serial.c: xs_serial_read, xs_serial_write, uart_irq, serialDeliver. */
class Serial extends Uart {
	private isReadable = false;
	private isWritable = true;

	constructor(options: Callbacks) {
		super(options, FIFO_SIZE, FIFO_SIZE);
		this.post();
	}

	/** Fills all of the view and returns it: one that is larger than what has come is an error. */
	read(view: Uint8Array): Uint8Array {
		if (view.length === 0 || view.length > this.received.count) throw new Error("invalid");
		this.received.take(view, view.length);
		this.onInterrupt();
		return view;
	}

	write(view: Uint8Array): void {
		if (view.length > this.unsent.space) throw new Error("output full");
		this.unsent.put(view, view.length);
		this.transmit();
		this.onInterrupt();
	}

	protected onInterrupt(): void {
		if (this.unsent.space > 0) this.isWritable = true;
		if (this.received.space > 0) this.isReadable = true;
		if (this.isWritable || this.isReadable) this.post();
	}

	protected deliver(): void {
		if (this.isReadable) {
			this.isReadable = false;
			if (this.received.count > 0) this.options.onReadable.call(this, this.received.count);
		}
		if (this.isWritable && !this.isClosed) {
			this.isWritable = false;
			if (this.unsent.space > 0) this.options.onWritable.call(this, this.unsent.space);
		}
	}
}

export default { io: { Digital, Serial } };
