import Lane from "../shims/timer.ts";
import { type Callback, timerModule } from "./timer-module.ts";

type Source = ReturnType<typeof Lane.repeat>;

/** modules/base/timer/lin/timer.c over modTimer.c, line by line: also where it forgets a source. */
class Timer {
	source: Source | undefined;
	private count = 1;
	private first: number;
	private interval: number;
	private callback: Callback | undefined;

	constructor(callback: Callback, first: number, interval: number) {
		this.callback = callback;
		this.first = first;
		this.interval = interval;
		this.source = this.add(first);
	}

	/** g_timeout_add: calls {@link execute} every `interval` ms until that says G_SOURCE_REMOVE. */
	private add(interval: number): Source {
		const source = Lane.repeat(
			() => {
				if (!this.execute()) Lane.clear(source);
			},
			interval > 0 ? interval : 1,
		);
		return source;
	}

	/** modTimerExecuteOne; false: G_SOURCE_REMOVE. */
	private execute(): boolean {
		if (this.callback === undefined) return false;
		this.count++;
		this.callback(this);
		// xs_timer_callback
		if (this.secondInterval === 0) this.callback = undefined;
		this.count--;
		if (this.count <= 0 || this.interval === 0) {
			this.remove();
			return false;
		}
		if (this.first !== this.interval) {
			this.source = this.add(this.interval);
			this.first = this.interval;
			return false;
		}
		return true;
	}

	get secondInterval(): number {
		return this.source === undefined ? -1 : this.interval;
	}

	reschedule(first: number, interval: number): void {
		Lane.clear(this.source);
		this.first = first;
		this.interval = interval;
		this.source = this.add(first);
	}

	unschedule(): void {
		Lane.clear(this.source);
		this.source = undefined;
	}

	remove(): void {
		Lane.clear(this.source);
		this.source = undefined;
		this.callback = undefined;
		this.count--;
	}
}

export default timerModule(Timer);
