import { type ErrorCode, ModemError } from "../at/error.js";
import { LATE, type Operation } from "./operation.js";

/** Operations that may wait while one runs. */
export const QUEUE_DEPTH = 4;

/** A client that keeps a queue of its own while this one is full. */
export interface QueueWaiter {
	/** The queue has room. */
	onRoom(): void;
}

/** The operations that wait for the modem, in the order in which they came. */
export class RequestQueue {
	/** How many wait. */
	length = 0;
	/** The one client that is told of room; it registers itself. */
	waiter: QueueWaiter | null = null;
	/** The operation that has waited longest, null if none waits; each knows the next one. */
	first: Operation | null = null;

	/** Adds an operation. Throws `busy` when the queue is full. */
	push(operation: Operation): void {
		if (this.length >= QUEUE_DEPTH) {
			throw new ModemError("busy", "the modem has " + QUEUE_DEPTH + " requests waiting: try again after an onDone");
		}
		this.add(operation);
	}

	/** Adds an operation, full or not. */
	add(operation: Operation): void {
		this.length++;
		let last = this.first;
		if (last === null) {
			this.first = operation;
			return;
		}
		while (last.next !== null) last = last.next;
		last.next = operation;
	}

	/** Takes an operation out, wherever it stands; false if it is not there. */
	remove(operation: Operation): boolean {
		let before: Operation | null = null;
		let entry = this.first;
		while (entry !== null && entry !== operation) {
			before = entry;
			entry = entry.next;
		}
		if (entry === null) return false;
		if (before === null) this.first = operation.next;
		else before.next = operation.next;
		operation.next = null;
		this.length--;
		return true;
	}

	/** The modem is looked for in the interest of all that wait now. */
	search(): void {
		for (let entry = this.first; entry !== null; entry = entry.next) entry.expectModem();
	}

	/** The modem could not be started: what waits has to end with this error; if it was not found, only that for which it was looked for. */
	condemn(error: ErrorCode, status: number): void {
		for (let entry = this.first; entry !== null; entry = entry.next) {
			if (error !== "noAnswer" || entry.status !== LATE) entry.note(error, status);
		}
	}

	/** Notifies the waiting client if the queue has room. */
	notifyWaiter(): void {
		if (this.waiter !== null && this.length < QUEUE_DEPTH) this.waiter.onRoom();
	}
}
