import type { ModemError } from "../at/error.js";
import { explain, type Explainable } from "../explain/explain.js";

/**
 * What a promise fails with: an object of its own for every failure. Its message is a sentence that says what has happened and what to do next.
 * `cause` is what it was made from, if that was an object of its own.
 */
export class SIM900Error extends Error {
	/** As of a `ModemError`; also `status`, an answer of the server from 400 on, and `port`. */
	readonly code: string;
	/** The modem's number, or the server's status; 0 if there is none. */
	readonly status: number;
	/** What was being done, for example `http`. */
	readonly operation: string;
	/** Where a download can be continued, bytes; 0 if it was none. */
	checkpoint = 0;
	readonly explained = true;

	constructor(error: Explainable, server: string = "", cause?: unknown) {
		super(explain(error, server), cause === undefined ? {} : { cause });
		// Not assigned: once it is preloaded on a device, Error.prototype is frozen.
		Object.defineProperty(this, "name", { value: "SIM900Error" });
		this.code = error.fault === undefined ? (error.code ?? "") : "port";
		this.status = error.status ?? 0;
		this.operation = error.operation ?? "";
	}
}

/** The failure that a check throws; undefined if it throws none. */
export function refusalOf(check: () => void): unknown {
	try {
		check();
		return undefined;
	} catch (error) {
		return rethrown(error, "");
	}
}

/** The failure of a call: what is thrown at once is an object of its own already, but has no advice. */
export function rethrown(error: unknown, server: string): unknown {
	const { code } = error as ModemError;
	return typeof code === "string" && !(error instanceof SIM900Error) ? new SIM900Error(error as ModemError, server, error) : error;
}
