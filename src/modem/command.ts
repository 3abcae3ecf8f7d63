import { badArgument, type ModemError } from "../at/error.js";
import { ANSWER_TIME, COMMAND_LENGTH } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import { ANSWER_LIMIT, type Parameter } from "../at/script.js";
import { checkNumber, checkOptions, encodeText, given, lower } from "../at/check.js";
import { MODEM_COMMANDS, RAW, TEXT } from "./commands.js";
import type { ModemCore } from "./core.js";
import { NO_EFFECT, ScriptOperation } from "./script-operation.js";

/** Options of a raw command. The callbacks are called with the command as `this`. */
export interface CommandOptions {
	/** ms from the last byte sent to the final result, 100 to 300000; default 5000. */
	limit?: number;
	/** A line of the answer: the bytes from `start` up to `end` (exclusive) of `memory`. Valid until the callback returns or calls the modem. */
	onLine?(this: RawCommand, memory: Uint8Array, start: number, end: number): void;
	/** The final result, once: null for OK. `error.status` is the modem's CME or CMS number, or 0. */
	onDone?(this: RawCommand, error: ModemError | null): void;
}

/** A raw command that runs or waits. */
export interface RawCommand {
	/** Cancels the command: it ends with `cancelled` as soon as the modem listens again. */
	close(): void;
}

const OPTIONS = Object.freeze(["limit", "onLine", "onDone"]);

/** A command that the library does not cover: `modem.command()`. */
export class Raw extends ScriptOperation implements RawCommand {
	private readonly options: CommandOptions;

	constructor(modem: ModemCore, text: string, options: CommandOptions) {
		checkOptions("command", "the options", options, OPTIONS);
		const limit = checkNumber("command", "limit", given(options.limit, ANSWER_TIME), 100, 300000);
		// Quotes and semicolons belong to raw commands; what ends a line or a data phase does not.
		const bytes = encodeText(modem.runtime, "command", "the command", text, 2, COMMAND_LENGTH, true);
		if (lower(text.slice(0, 2)) !== "at") throw badArgument("command", "the command must begin with AT");
		super(modem, "command", MODEM_COMMANDS, RAW, options.onDone, NO_EFFECT, null, "");
		const slots: Parameter[] = [];
		slots[TEXT] = bytes;
		slots[ANSWER_LIMIT] = limit;
		this.slots = slots;
		this.options = options;
	}

	override onLine(scanner: Scanner): boolean {
		if (this.options.onLine) this.options.onLine.call(this, this.operation.modem.memory.bytes, scanner.start, scanner.end);
		return true;
	}
}
