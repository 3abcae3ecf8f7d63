import type { ErrorCode } from "./error.js";
import type { Scanner } from "./scanner.js";

/** A parameter of a command: text already encoded, or a whole number. A command with an undefined one is left out. */
export type Parameter = Uint8Array | number | undefined;

/** Where an information line or a report leads to, or {@link NOT_MINE}; {@link ON_OK} or {@link ON_REFUSED}: where the step says that those do. */
export type Judge = (scanner: Scanner) => number;

/**
 * The commands and scripts of a service, as `pack.ts` makes them of what the service's `commands.ts` says. On a device they are constants in flash:
 * three objects, whatever the number of commands.
 */
export interface Commands {
	/** Scripts, which are lists of step numbers that {@link END_OF_SCRIPT} ends; then the records of the steps, {@link STEP_SIZE} bytes each. */
	readonly bytes: Uint8Array;
	/** Where in `bytes` the records begin. */
	readonly records: number;
	/** Keywords and times in ms; then the texts of the commands (`line.ts`). */
	readonly words: Int32Array;
	readonly judges: readonly (Judge | null)[];
}

/** A script of a service: where in `bytes` its list of steps begins. One more leaves out the first step. */
export type Script = number;

/** Marks the last part of a text (`line.ts`). */
export const LAST_PART = 128;

/** Ends a list of step numbers. */
export const END_OF_SCRIPT = 255;

// A step: a command and what each outcome leads to. Bytes of its record; what says "index" is one of `words`, where 0 stands at 0.
/** Where in `words` the text begins. */
export const TEXT = 0;
export const TEXT_HIGH = 1;
/** Index of the keyword of its information line; 0 if it has none. */
export const INFORMATION_WORD = 2;
/** Index of the keyword of the report that comes after OK and ends the command; 0 if OK ends it. */
export const REPORT_WORD = 3;
export const FLAGS = 4;
/** Bit number, from 1 up, of what not every firmware has of it (`feature.ts`): a refusal that ends the script is `unsupported`. 0 if all have it. */
export const FEATURE = 5;
/** Index of the ms from the last byte sent to the final result, the payload's own time on the wire not counted; 0: {@link ANSWER_LIMIT}. */
export const LIMIT = 6;
/** Number of the step whose command may be sent again and again until the report comes, for tasks that want to know; 0 if there is none. */
export const POLL_STEP = 7;
/** Index in `judges` of what says where the information line or report leads to when OK has come too; 0: `ON_OK` does. */
export const JUDGE = 8;
// Where outcomes lead to: OK; OK without the information line; a refusal; no final result in time (FAIL re-synchronises, AGAIN does not); the last try.
export const ON_OK = 9;
export const ON_MISSING = 10;
export const ON_REFUSED = 11;
export const ON_SILENCE = 12;
export const ON_SPENT = 13;
/** How often the command is sent at most. */
export const TRIES = 14;
/** Index of the ms between two tries. */
export const PAUSE_TIME = 15;
/** Index in {@link ERRORS} of the error when the script ends here. */
export const ERROR_CODE = 16;
export const STEP_SIZE = 17;

// Bits of FLAGS.
/** Every line until the final result that has no meaning of its own belongs to the answer. */
export const EVERY_LINE = 1;
/** The information line ends with a number of bytes, followed by that many bytes. */
export const BRINGS_PAYLOAD = 2;
/** The information line is a prompt whose last argument, or the slot {@link UPLOAD_SIZE}, counts the bytes that the modem then takes. */
export const TAKES_PAYLOAD = 4;
/** No CR ends its line. */
export const BARE = 8;
/** No OK follows its information line; with {@link EVERY_LINE}, none follows the first line that the task takes. */
export const FINAL = 16;
/** `>` without a line end is the prompt: the modem then takes as many bytes as the slot {@link UPLOAD_SIZE} says. DCD stays as it is. */
export const PROMPTS = 32;
/** What its information line says last is how many bytes are left in the modem; the number of those that follow stands before it. */
export const COUNTS_REST = 64;
/** What the slot {@link SECRET} holds goes out once: it is empty from then on. */
export const ONCE = 128;
/**
 * What {@link PROMPTS} asks for is text, whose last byte is 1A; 1B gives it up. Then the final result may take {@link REPORT_TIME}. Both bits together: the first is of
 * what takes payload, the second alone of what brings some.
 */
export const TAKES_TEXT: number = TAKES_PAYLOAD | COUNTS_REST;

/** Errors that a step can end with; a step that says nothing ends with the first. */
export const ERRORS: readonly ErrorCode[] = Object.freeze([
	"command",
	"unsupported",
	"protocol",
	"noAnswer",
	"sim",
	"simLocked",
	"pin",
	"denied",
	"notRegistered",
	"bearer",
	"timeout",
	"connect",
] as const);
/** Index of `unsupported`. */
export const UNSUPPORTED = 1;

// Where a script goes on.
/** To the next step. */
export const NEXT = 0;
/** The script has done what it is for. */
export const END = 1;
/** Try this step again after its pause, as often as it has tries; then where ON_SPENT says. */
export const AGAIN = 2;
/** The script ends with the step's error. */
export const FAIL = 3;
/** The script has done what it is for, after making sure that no late answer can be credited to another one. */
export const SETTLE_END = 4;
/** To the step after the next one, which is for another outcome. */
export const SKIP = 5;
/** Of a line: it is not the answer, it has come by itself. */
export const NOT_MINE = 6;

// Slots that scripts of every service have.
/** What a command with {@link ONCE} says. */
export const SECRET = 5;
/** How many bytes an upload is to take. Every task that uploads puts it there. */
export const UPLOAD_SIZE = 9;
/** How long a report may take, ms, or the result after text. Every task that waits for one puts it there. */
export const REPORT_TIME = 10;
/** How long the final result may take, ms, if the command does not say it. */
export const ANSWER_LIMIT = 13;

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
