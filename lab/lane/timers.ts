import type { Alarm, Clock } from "../../simulator/clock.ts";
import type { Machine } from "../../simulator/machine.ts";

interface TimerRecord {
	/** When it is due, whole ms. */
	trigger: number;
	/** ms, 0 for a one-shot, -1 while it is parked. */
	repeat: number;
	scheduled: boolean;
	/** Chosen in this pass. */
	firing: boolean;
}

/**
 * The timers of Moddable's microcontroller ports (modules/base/timer/mc/timer.c): whole milliseconds, all that are due
 * chosen before the first callback runs, periods that do not drift, and a one-shot that is removed after its callback
 * unless the callback has given it a period or parked it.
 */
export class Timers {
	readonly #clock: Clock;
	readonly #machine: Machine;
	readonly #fire: (handle: number) => void;
	#records = new Map<number, TimerRecord>();
	#alarm: Alarm | undefined;
	#posted = false;

	/** `fire` runs the firmware's callback to its end. */
	constructor(clock: Clock, machine: Machine, fire: (handle: number) => void) {
		this.#clock = clock;
		this.#machine = machine;
		this.#fire = fire;
	}

	/** Makes a parked timer. */
	add(handle: number): void {
		this.#records.set(handle, { trigger: 0, repeat: -1, scheduled: false, firing: false });
	}

	/** Due in `delay` ms, then every `repeat` ms (0: never again). What was chosen in this pass still fires. */
	schedule(handle: number, delay: number, repeat: number): void {
		const record = this.#records.get(handle);
		if (!record) return;
		record.trigger = this.#milliseconds + delay;
		record.repeat = repeat;
		record.scheduled = true;
		this.#arm();
	}

	/** Neither due nor dead. */
	park(handle: number): void {
		const record = this.#records.get(handle);
		if (!record) return;
		record.repeat = -1;
		record.scheduled = record.firing = false;
	}

	/** Removes it. */
	remove(handle: number): void {
		const record = this.#records.get(handle);
		if (record) record.firing = false;
		this.#records.delete(handle);
	}

	/** Removes all. */
	clear(): void {
		this.#records.clear();
		if (this.#alarm) this.#clock.cancel(this.#alarm);
		this.#alarm = undefined;
	}

	get #milliseconds(): number {
		return Math.floor(this.#clock.now + 1e-6);
	}

	/** An alarm that comes too early finds nothing due: cheaper than one that follows every time-out that is moved. */
	#arm(): void {
		let next = Infinity;
		for (const record of this.#records.values()) if (record.scheduled) next = Math.min(next, record.trigger);
		if (this.#posted || next === Infinity || (this.#alarm && this.#alarm.time <= next)) return;
		if (this.#alarm) this.#clock.cancel(this.#alarm);
		this.#alarm = this.#clock.schedule(Math.max(0, next - this.#clock.now), () => this.#due());
	}

	#due(): void {
		this.#alarm = undefined;
		const now = this.#milliseconds;
		for (const record of this.#records.values()) if (record.scheduled && record.trigger <= now) this.#posted = true;
		if (this.#posted) this.#machine.post(() => this.#execute());
		else this.#arm();
	}

	#execute(): void {
		this.#posted = false;
		const now = this.#milliseconds;
		const records = [...this.#records];
		for (const [, record] of records) record.firing = record.scheduled && record.trigger <= now;
		for (const [handle, record] of records) {
			if (!record.firing) continue;
			record.firing = false;
			record.trigger += record.repeat;
			this.#fire(handle);
			if (record.repeat === 0) this.#records.delete(handle);
		}
		this.#arm();
	}
}
