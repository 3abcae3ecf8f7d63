import Lane from "../shims/timer.ts";
import { type Callback, timerModule } from "./timer-module.ts";

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

export default timerModule(Timer);
