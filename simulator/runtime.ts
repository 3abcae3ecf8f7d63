import type { Alarm, Clock } from "./clock.ts";

/** A timer as the library's runtimes make them. */
export interface ClockTimer {
	/** Calls `onTimer` once, `delay` ms from now, instead of what was due before. */
	schedule(delay: number): void;
	/** Forgets what is due. */
	park(): void;
	close(): void;
}

/** What the library needs of a runtime, on a clock of the simulator. */
export interface ClockRuntime {
	createTimer(target: { onTimer(): void }): ClockTimer;
	encode(text: string): Uint8Array;
	/** Moves bytes `start` to `end` of a memory to `target` in it. */
	move(bytes: Uint8Array, target: number, start: number, end: number): void;
}

/** A runtime whose time is that of a simulation: the `runtime` of `new SIM900({ runtime, … })` in a test. */
export function createRuntime(clock: Clock): ClockRuntime {
	return {
		createTimer(target) {
			let alarm: Alarm | undefined;
			const park = (): void => {
				if (alarm) clock.cancel(alarm);
				alarm = undefined;
			};
			return {
				schedule(delay) {
					park();
					alarm = clock.schedule(delay, () => {
						alarm = undefined;
						target.onTimer();
					});
				},
				park,
				close: park,
			};
		},
		encode: text => new TextEncoder().encode(text),
		move: (bytes, target, start, end) => {
			bytes.copyWithin(target, start, end);
		},
	};
}
