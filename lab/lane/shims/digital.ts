import { host } from "../host.ts";
import { open } from "./ports.ts";

const OPTIONS = ["pin", "mode", "edge", "activeLow", "initialValue", "format", "onReadable"];

/** `embedded:io/digital` of the ESP32 port. */
export default class Digital {
	static readonly Input = 0;
	static readonly InputPullUp = 1;
	static readonly InputPullDown = 2;
	static readonly InputPullUpDown = 3;
	static readonly Output = 8;
	static readonly OutputOpenDrain = 9;
	static readonly ActiveLow = 16;
	static readonly Rising = 1;
	static readonly Falling = 2;

	declare target?: unknown;
	declare read: typeof host.pinRead;
	declare write: typeof host.pinWrite;
	readonly handle: number;

	constructor(options: any) {
		this.handle = open("digital", options, OPTIONS, this);
		if ("target" in options) this.target = options.target;
	}

	get format(): string {
		return "number";
	}

	set format(value: string) {
		if (value !== "number") throw new RangeError();
	}

	close(): void {
		host.close(this.handle);
	}
}

Digital.prototype.read = host.pinRead;
Digital.prototype.write = host.pinWrite;
