import { Agenda } from "./agenda.ts";
import type { Alarm, Clock } from "./clock.ts";

/** Where a wall clock gets its time from; tests have their own. */
export interface TimeSource {
	/** ms, never going back. */
	now(): number;
	/** Calls back once, about `delay` ms from now; returns the function that calls it off. */
	wake(delay: number, callback: () => void): () => void;
}

const COMPUTER: TimeSource = {
	now: () => performance.now(),
	wake(delay, callback) {
		const timer = setTimeout(callback, delay);
		return () => clearTimeout(timer);
	},
};

/** ms; less than this early is a matter of rounding. */
const ROUNDING = 1e-6;

/**
 * Time as people have it, for the pty and the TCP port. The computer wakes up once a millisecond at best and a byte
 * at 115200 baud takes 0.087 of one: what is due meanwhile runs together, each event seeing the time it was due at,
 * so that rates and the order of events are those of the virtual clock.
 */
export class WallClock implements Clock {
	readonly #source: TimeSource;
	readonly #start: number;
	readonly #agenda = new Agenda();
	#running: number | undefined;
	#callOff: (() => void) | undefined;
	#due = Infinity;
	#closed = false;

	constructor(source: TimeSource = COMPUTER) {
		this.#source = source;
		this.#start = source.now();
	}

	/** ms since the start; within an event the time that the event was due at. */
	get now(): number {
		return this.#running ?? this.#source.now() - this.#start;
	}

	/** Calls back once, `delay` ms (0 or more) from now, in stable order. */
	schedule(delay: number, callback: () => void): Alarm {
		const alarm = this.#agenda.add(this.now, delay, callback);
		if (this.#running === undefined) this.#arm();
		return alarm;
	}

	/** Forgets an alarm; one that has run or was cancelled is ignored. */
	cancel(alarm: Alarm): void {
		this.#agenda.cancel(alarm);
	}

	/** Time does not stand still for anybody here: what takes its time takes it. */
	hold(): () => void {
		return () => {};
	}

	/** Nothing happens any more; the process need not wait for what was scheduled. */
	close(): void {
		this.#closed = true;
		this.#callOff?.();
	}

	#arm(): void {
		const next = this.#agenda.peek();
		if (this.#closed || !next || next.time >= this.#due) return;
		this.#callOff?.();
		this.#due = next.time;
		this.#callOff = this.#source.wake(Math.max(0, next.time - this.now), () => this.#run());
	}

	/** Runs what is due by now, not what becomes due meanwhile: sockets get their turn. */
	#run(): void {
		this.#due = Infinity;
		this.#callOff = undefined;
		const until = this.#source.now() - this.#start + ROUNDING;
		try {
			for (let next = this.#agenda.peek(); next && next.time <= until && !this.#closed; next = this.#agenda.peek()) {
				this.#running = next.time;
				this.#agenda.take().callback();
			}
		} finally {
			this.#running = undefined;
			this.#arm();
		}
	}
}
