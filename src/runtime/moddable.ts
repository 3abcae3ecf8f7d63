import Timer from "timer";
import type { Runtime, RuntimeTimer, TimerTarget } from "./runtime.js";

const NEVER = 0x7fffffff;

/** The SDK's timers are objects of their own, which take a property like any other. */
type TargetedTimer = Timer & { target: TimerTarget };

/** The SDK gives the callback its timer: so the timer knows the target, and no closure is made for it. */
function expire(timer: Timer): void {
	Timer.schedule(timer);
	(timer as TargetedTimer).target.onTimer();
}

class ModdableTimer implements RuntimeTimer {
	private readonly timer: Timer;

	constructor(target: TimerTarget) {
		// A one-shot timer is dead once it has fired, even when its callback rescheduled it; a repeating one lives until it is cleared.
		const timer = Timer.repeat(expire, NEVER) as TargetedTimer;
		timer.target = target;
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
