import Lane from "../shims/timer.ts";

type Callback = (timer: Timer) => void;

/** modules/base/timer/mac/timer.c over modTimer.c: rescheduling makes another CFRunLoopTimer. */
class Timer {
	private run: ReturnType<typeof Lane.repeat> | undefined;
	private interval = 0;
	private callback: Callback | undefined;

	constructor(callback: Callback, first: number, interval: number) {
		this.callback = callback;
		this.reschedule(first, interval);
	}

	reschedule(first: number, interval: number): void {
		Lane.clear(this.run);
		this.interval = interval;
		// A timer of the lane that is no one-shot; one whose interval is 0 is invalid once it has fired.
		this.run = Lane.set(() => this.execute(), first, interval > 0 ? interval : 0x7fffffff);
	}

	/** modTimerExcecuteOne */
	private execute(): void {
		if (this.callback === undefined) return;
		this.callback(this);
		if (this.run !== undefined && this.interval === 0) this.remove();
	}

	unschedule(): void {
		Lane.clear(this.run);
		this.run = undefined;
	}

	remove(): void {
		this.unschedule();
		this.callback = undefined;
	}
}

export default {
	set: (callback: Callback, delay?: number, repeat?: number): Timer => new Timer(callback, delay! | 0, repeat! | 0),
	repeat: (callback: Callback, interval: number): Timer => new Timer(callback, interval | 0, interval | 0),
	schedule(timer: Timer, delay?: number, repeat?: number): void {
		if (delay === undefined) timer.unschedule();
		else timer.reschedule(delay | 0, repeat! | 0);
	},
	clear(timer?: Timer | null): void {
		if (timer instanceof Timer) timer.remove();
	},
};
