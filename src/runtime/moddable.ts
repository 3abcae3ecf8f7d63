import Timer from "timer";
import type { Runtime, RuntimeTimer, TimerTarget } from "./runtime.js";

const NEVER = 0x7fffffff;

class ModdableTimer implements RuntimeTimer {
	private timer: Timer;

	constructor(target: TimerTarget) {
		// A one-shot timer is dead once it has fired, even when its callback rescheduled it; a repeating one lives until it is cleared.
		const timer = Timer.repeat(() => {
			Timer.schedule(timer);
			target.onTimer();
		}, NEVER);
		Timer.schedule(timer);
		this.timer = timer;
	}

	schedule(delay: number): void {
		Timer.schedule(this.timer, delay, NEVER);
	}

	park(): void {
		Timer.schedule(this.timer);
	}

	close(): void {
		Timer.clear(this.timer);
	}
}

/** Moddable SDK, any platform. */
export const runtime: Runtime = Object.freeze({
	createTimer(target: TimerTarget): RuntimeTimer {
		return new ModdableTimer(target);
	},
	encode(text: string): Uint8Array {
		return new Uint8Array(ArrayBuffer.fromString(text));
	},
	move(bytes: Uint8Array, target: number, start: number, end: number): void {
		bytes.copyWithin(target, start, end);
	},
});
