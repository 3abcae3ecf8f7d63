import Digital from "../shims/digital.ts";
import { Tty, WRITE_SIZE } from "./tty.ts";

type Bytes = ArrayBuffer | Uint8Array;
const viewOf = (bytes: Bytes): Uint8Array => (bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes);

/** modules/io/serial/mac/serial.c. The SDK has no Digital there; the pins are the lane's. */
class Serial extends Tty {
	/** The timer of fxSerialWritable is pending. */
	private isWritable = true;

	/** Of a view: fills what there is and says how much. Of a number, or nothing: a buffer of its own. */
	read(what?: number | Bytes): number | ArrayBuffer | undefined {
		const available = this.received.count;
		if (available === 0) return undefined;
		const view = typeof what === "object" ? viewOf(what) : undefined;
		const wanted = view ? view.length : what === undefined ? available : (what as number) | 0;
		const count = wanted < available ? wanted : available;
		if (count <= 0) throw new Error("invalid");
		const bytes = view ?? new Uint8Array(count);
		this.received.take(bytes, count);
		return view ? count : (bytes.buffer as ArrayBuffer);
	}

	write(what: Bytes): void {
		const bytes = viewOf(what);
		if (bytes.length === 0) return;
		if (bytes.length > WRITE_SIZE || this.restCount > 0) throw new Error("would overflow");
		this.writeAll(bytes);
		if (this.restCount === 0) this.isWritable = true;
		this.post();
	}

	protected deliver(): void {
		const { options } = this;
		if (this.received.count > 0) options.onReadable.call(this, this.received.count);
		if (this.isClosed) return;
		if (this.restCount > 0) {
			// fxSerialFlush
			this.writeRest();
			if (this.restCount === 0) this.isWritable = true;
		}
		if (this.isWritable && this.restCount === 0) {
			this.isWritable = false;
			options.onWritable.call(this, WRITE_SIZE);
		}
		if (!this.isClosed && (this.received.count > 0 || this.isWritable)) this.post();
	}
}

export default { io: { Digital, Serial } };
