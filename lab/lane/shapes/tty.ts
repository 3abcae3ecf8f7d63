import { type Callbacks, Uart } from "./uart.ts";

/** kWriteBufferSize */
export const WRITE_SIZE = 1024;
/** The kernel's own memory for what is to be sent: less than a driver may write at once, so that it is refused at times. */
const TRANSMIT_SIZE = 300;

/** A tty of a computer that does not block. */
export abstract class Tty extends Uart {
	/** What the kernel has not taken yet, of the last write. */
	protected readonly rest: Uint8Array = new Uint8Array(WRITE_SIZE);
	protected restFrom = 0;
	protected restCount = 0;

	constructor(options: Callbacks) {
		super(options, 4095, TRANSMIT_SIZE);
		this.post();
	}

	protected onInterrupt(): void {
		this.post();
	}

	/** write(2): how many of the bytes from `from` on have been taken; -1: EAGAIN. */
	protected writeSome(bytes: Uint8Array, from: number, count: number): number {
		if (this.unsent.space === 0) return -1;
		const taken = this.unsent.put(bytes, count, from);
		this.transmit();
		return taken;
	}

	/** Writes until the kernel refuses, and keeps what is left. */
	protected writeAll(bytes: Uint8Array): void {
		let at = 0;
		while (at < bytes.length) {
			const taken = this.writeSome(bytes, at, bytes.length - at);
			if (taken < 0) {
				this.rest.set(bytes.subarray(at));
				this.restFrom = 0;
				this.restCount = bytes.length - at;
				return;
			}
			at += taken;
		}
	}

	/** Tries to write what is left. */
	protected writeRest(): void {
		const taken = this.writeSome(this.rest, this.restFrom, this.restCount);
		if (taken < 0) return;
		this.restFrom += taken;
		this.restCount -= taken;
	}
}
