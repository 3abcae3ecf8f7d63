import { POLL_TIME } from "./limits.js";

/** The report that ends a command after its OK, or what else is waited for: how long it may take, and whether the modem is asked meanwhile. */
export class Report {
	/** It has come before what it comes after, and counts from there on. */
	hasCome = false;
	/** The modem is asked meanwhile. */
	isPolled = false;
	/** ms that it may still take, after the look that is next. */
	left = 0;

	/** Nothing has come. @inline */
	forget(): void {
		this.hasCome = false;
	}

	/** It may take `limit` ms from here on. @inline */
	allow(limit: number): void {
		this.left = limit;
	}

	/** Whether the modem is asked: one that does not know the question is not asked again. @inline */
	poll(isPolled: boolean): void {
		this.isPolled = isPolled;
	}

	/** It has come. @inline */
	arrive(): void {
		this.hasCome = true;
	}

	/** ms until it is time to ask, or too late: that is when nothing is left. */
	next(): number {
		const left = this.left;
		const time = this.isPolled && left > POLL_TIME ? POLL_TIME : left;
		this.left = left - time;
		return time;
	}
}
