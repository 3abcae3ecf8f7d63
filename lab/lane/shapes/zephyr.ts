import Digital from "../shims/digital.ts";
import { type Callbacks, Uart } from "./uart.ts";

// MODDEF_SERIAL_RX_BUFSIZE, MODDEF_SERIAL_TX_BUFSIZE
const SIZE = 256;
/** UART_ERROR_FRAMING of Zephyr's drivers/uart.h. */
const FRAMING = 4;

/** modules/io/serial/zephyr/serial.c: xs_serial_read, xs_serial_write, serial_uart_isr, serialDeliver. */
class Serial extends Uart {
	private isReadable = false;
	private isWritable = true;
	/** The boot bytes of a modem are framing errors; the first ones that come are reported as such. */
	private error = FRAMING;

	constructor(options: Callbacks) {
		super(options, SIZE, SIZE);
		this.post();
	}

	/** Fills what there is and says how much; undefined where nothing has come. */
	read(view: Uint8Array): number | undefined {
		const count = view.length < this.received.count ? view.length : this.received.count;
		if (this.received.count === 0) return undefined;
		this.received.take(view, count);
		return count;
	}

	write(view: Uint8Array): void {
		if (view.length > this.unsent.space) throw new Error("output full");
		this.unsent.put(view, view.length);
		this.transmit();
	}

	protected onInterrupt(hasCome: boolean): void {
		if (hasCome) this.isReadable = true;
		else this.isWritable = true;
		this.post();
	}

	protected deliver(): void {
		const { isReadable, isWritable } = this;
		this.isReadable = this.isWritable = false;
		if (isReadable && this.received.count > 0) this.options.onReadable.call(this, this.received.count);
		if (isWritable && !this.isClosed && this.unsent.space > 0) this.options.onWritable.call(this, this.unsent.space);
		// The port goes on.
		const { error } = this;
		if (!isReadable || error === 0 || this.isClosed || !this.options.onError) return;
		this.error = 0;
		this.options.onError.call(this, error);
	}
}

export default { io: { Digital, Serial } };
