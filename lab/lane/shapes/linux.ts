import Digital from "../shims/digital.ts";
import { Tty, WRITE_SIZE } from "./tty.ts";

/** modules/io/serial/lin/serial.c. The SDK has no Digital there; the pins are the lane's. */
class Serial extends Tty {
	/** writeSource: the loop calls back as soon as the tty takes bytes. */
	private isWatched = true;

	/** A buffer of its own. `xsToInteger` of a view is the number that its text is: 0 for most. */
	read(count?: number | Uint8Array): ArrayBuffer | undefined {
		const available = this.received.count;
		if (available === 0) return undefined;
		const wanted = count === undefined ? available : Number(count) | 0;
		const bytes = new Uint8Array(wanted < available ? wanted : available);
		this.received.take(bytes, bytes.length);
		return bytes.buffer;
	}

	write(bytes: ArrayBuffer): void {
		if (!(bytes instanceof ArrayBuffer)) throw new TypeError("this: not an ArrayBuffer instance");
		if (bytes.byteLength === 0) return;
		if (bytes.byteLength > WRITE_SIZE || this.restCount > 0) throw new Error("would overflow");
		this.writeAll(new Uint8Array(bytes));
		this.isWatched = true;
		this.post();
	}

	protected deliver(): void {
		const { options } = this;
		if (this.received.count > 0) options.onReadable.call(this, this.received.count);
		if (this.isClosed) return;
		if (this.isWatched && this.unsent.space > 0) {
			if (this.restCount > 0) this.writeRest();
			if (this.restCount === 0) {
				this.isWatched = false;
				options.onWritable.call(this, WRITE_SIZE);
			}
		}
		// The condition is a level: what has not been read is told again.
		if (!this.isClosed && this.received.count > 0) this.post();
	}
}

export default { io: { Digital, Serial } };
