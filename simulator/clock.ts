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

interface Entry extends Alarm {
	readonly sequence: number;
	callback: (() => void) | undefined;
}

const earlier = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.sequence < b.sequence);

/**
 * Time that moves only from one event to the next. One clock is shared by everything in a simulation; whoever
 * answers asynchronously (an engine process, a real socket) holds it meanwhile, so a run does not depend on the
 * speed of the machine it runs on.
 */
export class VirtualClock implements Clock {
	#now = 0;
	#sequence = 0;
	#heap: Entry[] = [];
	#cancelled = 0;
	#holders = 0;
	#released: (() => void) | undefined;

	/** ms since the start. */
	get now(): number {
		return this.#now;
	}

	/** Calls back once, `delay` ms (0 or more) from now, in stable order. */
	schedule(delay: number, callback: () => void): Alarm {
		if (!(delay >= 0) || delay === Infinity) throw new RangeError(`invalid delay ${delay}`);
		const entry: Entry = { time: this.#now + delay, sequence: this.#sequence++, callback };
		this.#push(entry);
		return entry;
	}

	/** Forgets an alarm; one that has run or was cancelled is ignored. */
	cancel(alarm: Alarm): void {
		const entry = alarm as Entry;
		if (!entry.callback) return;
		entry.callback = undefined;
		// Parked far in the future and cancelled again and again, time-outs would otherwise pile up.
		if (++this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#compact();
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
			const next = this.#peek();
			if (!next) throw new Error(`nothing left to happen at ${this.#now.toFixed(3)} ms`);
			if (next.time > end) {
				this.#now = end;
				throw new Error(`limit of ${limit} ms passed at ${end.toFixed(3)} ms`);
			}
			this.#fire(this.#pop());
		}
	}

	/** Moves `duration` ms on and runs what is due until then; that nothing is scheduled is not an error. */
	async advance(duration: number): Promise<void> {
		const end = this.#now + duration;
		for (;;) {
			while (this.#holders) await this.#release();
			const next = this.#peek();
			if (!next || next.time > end) break;
			this.#fire(this.#pop());
		}
		this.#now = end;
	}

	#release(): Promise<void> {
		return new Promise(resolve => {
			this.#released = resolve;
		});
	}

	#fire(entry: Entry): void {
		const callback = entry.callback!;
		entry.callback = undefined;
		this.#now = entry.time;
		callback();
	}

	#peek(): Entry | undefined {
		let top = this.#heap[0];
		while (top && !top.callback) {
			this.#pop();
			this.#cancelled--;
			top = this.#heap[0];
		}
		return top;
	}

	#push(entry: Entry): void {
		const heap = this.#heap;
		let index = heap.length;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (!earlier(entry, heap[parent]!)) break;
			heap[index] = heap[parent]!;
			index = parent;
		}
		heap[index] = entry;
	}

	#pop(): Entry {
		const heap = this.#heap;
		const top = heap[0]!;
		const last = heap.pop()!;
		if (last !== top) this.#sink(last);
		return top;
	}

	#sink(entry: Entry): void {
		const heap = this.#heap;
		let index = 0;
		for (;;) {
			let child = index * 2 + 1;
			if (child >= heap.length) break;
			if (child + 1 < heap.length && earlier(heap[child + 1]!, heap[child]!)) child++;
			if (earlier(entry, heap[child]!)) break;
			heap[index] = heap[child]!;
			index = child;
		}
		heap[index] = entry;
	}

	#compact(): void {
		const alive = this.#heap.filter(entry => entry.callback);
		this.#heap = [];
		this.#cancelled = 0;
		for (const entry of alive) this.#push(entry);
	}
}
