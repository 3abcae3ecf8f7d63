import { host } from "../host.ts";
import { close, open, type Receiver } from "./ports.ts";

const OPTIONS = ["pin", "mode", "edge", "activeLow", "initialValue", "format", "onReadable"];

/** `embedded:io/digital` of the ESP32 port. */
export default class Digital implements Receiver {
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
	private readonly handle: number;
	private readonly onReadable: ((this: Digital, triggered: number) => void) | undefined;

	constructor(options: any) {
		this.handle = open("digital", options, OPTIONS, this);
		this.onReadable = options.onReadable;
		if ("target" in options) this.target = options.target;
	}

	get format(): string {
		return "number";
	}

	set format(value: string) {
		if (value !== "number") throw new RangeError();
	}

	read(): number {
		return host.level(this.handle);
	}

	write(value: number): void {
		host.drive(this.handle, value ? 1 : 0);
	}

	close(): void {
		close(this.handle);
	}

	onEvent(_kind: number, value: number): void {
		this.onReadable!(value);
	}
}
