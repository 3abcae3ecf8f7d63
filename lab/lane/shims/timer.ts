import { host } from "../host.ts";
import { close, open, type Receiver } from "./ports.ts";

type Callback = (timer: Record) => void;

const PARKED = -1;

class Record implements Receiver {
	callback: Callback | undefined;
	repeat: number;
	readonly handle: number;

	constructor(callback: Callback, delay: number, repeat: number) {
		this.callback = callback;
		this.repeat = repeat;
		this.handle = open("timer", {}, [], this);
		host.schedule(this.handle, delay, repeat);
	}

	// A one-shot is dead after its callback, unless that has given it a period or parked it.
	onEvent(): void {
		this.callback!(this);
		if (this.repeat === 0) this.end();
	}

	end(): void {
		this.callback = undefined;
		close(this.handle);
	}
}

function live(timer: unknown): Record {
	if (timer instanceof Record && timer.callback) return timer;
	throw new SyntaxError("C: xsGetHostData: invalid host data");
}

function check(callback: Callback): Callback {
	if (typeof callback !== "function") throw new TypeError("cannot coerce to instance");
	return callback;
}

function set(callback: Callback, delay?: number, repeat?: number): Record {
	return new Record(check(callback), delay! | 0, repeat! | 0);
}

function repeat(callback: Callback, delay: number): Record {
	return new Record(check(callback), delay | 0, delay | 0);
}

/** Without a delay the timer is parked: neither due nor dead. */
function schedule(timer: Record, delay?: number, repeat?: number): void {
	const { handle } = live(timer);
	if (delay === undefined) {
		timer.repeat = PARKED;
		host.schedule(handle);
		return;
	}
	timer.repeat = repeat! | 0;
	host.schedule(handle, delay | 0, timer.repeat);
}

/** Again, or of nothing, is harmless. */
function clear(timer?: Record | null): void {
	if (timer instanceof Record && timer.callback) timer.end();
}

function delay(): never {
	throw new Error("Timer.delay: time does not move inside a callback here");
}

/** The SDK's `timer`. Delays are whole milliseconds. */
export default { set, repeat, schedule, clear, delay };
