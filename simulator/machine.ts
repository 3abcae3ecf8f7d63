import type { Clock } from "./clock.ts";
import { Listeners } from "./listeners.ts";

/**
 * The microcontroller's one thread as its peripherals see it: interrupts post messages, which are delivered one
 * after another, each a little after it was posted, and none while the CPU is busy.
 */
export class Machine {
	readonly #clock: Clock;
	readonly #dispatch: number;
	readonly #stalls = new Listeners<[duration: number]>();
	#tasks: (() => void)[] = [];
	#busyUntil = 0;
	#running = false;
	#missed = false;

	/** `dispatch`: ms from an interrupt to its callback; must not be 0, or a callback that ignores its data would stop time. */
	constructor(clock: Clock, dispatch = 0.05) {
		if (!(dispatch > 0)) throw new RangeError("dispatch must be more than 0 ms");
		this.#clock = clock;
		this.#dispatch = dispatch;
	}

	/** The CPU does something else for `duration` ms from now (a garbage collection, a flash write): nothing is delivered. */
	stall(duration: number): void {
		this.#busyUntil = Math.max(this.#busyUntil, this.#clock.now + duration);
		this.#stalls.call(duration);
	}

	/** Calls back each time it begins to stand still, with ms; returns the function that ends it. */
	onStall(listener: (duration: number) => void): () => void {
		return this.#stalls.add(listener);
	}

	/** Queues a message. */
	post(task: () => void): void {
		this.#tasks.push(task);
		if (this.#tasks.length === 1) this.#clock.schedule(this.#dispatch, () => this.#deliver());
	}

	#deliver(): void {
		// A callback is still running; time moves while it does.
		if (this.#running) {
			this.#missed = true;
			return;
		}
		const left = this.#busyUntil - this.#clock.now;
		if (left > 1e-6) {
			this.#clock.schedule(left, () => this.#deliver());
			return;
		}
		const task = this.#tasks[0]!;
		if (this.#tasks.length > 1) this.#clock.schedule(this.#dispatch, () => this.#deliver());
		this.#tasks.shift();
		this.#run(task);
	}

	#run(task: () => void): void {
		this.#running = true;
		try {
			task();
		} finally {
			this.#running = false;
			if (this.#missed) this.#clock.schedule(this.#dispatch, () => this.#deliver());
			this.#missed = false;
		}
	}
}
