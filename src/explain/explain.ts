import { type Fault, FAULTS } from "./faults.js";

export { type Fault, FAULTS } from "./faults.js";

/** What can be put into words: a `ModemError`, a `SIM900Error` of `sim900/promises`, a `PortError` of `sim900/stream`. */
export interface Explainable {
	readonly code?: string;
	readonly fault?: string;
	readonly status?: number;
	readonly operation?: string;
	readonly message?: string;
	/** Its message is what `explain` says. */
	readonly explained?: boolean;
}

/** The row for an error: of its operation if there is one, otherwise of any. */
function faultOf(code: string, operation: string): Fault | undefined {
	let found: Fault | undefined;
	for (let i = 0; i < FAULTS.length; i++) {
		const fault = FAULTS[i]!;
		if (fault.code === code && (fault.operation === operation || (fault.operation === "" && found === undefined))) found = fault;
	}
	return found;
}

/** Code of an error in the table: a port's own are `port` and what has become of it. */
function codeOf(error: Explainable): string {
	if (error.fault !== undefined) return "port " + error.fault;
	return error.code === undefined ? "" : error.code;
}

/** The error was thrown with a text of its own, which names the option and what is wrong with it: the table cannot know that. */
function isOwn(error: Explainable, message: string): boolean {
	return error.fault === undefined && message !== "" && message !== error.operation + ": " + error.code + " " + error.status;
}

/**
 * One error in words: what has happened, with the modem's number, and what to do next. `server` is named in sentences about a server, for example
 * `example.com:21`. Allocates the text.
 */
export function explain(error: Explainable, server?: string): string {
	const operation = error.operation === undefined ? "" : error.operation;
	const fault = faultOf(codeOf(error), operation);
	const message = error.message === undefined ? "" : error.message;
	// What nobody here has made, and what says it all already.
	if (fault === undefined || error.explained === true) return message;
	const status = error.status === undefined || error.status === 0 ? "" : " (" + error.status + ")";
	// A text of its own says what to do by itself.
	if (isOwn(error, message)) return message + (fault.code === "argument" ? status + ". " + fault.next : "") + ".";
	return named(fault.what, server) + status + ". " + fault.next + ".";
}

/** A sentence of the table, in which `%` stands for a server. */
function named(what: string, server: string | undefined): string {
	const mark = what.indexOf("%");
	if (mark < 0) return what;
	return what.slice(0, mark) + (server === undefined || server === "" ? "" : " " + server) + what.slice(mark + 1);
}
