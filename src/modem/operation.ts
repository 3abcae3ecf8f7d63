import type { ErrorCode, ModemError } from "../at/error.js";
import type { Scanner } from "../at/scanner.js";
import type { Task } from "../at/script.js";
import type { ModemCore } from "./core.js";
import { UNKNOWN } from "./stages.js";

/** What a service does while it has the modem for itself. Its {@link Operation} says when. */
export interface Work extends Task {
	/** The modem is ready and nothing else runs. */
	begin(): void;
	/** A line that answers no command; true if it was meant for this work. */
	onReport?(scanner: Scanner): boolean;
	/** Stop as soon as the modem allows it: `cancelled` by `close()`, or `bearerLost`, which harms only what still needs the bearer. */
	interrupt(error: ErrorCode): void;
}

/** What the application has been given: tells it how the operation has ended. */
export interface Owner {
	/** The end, once: the modem is free again. */
	onEnd(error: ModemError | null): void;
}

// The life of an operation.
const WAITING = 0;
const RUNNING = 1;
const ENDED = 2;

/** The life of whatever needs the modem for itself: it waits, begins, and ends exactly once, with the first error. */
export class Operation {
	/** The stage that the modem must have reached (`stages.ts`). */
	readonly needs: number;
	/** What it will end with; null as long as nothing has gone wrong. */
	error: ErrorCode | null = null;
	/** The one that waits after it: for the queue. */
	next: Operation | null = null;
	private status = 0;
	private state = WAITING;
	/** Its name in errors. */
	readonly name: string;
	readonly modem: ModemCore;
	readonly work: Work;
	private readonly owner: Owner;

	constructor(modem: ModemCore, name: string, needs: number, work: Work, owner: Owner) {
		this.modem = modem;
		this.name = name;
		this.needs = needs;
		this.work = work;
		this.owner = owner;
	}

	/** It has the modem, and nothing has gone wrong. */
	get healthy(): boolean {
		return this.state === RUNNING && this.error === null;
	}

	/** Its turn has come. */
	begin(): void {
		this.state = RUNNING;
		this.work.begin();
	}

	/** It has ended, and is to be submitted once more. */
	renew(): void {
		this.state = WAITING;
		this.error = null;
		this.status = 0;
	}

	/** `close()`: ends it with `cancelled`, at once while it waits, otherwise as soon as the modem is free. */
	cancel(): void {
		if (this.state === WAITING) this.end("cancelled", 0);
		else if (this.state === RUNNING) this.work.interrupt("cancelled");
	}

	/** Notes what went wrong, with the modem's number or 0. The first error counts. */
	note(error: ErrorCode, status: number): void {
		if (this.error !== null) return;
		this.error = error;
		this.status = status;
	}

	/** A script has ended with `error`: true if the modem is gone, which ends the operation at once. */
	isLost(error: ErrorCode | null): boolean {
		if (error !== "reset" && error !== "noAnswer") return false;
		if (error === "noAnswer") this.modem.starter.stage = UNKNOWN;
		this.end(error, 0);
		return true;
	}

	/** Ends it: well if neither `error` nor an earlier one says otherwise. The modem goes to the next one. */
	end(error: ErrorCode | null, status: number): void {
		if (this.state === ENDED) return;
		if (error !== null) this.note(error, status);
		this.state = ENDED;
		this.modem.release(this);
		this.owner.onEnd(this.error === null ? null : this.modem.describe(this.error, this.status, this.name));
	}
}
