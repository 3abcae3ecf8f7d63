import type { TimeSource } from "../../simulator/wall-clock.ts";

/** A computer's time that a test moves; it wakes a sleeper late by `lateness` ms, as computers do. */
export class ManualTime implements TimeSource {
	time = 1000;
	readonly #lateness: number;
	#sleeper: { due: number; callback: () => void } | undefined;

	constructor(lateness = 0) {
		this.#lateness = lateness;
	}

	now(): number {
		return this.time;
	}

	wake(delay: number, callback: () => void): () => void {
		const sleeper = { due: this.time + delay + this.#lateness, callback };
		this.#sleeper = sleeper;
		return () => {
			if (this.#sleeper === sleeper) this.#sleeper = undefined;
		};
	}

	/** Lets `duration` ms pass. */
	pass(duration: number): void {
		const end = this.time + duration;
		while (this.#sleeper && this.#sleeper.due <= end) {
			const { due, callback } = this.#sleeper;
			this.#sleeper = undefined;
			this.time = Math.max(this.time, due);
			callback();
		}
		this.time = end;
	}
}
