import type { Modem } from "../../modem/modem.js";
import type { HTTP } from "../http.js";
import type { HTTPClientRequest } from "./request.js";

/** What a client needs of a `SIM900`. */
export type HTTPModem = Modem & { readonly http: HTTP };

/**
 * The requests of all clients of one modem, in the order in which they were made. One at a time is given to the modem: the rest of its
 * queue is left to the application, and where the application has filled it, the line waits for a place.
 */
export class Line {
	private readonly modem: HTTPModem;
	private readonly waiting: HTTPClientRequest[] = [];
	private current: HTTPClientRequest | null = null;

	constructor(modem: HTTPModem) {
		this.modem = modem;
	}

	/** `request` waits for its turn, which may be now. */
	enter(request: HTTPClientRequest): void {
		this.waiting.push(request);
		this.advance();
	}

	/** `request` has ended, or will without a turn. */
	leave(request: HTTPClientRequest): void {
		const index = this.waiting.indexOf(request);
		if (index >= 0) this.waiting.splice(index, 1);
		if (this.current === request) this.current = null;
		this.advance();
	}

	/** The requests that have not ended. */
	get members(): readonly HTTPClientRequest[] {
		return this.current === null ? [...this.waiting] : [...this.waiting, this.current];
	}

	/** The modem's queue has a place. */
	onPlace(): void {
		this.advance();
	}

	private advance(): void {
		if (this.current !== null || this.waiting.length === 0 || !this.modem.hasPlace(this)) return;
		this.current = this.waiting.shift()!;
		this.current.start();
	}
}

/** The line of `modem`, made by its first client. */
export function lineOf(modem: HTTPModem): Line {
	return (modem.http.line ??= new Line(modem));
}
