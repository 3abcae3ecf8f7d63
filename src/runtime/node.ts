import type { Runtime, RuntimeTimer, TimerTarget } from "./runtime.js";

// Only what is used of Node's globals, so that no type of the host leaks into the firmware's sources.
declare function setTimeout(callback: () => void, delay: number): unknown;
declare function clearTimeout(timer: unknown): void;
declare class TextEncoder {
	encode(text: string): Uint8Array;
}

class NodeTimer implements RuntimeTimer {
	private timer: unknown;
	private readonly expire: () => void;

	constructor(target: TimerTarget) {
		this.expire = () => target.onTimer();
	}

	schedule(delay: number): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(this.expire, delay);
	}

	park(): void {
		clearTimeout(this.timer);
	}

	close(): void {
		clearTimeout(this.timer);
	}
}

/** Node.js: wall-clock timers. */
export const runtime: Runtime = Object.freeze({
	createTimer(target: TimerTarget): RuntimeTimer {
		return new NodeTimer(target);
	},
	encode(text: string): Uint8Array {
		return new TextEncoder().encode(text);
	},
	move(bytes: Uint8Array, target: number, start: number, end: number): void {
		bytes.copyWithin(target, start, end);
	},
});
