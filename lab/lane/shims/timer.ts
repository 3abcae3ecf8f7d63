import { host } from "../host.ts";

type Callback = (timer: Record) => void;

class Record {
	callback: Callback | undefined;
	readonly handle: number;

	constructor(callback: Callback, delay: number, repeat: number) {
		this.callback = callback;
		this.handle = host.open("timer", "{}", this, callback);
		host.schedule(this, delay, repeat);
	}
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

/** Again, or of nothing, is harmless. */
function clear(timer?: Record | null): void {
	if (!(timer instanceof Record) || !timer.callback) return;
	timer.callback = undefined;
	host.close(timer.handle);
}

function delay(): never {
	throw new Error("Timer.delay: time does not move inside a callback here");
}

/** The SDK's `timer`. Delays are whole milliseconds. */
export default { set, repeat, schedule: host.schedule, clear, delay };
