import { SPACE } from "../uart/ascii.js";
import type { ErrorCode } from "./error.js";
import { ANSWER_TIME } from "./limits.js";
import type { Scanner } from "./scanner.js";
import { word } from "./words.js";

/** A parameter of a command: text already encoded, or a whole number. A command with an undefined one is left out. */
export type Parameter = Uint8Array | number | undefined;

/** One AT command as constant data. */
export interface Command {
	/** The line without its CR. Bytes below 32 are slots: the parameter of that number goes there. */
	readonly text: Uint8Array;
	/** Bytes before its first slot. */
	readonly fixed: number;
	/** Keyword of its information line; 0 where it has none. */
	readonly information: number;
	/** Every line until the final result that has no meaning of its own belongs to the answer. */
	readonly every: boolean;
	/** The information line ends with a number of bytes, and so many bytes follow. */
	readonly payload: boolean;
	/** The information line is a prompt whose last argument, or the slot {@link UPLOAD_SIZE}, counts the bytes that the modem then takes. */
	readonly upload: boolean;
	/** ms from the last byte sent to the final result, the payload's own time on the wire not counted. */
	readonly limit: number;
	/** Keyword of the report that comes after OK and ends the command; 0 where OK ends it. */
	readonly report: number;
	/** ms from OK to that report; 0 where the task says it, in the slot {@link REPORT_TIME}. */
	readonly reportLimit: number;
	/** What not every firmware has of it (`feature.ts`): a refusal that ends the script is `unsupported`. 0 where all have it. */
	readonly feature: number;
	/** What may be asked again and again until that report comes, for tasks that want to know; null where there is nothing to ask. */
	readonly poll: Command | null;
}

/** Where a script goes on: an index of the script, or one of these. */
export const NEXT = -1;
/** The script has done what it is for. */
export const END = -2;
/** Try this step again after its pause, as often as it has tries; then where `spent` says. */
export const AGAIN = -3;
/** The script ends with the step's error. */
export const FAIL = -4;
/** The script has done what it is for, after making sure that no late answer can be credited to another one. */
export const SETTLE_END = -5;
/** Of a line: it is not the answer, it has come by itself. */
export const NOT_MINE = -6;

/** One step of a script: a command and what each outcome leads to. */
export interface Step {
	readonly command: Command;
	/** Where the information line or report leads to when OK has come too. Without one, every line leads to `ok`. */
	readonly judge: ((scanner: Scanner) => number) | null;
	/** Where OK leads to. */
	readonly ok: number;
	/** Where OK without the information line leads to. */
	readonly missing: number;
	/** Where ERROR, +CME ERROR and +CMS ERROR lead to. */
	readonly refused: number;
	/** No final result in time: FAIL re-synchronises first, AGAIN does not. */
	readonly silent: number;
	/** How often the command is sent at most. */
	readonly tries: number;
	/** Where the last try leads to when it is not enough. */
	readonly spent: number;
	/** ms between two tries. */
	readonly pause: number;
	/** The error where the script ends here. */
	readonly error: ErrorCode;
}

export type Script = readonly Step[];

function encode(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
	return bytes;
}

function fixedLength(text: Uint8Array): number {
	let length = 0;
	while (length < text.length && text[length]! >= SPACE) length++;
	return length;
}

/** What a command does not say for itself: it inherits it, so that flash holds it once. */
const COMMAND: Omit<Command, "text" | "fixed"> = Object.freeze({
	information: 0,
	every: false,
	payload: false,
	upload: false,
	limit: ANSWER_TIME,
	report: 0,
	reportLimit: 0,
	feature: 0,
	poll: null,
});
const STEP: Omit<Step, "command"> = Object.freeze({
	judge: null,
	ok: NEXT,
	missing: FAIL,
	refused: FAIL,
	silent: FAIL,
	tries: 1,
	spent: FAIL,
	pause: 0,
	error: "command",
});

/** Makes a command; called at module level, where it costs no RAM. `information` and `report` are keywords as text. */
export function command(
	text: string,
	options: {
		information?: string;
		every?: boolean;
		upload?: boolean;
		payload?: boolean;
		limit?: number;
		report?: string;
		reportLimit?: number;
		feature?: number;
		poll?: Command;
	},
): Command {
	const bytes = encode(text);
	const made = Object.assign({}, options, { text: bytes, fixed: fixedLength(bytes) });
	if (options.information !== undefined) Object.assign(made, { information: word(options.information) });
	if (options.report !== undefined) Object.assign(made, { report: word(options.report) });
	return Object.freeze(Object.setPrototypeOf(made, COMMAND) as Command);
}

/** Makes a step; called at module level, where it costs no RAM. */
export function step(command: Command, options: Partial<Omit<Step, "command">>): Step {
	return Object.freeze(Object.setPrototypeOf(Object.assign({ command }, options), STEP) as Step);
}

/** The slot that says how many bytes an upload is to take. Every task that uploads puts it there. */
export const UPLOAD_SIZE = 9;

/** The slot that says how long a report may take, ms, where the command does not. */
export const REPORT_TIME = 10;

/** Who runs a script. */
export interface Task {
	/** Parameters by slot. */
	readonly slots: readonly Parameter[];
	/** An information line or report of the running step; read it now. False where it is not what was asked for. */
	onLine(scanner: Scanner): boolean;
	/** Commands that can be polled are: their lines come to {@link onLine}. */
	readonly watches?: boolean;
	/** The modem takes payload, or has taken all that it was given: supply more, or leave it for later. Only for scripts that upload. */
	onUpload?(): void;
	/** The script has ended. `error` is null, or the name of what ended it. The machine is idle. */
	onScriptEnd(error: ErrorCode | null): void;
}
