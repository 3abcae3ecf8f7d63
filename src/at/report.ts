import { POLL_TIME } from "./limits.js";

/** The report that comes after OK and ends a command, and what is asked meanwhile. */
export class Report {
	/** It has come, between the lines of a poll's answer: it counts when that is complete. */
	isHere = false;
	/** ms that it may still take. */
	private left = 0;
	private isPolling = false;

	/** It may take `limit` ms; `polls` if there is something to ask meanwhile. */
	begin(limit: number, polls: boolean): void {
		this.left = limit;
		this.isPolling = polls;
		this.isHere = false;
	}

	/** It is waited for: ms until it is time to ask, or too late. */
	wait(): number {
		const time = this.isPolling && this.left > POLL_TIME ? POLL_TIME : this.left;
		this.left -= time;
		return time;
	}

	/** It is too late. */
	get isOverdue(): boolean {
		return this.left <= 0;
	}

	/** The poll was not known, or not answered: it is not asked again. */
	stopPolling(): void {
		this.isPolling = false;
	}
}
