import { badArgument, type ErrorCode, type ModemError } from "../at/error.js";
import { ANSWER_TIME, COMMAND_LENGTH } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { command, type Parameter, type Script, step } from "../at/script.js";
import { checkNumber } from "../at/text.js";
import type { Modem, Operation } from "./modem.js";
import { ANSWERING } from "./stages.js";

/** What a raw command is made of. The callbacks are called with the command as `this`. */
export interface CommandOptions {
	/** ms from the last byte sent to the final result, 100 to 300000; 5000 where nothing is given. */
	limit?: number;
	/** A line of the answer: the bytes from `start` up to `end` (exclusive) of `memory`. Valid until the callback returns or calls the modem. */
	onLine?(this: RawCommand, memory: Uint8Array, start: number, end: number): void;
	/** The final result, once: null for OK. `error.status` is the CME or CMS number where the modem gave one. */
	onDone?(this: RawCommand, error: ModemError | null): void;
}

const TEXT = 1;

/** A command that the library does not cover: `modem.command()`. */
export class RawCommand implements Operation {
	/** @internal */
	readonly needs: number = ANSWERING;
	/** @internal */
	readonly slots: readonly Parameter[];
	private readonly script: Script;
	private readonly modem: Modem;
	private readonly options: CommandOptions;
	private closed = false;

	constructor(modem: Modem, text: string, options: CommandOptions) {
		const limit = checkNumber("command", "limit", options.limit ?? ANSWER_TIME, 100, 300000);
		this.modem = modem;
		this.options = options;
		this.slots = [undefined, encodeCommand(modem, text)];
		this.script = [step(command(String.fromCharCode(TEXT), { limit, every: true }), {})];
	}

	/** Cancels the command: it ends with `cancelled` as soon as the modem listens again. */
	close(): void {
		if (this.closed) return;
		if (this.modem.isRunning(this)) this.modem.machine.cancel("cancelled");
		else this.fail("cancelled");
	}

	/** @internal */
	begin(): void {
		this.modem.machine.run(this.script, 0, this);
	}

	/** @internal */
	onBearerLost(): void {}

	/** @internal */
	onLine(scanner: Scanner): boolean {
		if (this.options.onLine) this.options.onLine.call(this, this.modem.memory.bytes, scanner.start, scanner.end);
		return true;
	}

	/** @internal */
	onScriptEnd(error: ErrorCode | null): void {
		if (error !== null) this.modem.noteFailure(error);
		this.fail(error);
	}

	/** @internal */
	fail(error: ErrorCode | null): void {
		if (this.closed) return;
		this.closed = true;
		const status = this.modem.machine.status;
		this.modem.release(this);
		const onDone = this.options.onDone;
		if (onDone) onDone.call(this, error === null ? null : this.modem.describe(error, error === "command" ? status : 0, "command"));
	}
}

/** Quotes and semicolons belong to raw commands; what ends a line or a data phase does not. */
function encodeCommand(modem: Modem, text: unknown): Uint8Array {
	if (typeof text !== "string") throw badArgument("command", "the command must be a string");
	if (text.length < 2 || text.length > COMMAND_LENGTH || text.slice(0, 2).toUpperCase() !== "AT") {
		throw badArgument("command", "the command must begin with AT and have 2 to " + COMMAND_LENGTH + " characters");
	}
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code < 32 || code > 126) throw badArgument("command", "the command must be printable ASCII; character " + i + " is not");
	}
	return modem.runtime.encode(text);
}
