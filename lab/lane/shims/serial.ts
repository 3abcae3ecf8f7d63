import { host } from "../host.ts";
import { close, open, READABLE, type Receiver } from "./ports.ts";

type Callback = (this: Serial, count: number) => void;

const OPTIONS = ["port", "baud", "transmit", "receive", "format", "onReadable", "onWritable"];

/** `embedded:io/serial` of the ESP32 port. The format cannot be changed once it is open. */
export default class Serial implements Receiver {
	readonly format: string;
	declare target?: unknown;
	private readonly handle: number;
	private readonly onReadable: Callback | undefined;
	private readonly onWritable: Callback | undefined;

	constructor(options: any) {
		this.handle = open("serial", options, OPTIONS, this);
		this.format = options.format || "buffer";
		this.onReadable = options.onReadable;
		this.onWritable = options.onWritable;
		if ("target" in options) this.target = options.target;
	}

	read(target?: ArrayBufferView | ArrayBuffer | number): number | ArrayBuffer | undefined {
		return target === undefined ? host.read(this.handle) : host.read(this.handle, target);
	}

	write(data: ArrayBufferView | ArrayBuffer | number): void {
		host.write(this.handle, data);
	}

	close(): void {
		close(this.handle);
	}

	/** The port reports only what has a callback. */
	onEvent(kind: number, value: number): void {
		if (kind === READABLE) this.onReadable!(value);
		else this.onWritable!(value);
	}
}
