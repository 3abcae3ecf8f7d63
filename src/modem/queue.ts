import { type ErrorCode, ModemError } from "../at/error.js";
import type { Operation } from "./operation.js";

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
	/** The first ones of the queue that have to end with `failure`: the modem could not be started for them. */
	failing = 0;
	private failure: ErrorCode = "cancelled";
	private status = 0;
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

	/** Takes an operation out, wherever it stands. */
	remove(operation: Operation): void {
		let index = 0;
		let before: Operation | null = null;
		let entry = this.first;
		while (entry !== null && entry !== operation) {
			before = entry;
			entry = entry.next;
			index++;
		}
		if (entry === null) return;
		if (before === null) this.first = operation.next;
		else before.next = operation.next;
		operation.next = null;
		this.length--;
		if (index < this.failing) this.failing--;
	}

	/** Whatever waits now has to end with `failure`, one operation for each call of {@link failNext}. */
	condemn(failure: ErrorCode, status: number): void {
		this.failing = this.length;
		this.failure = failure;
		this.status = status;
	}

	/** Ends the operation that has waited longest. */
	failNext(): void {
		this.first!.end(this.failure, this.status);
	}

	/** Notifies the waiting client if the queue has room. */
	notifyWaiter(): void {
		if (this.waiter !== null && this.length < QUEUE_DEPTH) this.waiter.onRoom();
	}
}
