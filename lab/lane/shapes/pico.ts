import Digital from "../shims/digital.ts";
import { type Callbacks, Uart } from "./uart.ts";

const FIFO_SIZE = 128;
/** Where `useCount` goes round: 256 in the source, fewer here so that a short transfer tells. */
const USES = 16;

/** modules/io/serial/pico/serial.c: xs_serial_read, xs_serial_write, uart_irq, serialDeliver. */
class Serial extends Uart {
	private isReadable = false;
	private isWritable = false;
	private useCount = 1;
	private isOut = false;

	constructor(options: Callbacks) {
		super(options, FIFO_SIZE, FIFO_SIZE);
		this.onInterrupt();
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
		let isNews = false;
		if (this.unsent.space > 0 && this.options.onWritable !== undefined) {
			isNews = !this.isWritable;
			this.isWritable = true;
		}
		if (this.received.space > 0) {
			isNews = isNews || !this.isReadable;
			this.isReadable = true;
		}
		if (!isNews) return;
		// For a message that is out already it is counted too.
		this.useCount = (this.useCount + 1) % USES;
		if (this.isOut) return;
		this.isOut = true;
		this.post();
	}

	protected deliver(): void {
		this.useCount = (this.useCount + USES - 1) % USES;
		// The port is freed, and no message comes any more.
		if (this.useCount === 0) return;
		this.isOut = false;
		let hasRead = false;
		if (this.isReadable) {
			this.isReadable = false;
			if (this.received.count > 0) {
				this.options.onReadable.call(this, this.received.count);
				hasRead = true;
			}
		}
		if (this.isWritable && !this.isClosed) {
			this.isWritable = false;
			if (this.unsent.space > 0) this.options.onWritable.call(this, this.unsent.space);
			// More bytes of the same burst have come by then.
			if (hasRead) this.onInterrupt();
		}
	}
}

export default { io: { Digital, Serial } };
