/* Runs in the page of the test: `navigator.serial` with one port, at whose other end a SIM900 is simulated. */
import { SimulatedLink, type WebSerialPort } from "../../playground/links.ts";
import { Recorder } from "../../simulator/timeline/recorder.ts";

class FakePort implements WebSerialPort {
	readable: ReadableStream<Uint8Array> | null = null;
	writable: WritableStream<Uint8Array> | null = null;
	private readonly link = new SimulatedLink(new Recorder(), 57_600);

	async open({ baudRate }: { baudRate: number }): Promise<void> {
		if (this.readable) throw new DOMException("The port is already open.", "InvalidStateError");
		await this.link.setRate(baudRate);
		this.readable = new ReadableStream({
			start: controller => {
				this.link.onData = bytes => controller.enqueue(bytes);
			},
			cancel: () => {
				this.link.onData = () => {};
			},
		});
		this.writable = new WritableStream({ write: bytes => this.link.write(bytes) });
	}

	async close(): Promise<void> {
		// As the specification has it: a stream that somebody holds cannot be closed.
		if (this.readable?.locked || this.writable?.locked) throw new TypeError("Cannot cancel a locked stream");
		this.readable = this.writable = null;
	}
}

Object.defineProperty(navigator, "serial", { value: { requestPort: async () => new FakePort() } });
