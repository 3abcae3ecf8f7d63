import { Call, type Command, type CommandTable, type Modem, type Outcome } from "../modem.ts";
import { type ParsedCommand, parseCommands } from "./command-line.ts";
import { notSimulated } from "./not-simulated.ts";
import { type Result, resultText } from "./results.ts";
import type { Terminal } from "./terminal.ts";

/** What an interpreter works with; all of it belongs to one boot. */
export interface InterpreterOptions {
	readonly modem: Modem;
	readonly terminal: Terminal;
	readonly commands: CommandTable;
	/** Whether somebody else has an answer to a whole line, after AT. */
	readonly answered: (line: string) => Outcome | undefined;
	/** Everything of the line has been said. */
	readonly finished: () => void;
}

/** Executes command lines, one after the other, and sends their results. */
export class Interpreter {
	readonly #options: InterpreterOptions;
	#over = false;
	#lateBy = 0;
	#unanswered: "no" | "next" | "this" = "no";

	constructor(options: InterpreterOptions) {
		this.#options = options;
	}

	/** The modem has lost power: what is being executed has no result. */
	close(): void {
		this.#over = true;
	}

	/** The next command is answered `duration` ms later than usual; negative: earlier than that, and not before its time. */
	answerLate(duration: number): void {
		this.#lateBy = Math.max(0, this.#lateBy + duration);
	}

	/** The next command is executed, and nothing is said until it has ended. */
	leaveUnanswered(): void {
		this.#unanswered = "next";
	}

	/** A line has come, without AT. */
	begin(line: string): void {
		this.#begin(`AT${line}`, () => {
			const answer = this.#options.answered(line);
			if (answer === undefined) this.#execute(parseCommands(line));
			else this.#settle(answer, result => this.result(result));
		});
	}

	/** A line was too long. */
	refuse(): void {
		this.#begin("AT… (too long)", () => this.result("ERROR"));
	}

	#begin(line: string, execute: () => void): void {
		const { modem, terminal } = this.#options;
		modem.transcript.add("host", line);
		terminal.beginCommand();
		if (this.#unanswered === "next") {
			this.#unanswered = "this";
			terminal.muted = true;
		}
		modem.later(modem.settings.latency + this.#lateBy, execute);
		this.#lateBy = 0;
	}

	/** Executes lines that nobody hears, at once: what another program has left. */
	executeSilently(lines: readonly string[]): void {
		const { terminal } = this.#options;
		const commands = lines.flatMap(line => parseCommands(line.replace(/^at/i, "")));
		terminal.muted = true;
		terminal.beginCommand();
		const next = (): void => {
			const command = commands.shift();
			if (command) return this.#settle(this.#dispatch(command), next);
			terminal.endCommand();
			terminal.muted = false;
		};
		next();
	}

	/** One command after the other; the first that fails ends the line, and only its result is sent. */
	#execute(commands: readonly ParsedCommand[]): void {
		let index = 0;
		const next = (last: Result): void => {
			if (last !== "OK" && last !== "NONE") return this.result(last);
			const command = commands[index++];
			if (command) this.#settle(this.#dispatch(command), next);
			else this.result(last);
		};
		next("OK");
	}

	/** Calls back with the result of an outcome: now, or once, later. */
	#settle(outcome: Outcome, finish: (result: Result) => void): void {
		if (typeof outcome !== "function") return finish(outcome);
		let finished = false;
		outcome(result => {
			if (finished || this.#over) return;
			finished = true;
			finish(result);
		});
	}

	#dispatch(parsed: ParsedCommand): Outcome {
		const { name, form } = parsed;
		const { modem, commands } = this.#options;
		const { settings, personality } = modem;
		const extended = /^[+*^#$%]/.test(name);
		const isMissing = personality.missing.includes(name) && !settings.commandsPresent.includes(name);
		const isThere = Object.hasOwn(commands, name) && !isMissing && !settings.commandsMissing.includes(name);
		const command: Command | undefined = isThere ? commands[name] : undefined;
		if (!command) {
			if (notSimulated(name, personality)) modem.transcript.add("note", `not simulated: AT${name}`);
			return extended ? settings.unknownCommand : "ERROR";
		}
		const handler = command[form];
		if (handler) return handler(new Call(parsed));
		if (form === "test") return "OK";
		return extended ? settings.invalidParameter : "ERROR";
	}

	/** Sends a result; when it has gone the next line may come. */
	result(result: Result): void {
		const { modem, terminal } = this.#options;
		if (this.#over) return;
		if (result !== "NONE" && !modem.registers.quiet) {
			const text = resultText(result, modem.registers);
			modem.transcript.add("modem", text.trim());
			terminal.send(Buffer.from(text, "latin1"));
		}
		modem.afterQueued(() => this.#finished());
	}

	#finished(): void {
		if (this.#unanswered === "this") {
			this.#unanswered = "no";
			this.#options.terminal.muted = false;
		}
		this.#options.terminal.endCommand();
		this.#options.finished();
		this.#options.terminal.replayKept();
	}
}
