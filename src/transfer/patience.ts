import { OFFER_TIME } from "../at/limits.js";

/** How long an application may leave what it is offered: bytes to read, or room to write. */
export class Patience {
	/** How far the application had come at the last offer, and ms since that has changed. */
	private done = -1;
	private waited = 0;
	/** ms; 0: for ever. */
	private readonly limit: number;

	constructor(limit: number) {
		this.limit = limit;
	}

	/** The application is offered something after `done` bytes: ms until it is offered again; 0 if it has had its time and has not come further. */
	wait(done: number): number {
		if (done !== this.done) {
			this.done = done;
			this.waited = 0;
		}
		const limit = this.limit;
		const rest = limit > 0 ? limit - this.waited : OFFER_TIME;
		const delay = rest < OFFER_TIME ? rest : OFFER_TIME;
		this.waited += delay;
		return delay;
	}
}
