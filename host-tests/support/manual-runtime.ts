import type { Runtime, RuntimeTimer, TimerTarget } from "../../src/runtime/runtime.js";

/** A runtime whose time a test moves by hand. */
export class ManualRuntime implements Runtime {
	/** ms until the timer expires; undefined where it is parked. */
	pending: number | undefined;
	/** ms that have passed. */
	now = 0;
	private target: TimerTarget | undefined;

	createTimer(target: TimerTarget): RuntimeTimer {
		this.target = target;
		return {
			schedule: delay => {
				this.pending = delay;
			},
			park: () => {
				this.pending = undefined;
			},
			close: () => {
				this.pending = undefined;
			},
		};
	}

	encode(text: string): Uint8Array {
		return new TextEncoder().encode(text);
	}

	move(bytes: Uint8Array, target: number, start: number, end: number): void {
		bytes.copyWithin(target, start, end);
	}

	/** Lets the pending expiry happen. False where nothing is pending. */
	expire(): boolean {
		if (this.pending === undefined) return false;
		this.now += this.pending;
		this.pending = undefined;
		this.target!.onTimer();
		return true;
	}

	/** Lets `delay` ms pass. */
	advance(delay: number): void {
		const end = this.now + delay;
		while (this.pending !== undefined && this.now + this.pending <= end) this.expire();
		if (this.pending !== undefined) this.pending -= end - this.now;
		this.now = end;
	}
}
