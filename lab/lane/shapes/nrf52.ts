import Digital from "../shims/digital.ts";
import { type Callbacks, Uart } from "./uart.ts";

const RECEIVE_SIZE = 256;
const TRANSMIT_SIZE = 768;

/** modules/io/serial/nrf52/serial.c: xs_serial_read, xs_serial_write, the event handler of the UARTE, serialDeliver. */
class Serial extends Uart {
	private readonly threshold: number;
	private isReadable = false;
	private isWritable = true;

	constructor(options: Callbacks) {
		super(options, RECEIVE_SIZE, TRANSMIT_SIZE);
		// transmitNotifyThreshold
		this.threshold = ((options.baud >> 3) * 0.0025) | 0;
		this.post();
	}

	/** Nothing where nothing has come; else it fills all of the view and returns it: one that is larger than what has come is an error. */
	read(view: Uint8Array): Uint8Array | undefined {
		if (this.received.count === 0) return undefined;
		if (view.length === 0 || view.length > this.received.count) throw new Error("invalid");
		this.received.take(view, view.length);
		return view;
	}

	write(view: Uint8Array): void {
		if (view.length > this.unsent.space) throw new Error("output full: requested > count");
		this.unsent.put(view, view.length);
		this.transmit();
	}

	protected onInterrupt(hasCome: boolean): void {
		if (hasCome) this.isReadable = true;
		else if (this.unsent.count <= this.threshold) this.isWritable = true;
		else return;
		this.post();
	}

	protected deliver(): void {
		const { isReadable, isWritable } = this;
		this.isReadable = this.isWritable = false;
		if (isReadable && this.received.count > 0) this.options.onReadable.call(this, this.received.count);
		if (isWritable && !this.isClosed) this.options.onWritable.call(this, this.unsent.space);
	}
}

export default { io: { Digital, Serial } };
