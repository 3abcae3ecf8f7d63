import type { HTTP, HTTPService } from "../http/http.js";
import { QUEUE_DEPTH, type QueueWaiter, type RequestQueue } from "../modem/queue.js";
import type { ClientRequest } from "./request.js";

/** What a client needs: a `SIM900`, or whatever has an HTTP service. */
export interface HTTPModem {
	readonly http: HTTP;
}

/**
 * The requests of all clients of one modem, in the order in which they were made. The modem is given one at a time: the rest of its
 * queue is left to the application, and when the application has filled it, the requests wait for room.
 */
export class ClientQueue implements QueueWaiter {
	private readonly queue: RequestQueue;
	private readonly waiting: ClientRequest[] = [];
	private current: ClientRequest | null = null;

	constructor(queue: RequestQueue) {
		this.queue = queue;
	}

	/** `request` waits for its turn, which may be now. */
	enter(request: ClientRequest): void {
		this.waiting.push(request);
		this.advance();
	}

	/** `request` has ended, or will end without its turn. */
	leave(request: ClientRequest): void {
		const index = this.waiting.indexOf(request);
		if (index >= 0) this.waiting.splice(index, 1);
		if (this.current === request) this.current = null;
		this.advance();
	}

	/** The requests that have not ended. */
	get members(): readonly ClientRequest[] {
		return this.current === null ? [...this.waiting] : [...this.waiting, this.current];
	}

	/** The modem's queue has room. */
	onRoom(): void {
		this.advance();
	}

	private advance(): void {
		if (this.current !== null || this.waiting.length === 0 || this.queue.length === QUEUE_DEPTH) return;
		this.current = this.waiting.shift()!;
		this.current.start();
	}
}

/** The queue of all clients of `modem`, created by the first of them: it waits for room in the modem's own queue. */
export function queueOf(modem: HTTPModem): ClientQueue {
	const { queue } = (modem.http as HTTPService).modem;
	if (queue.waiter instanceof ClientQueue) return queue.waiter;
	const clients = new ClientQueue(queue);
	queue.waiter = clients;
	return clients;
}
