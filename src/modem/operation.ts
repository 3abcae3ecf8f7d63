import type { ErrorCode, ModemError } from "../at/error.js";
import type { Scanner } from "../at/scanner.js";
import type { Task } from "../at/script.js";
import type { ModemCore } from "./core.js";
import { UNKNOWN } from "./stages.js";

/** What an operation finds out beside its end. */
export type Result = string | number | boolean | undefined;

/** Told the end: null, or what went wrong; and what the operation has found out. */
export type EndCallback = (error: ModemError | null, result: never, detail: never) => void;

/** What a service does while it has the modem for itself. Its {@link Operation} says when. */
export interface Work extends Task {
	/** The modem is ready and nothing else runs. */
	begin(): void;
	/** A line that answers no command; true if it was meant for this work. */
	onReport?(scanner: Scanner): boolean;
	/** Stop as soon as the modem allows it: `cancelled` by `close()`, or `bearerLost`, which harms only what still needs the bearer. */
	interrupt(error: ErrorCode): void;
	/** Ends the work, and then the operation: well if `error` is null. Only for work that moves data. */
	stop?(error: ErrorCode | null, status: number): void;
}

/** The operation has come after the modem was last looked for at the rate that is wanted: what comes of that search does not concern it. */
export const LATE = -1;

/** What the application has been given: the `this` of its callbacks. */
export interface Owner {
	/** The operation has ended: the application is told next. */
	onEnd?(): void;
}

/** The life of whatever needs the modem for itself: it waits, begins, and ends exactly once, with the first error. */
export class Operation {
	/** The stage that the modem must have reached (`stages.ts`). */
	readonly needs: number;
	/** What it will end with; null as long as nothing has gone wrong. */
	error: ErrorCode | null = null;
	/** The one that waits after it: for the queue. */
	next: Operation | null = null;
	/** What its work has found out, which the work puts here: the second and third argument of its callback, or `otherwise` with an error. */
	result: Result;
	detail: Result;
	private readonly otherwise: Result;
	/** Of its error: the modem's number, or 0. {@link LATE} while there is none, and it is. */
	status: number = LATE;
	/** Its name in errors. */
	readonly name: string;
	readonly modem: ModemCore;
	readonly work: Work;
	private readonly owner: Owner;
	private readonly onDone: EndCallback | undefined;

	constructor(
		modem: ModemCore,
		name: string,
		needs: number,
		work: Work,
		owner: object,
		onDone: EndCallback | undefined,
		otherwise?: Result,
	) {
		this.modem = modem;
		this.name = name;
		this.needs = needs;
		this.work = work;
		this.owner = owner;
		this.onDone = onDone;
		this.otherwise = otherwise;
		this.result = otherwise;
		this.detail = otherwise;
	}

	/** It has the modem, and nothing has gone wrong. */
	get healthy(): boolean {
		return this.error === null && this.modem.current === this;
	}

	/** It has ended, and is to be submitted once more. */
	renew(): void {
		this.error = null;
		this.status = LATE;
	}

	/** What its callback is told, unless something goes wrong. @inline */
	tell(result: Result): void {
		this.result = result;
	}

	/** What comes after that. @inline */
	tellDetail(detail: Result): void {
		this.detail = detail;
	}

	/** The modem is looked for in its interest. @inline */
	expectModem(): void {
		this.status = 0;
	}

	/** `close()`: ends it with `error`, at once while it waits, otherwise as soon as the modem is free. */
	cancel(error: ErrorCode): void {
		if (this.modem.current === this) return this.work.interrupt(error);
		// It may wait for its end after a start that has failed.
		this.error = null;
		this.end(error, 0);
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
		if (error === "noAnswer") this.modem.starter.fallTo(UNKNOWN);
		this.end(error, 0);
		return true;
	}

	/** Ends it, once: well if neither `error` nor an earlier one says otherwise. The modem goes to the next one. */
	end(error: ErrorCode | null, status: number): void {
		if (error !== null) this.note(error, status);
		const modem = this.modem;
		const owner = this.owner;
		const code = this.error;
		if (!modem.release(this)) return;
		if (owner.onEnd) owner.onEnd();
		if (this.onDone === undefined) return;
		if (code === null) this.onDone.call(owner, null, this.result as never, this.detail as never);
		else this.onDone.call(owner, modem.describe(code, this.status, this.name), this.otherwise as never, this.otherwise as never);
	}
}
