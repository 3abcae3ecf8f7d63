import type { Alarm } from "./clock.ts";

interface Entry extends Alarm {
	readonly sequence: number;
	callback: (() => void) | undefined;
}

const earlier = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.sequence < b.sequence);

/** What is still to happen, by time; equal times in the order in which they were added. */
export class Agenda {
	#sequence = 0;
	#heap: Entry[] = [];
	#cancelled = 0;

	/** Something to happen `delay` ms (0 or more) after `now`. */
	add(now: number, delay: number, callback: () => void): Alarm {
		if (!(delay >= 0) || delay === Infinity) throw new RangeError(`invalid delay ${delay}`);
		const entry: Entry = { time: now + delay, sequence: this.#sequence++, callback };
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

	/** What comes next; undefined if nothing does. */
	peek(): Alarm | undefined {
		let top = this.#heap[0];
		while (top && !top.callback) {
			this.#pop();
			this.#cancelled--;
			top = this.#heap[0];
		}
		return top;
	}

	/** Takes out what `peek` has just shown. */
	take(): { readonly time: number; readonly callback: () => void } {
		const entry = this.#pop();
		const callback = entry.callback!;
		entry.callback = undefined;
		return { time: entry.time, callback };
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
