import { checkCallback, given } from "../at/check.js";
import type { ErrorCode, ModemError } from "../at/error.js";
import type { Scanner } from "../at/scanner.js";
import type { Commands, Parameter, Script } from "../at/script.js";
import type { ModemCore } from "./core.js";
import { type EndCallback, Operation, type Result, type Work } from "./operation.js";
import { ANSWERING } from "./stages.js";

/** Told how an operation has ended: null, or what went wrong. */
export type DoneCallback = (error: ModemError | null) => void;

// What the script does to the modem.
export const NO_EFFECT = 0;
/** The bearer may be closed, whatever the answer: the next start asks. */
export const BEARER_CLOSED = 1;
/** The modem may sleep. */
export const ASLEEP = 2;
/** The modem is off. */
export const OFF = 3;
/** A session that somebody else left has been ended, or the bearer under it has been closed. */
export const SESSION_ENDED = 4;

/**
 * Reads a line of an answer: from `scanner.start` up to `scanner.end` (exclusive) of `bytes`. What it says, or undefined if it is no part of the
 * answer; `result` is what the lines before it have said.
 */
export type LineReader = (scanner: Scanner, bytes: Uint8Array, result: Result) => Result | undefined;

/** An operation that is one script: `disconnect`, `signal`, `identify`, `ftp.state` and the like. It ends when the script does. */
export class ScriptOperation implements Work {
	slots: readonly Parameter[];
	readonly operation: Operation;
	/** A line of the answer has been read: an OK without it is another command's. */
	private isRead = false;
	private readonly commands: Commands;
	private readonly script: Script;
	private readonly effect: number;
	/** Null if the answer says nothing. */
	private readonly reader: LineReader | null;

	/**
	 * `onDone` is told what the answer says, and the second argument of that line; `otherwise` with an error, or if the answer says nothing. It `needs` a stage
	 * (`stages.ts`), by default the first.
	 */
	constructor(
		modem: ModemCore,
		name: string,
		commands: Commands,
		script: Script,
		onDone: EndCallback | undefined,
		effect: number,
		reader: LineReader | null,
		otherwise: Result,
		needs?: number,
	) {
		checkCallback(name, "onDone", onDone, reader === null);
		this.operation = new Operation(modem, name, given(needs, ANSWERING), this, this, onDone, otherwise);
		this.slots = modem.slots;
		this.commands = commands;
		this.script = script;
		this.effect = effect;
		this.reader = reader;
	}

	close(): void {
		this.operation.cancel("cancelled");
	}

	begin(): void {
		this.operation.modem.machine.run(this.commands, this.script, this);
	}

	interrupt(error: ErrorCode): void {
		if (error !== "bearerLost") this.operation.modem.machine.cancel(error);
	}

	onLine(scanner: Scanner): boolean {
		if (this.reader === null) {
			this.isRead = true;
			return true;
		}
		const operation = this.operation;
		const result = this.reader(scanner, operation.modem.memory.bytes, operation.result);
		if (result === undefined) return false;
		this.isRead = true;
		operation.tell(result);
		operation.tellDetail(scanner.values[1]!);
		return true;
	}

	onScriptEnd(error: ErrorCode | null): void {
		const operation = this.operation;
		const modem = operation.modem;
		const effect = this.effect;
		// What has said that it powers down, and does not answer any more, is off.
		if (effect === OFF && (error === null || error === "reset" || (error === "noAnswer" && this.isRead))) {
			modem.noteEffect(OFF);
			return operation.end(null, 0);
		}
		const isFailed = error !== null;
		if (effect === BEARER_CLOSED || (effect === ASLEEP && !isFailed) || (effect === SESSION_ENDED && isFailed)) modem.noteEffect(effect);
		if (!operation.isLost(error)) operation.end(isFailed || this.isRead || this.reader === null ? error : "protocol", modem.machine.status);
	}
}
