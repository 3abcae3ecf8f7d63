export type Callback = (timer: any) => void;

/** A timer of the SDK, as its C code has it. */
interface ShapedTimer {
	reschedule(first: number, interval: number): void;
	unschedule(): void;
	remove(): void;
}

/** What modTimer.c shows of them: the SDK's `timer` module. */
export function timerModule<Timer extends ShapedTimer>(Class: new (callback: Callback, first: number, interval: number) => Timer) {
	return {
		set: (callback: Callback, delay?: number, repeat?: number): Timer => new Class(callback, delay! | 0, repeat! | 0),
		repeat: (callback: Callback, interval: number): Timer => new Class(callback, interval | 0, interval | 0),
		schedule(timer: Timer, delay?: number, repeat?: number): void {
			if (delay === undefined) timer.unschedule();
			else timer.reschedule(delay | 0, repeat! | 0);
		},
		clear(timer?: Timer | null): void {
			if (timer instanceof Class) timer.remove();
		},
	};
}
