import { host } from "../host.ts";
import { open } from "./ports.ts";

const OPTIONS = ["port", "baud", "transmit", "receive", "format", "onReadable", "onWritable"];

/** `embedded:io/serial` of the ESP32 port. The format cannot be changed once it is open. The port reports only what has a callback. */
export default class Serial {
	readonly format: string;
	declare target?: unknown;
	declare read: typeof host.portRead;
	declare write: typeof host.portWrite;
	readonly handle: number;

	constructor(options: any) {
		this.handle = open("serial", options, OPTIONS, this);
		this.format = options.format || "buffer";
		if ("target" in options) this.target = options.target;
	}

	close(): void {
		host.close(this.handle);
	}
}

// Native, as on a device: a method in JavaScript would be a frame of its own on the stack.
Serial.prototype.read = host.portRead;
Serial.prototype.write = host.portWrite;
