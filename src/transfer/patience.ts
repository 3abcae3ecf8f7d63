import { OFFER_TIME } from "../at/limits.js";

/** How long an application may leave what it is offered: bytes to read, or room to write. */
export class Patience {
	/** What was left at the last offer, and ms since that has changed; -1: something new is offered. */
	left = -1;
	private waited = 0;
	/** ms; 0: for ever. */
	private readonly limit: number;

	constructor(limit: number) {
		this.limit = limit;
	}

	/** `left` is being offered: ms until it is offered again; 0 if the application has had its time and has not touched it. */
	wait(left: number): number {
		if (left !== this.left) {
			this.left = left;
			this.waited = 0;
		}
		const limit = this.limit;
		const rest = limit > 0 ? limit - this.waited : OFFER_TIME;
		const delay = rest < OFFER_TIME ? rest : OFFER_TIME;
		this.waited += delay;
		return delay;
	}
}
