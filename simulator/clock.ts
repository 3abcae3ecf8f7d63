import { Agenda } from "./agenda.ts";

/** Something due at a point in virtual time; hand it back to `cancel`. */
export interface Alarm {
	/** When it is due, ms since the start of the clock. */
	readonly time: number;
}

/** What every part of the simulator knows about time. Times are milliseconds, fractional. */
export interface Clock {
	/** ms since the start. */
	readonly now: number;
	/** Calls back once, `delay` ms from now. Equal times run in the order in which they were scheduled. */
	schedule(delay: number, callback: () => void): Alarm;
	/** Forgets an alarm; one that has run or was cancelled is ignored. */
	cancel(alarm: Alarm): void;
	/** Time stands still until the returned function is called (calling it again does nothing). */
	hold(): () => void;
}

/**
 * Time that moves only from one event to the next. One clock is shared by everything in a simulation; whoever
 * answers asynchronously (an engine process, a real socket) holds it meanwhile, so a run does not depend on the
 * speed of the machine it runs on.
 */
export class VirtualClock implements Clock {
	#now = 0;
	readonly #agenda = new Agenda();
	#holders = 0;
	#released: (() => void) | undefined;

	/** ms since the start. */
	get now(): number {
		return this.#now;
	}

	/** Calls back once, `delay` ms (0 or more) from now, in stable order. */
	schedule(delay: number, callback: () => void): Alarm {
		return this.#agenda.add(this.#now, delay, callback);
	}

	/** Forgets an alarm; one that has run or was cancelled is ignored. */
	cancel(alarm: Alarm): void {
		this.#agenda.cancel(alarm);
	}

	/** Time stands still until the returned function is called (idempotent). */
	hold(): () => void {
		let held = true;
		this.#holders++;
		return () => {
			if (!held) return;
			held = false;
			if (--this.#holders === 0) this.#released?.();
		};
	}

	/**
	 * Moves from event to event until `until()` is true. Rejects when `limit` ms of virtual time have passed since
	 * the call, when nothing is scheduled and nobody holds the clock, and with whatever an event throws.
	 */
	async run(until: () => boolean, limit = Infinity): Promise<void> {
		const end = this.#now + limit;
		for (;;) {
			while (this.#holders) await this.#release();
			if (until()) return;
			const next = this.#agenda.peek();
			if (!next) throw new Error(`nothing left to happen at ${this.#now.toFixed(3)} ms`);
			if (next.time > end) {
				this.#now = end;
				throw new Error(`limit of ${limit} ms passed at ${end.toFixed(3)} ms`);
			}
			this.#fire();
		}
	}

	/** Moves `duration` ms on and runs what is due until then; that nothing is scheduled is not an error. */
	async advance(duration: number): Promise<void> {
		const end = this.#now + duration;
		for (;;) {
			while (this.#holders) await this.#release();
			const next = this.#agenda.peek();
			if (!next || next.time > end) break;
			this.#fire();
		}
		this.#now = end;
	}

	/**
	 * Moves up to `duration` ms on from within an event, and runs what is due meanwhile: what happens while a processor computes. Stops where
	 * somebody holds the clock; returns the ms that are left then.
	 */
	elapse(duration: number): number {
		const end = this.#now + duration;
		while (this.#holders === 0) {
			const next = this.#agenda.peek();
			if (!next || next.time > end) {
				this.#now = end;
				return 0;
			}
			this.#fire();
		}
		return Math.max(0, end - this.#now);
	}

	#release(): Promise<void> {
		return new Promise(resolve => {
			this.#released = resolve;
		});
	}

	#fire(): void {
		const { time, callback } = this.#agenda.take();
		// An event that was due while another one ran comes late.
		if (time > this.#now) this.#now = time;
		callback();
	}
}
