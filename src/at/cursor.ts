import { isComplete } from "./line.js";
import { BRINGS_PAYLOAD, type Commands, END_OF_SCRIPT, FLAGS, type Parameter, POLL_STEP, type Script, STEP_SIZE, TRIES } from "./script.js";

/** Where a script is: the step that runs, and what follows it. */
export class Cursor {
	/** The service whose script runs; null while something is waited for without one. */
	commands: Commands | null = null;
	/** Where in `commands.bytes` the record of the running step begins. */
	step = 0;
	private next: Script = 0;
	/** How often the command of the step has been sent, less one. */
	tries = 0;

	/** Before the first step of `script`. */
	begin(commands: Commands, script: Script): void {
		this.commands = commands;
		this.next = script;
	}

	/** No script runs. @inline */
	leave(): void {
		this.commands = null;
	}

	/** Goes to the next step whose command has all its parameters; false at the end of the script. */
	advance(slots: readonly Parameter[]): boolean {
		const commands = this.commands!;
		const records = commands.bytes;
		let next = this.next;
		let step = 0;
		do {
			const number = records[next]!;
			if (number === END_OF_SCRIPT) return false;
			step = commands.records + number * STEP_SIZE;
			next++;
			// What brings payload is never left out.
		} while ((records[step + FLAGS]! & BRINGS_PAYLOAD) === 0 && !isComplete(commands, step, slots));
		this.step = step;
		this.next = next;
		this.tries = 0;
		return true;
	}

	/** A byte of the running step's record. @inline */
	field(at: number): number {
		return this.commands!.bytes[this.step + at]!;
	}

	/** The keyword or time that a byte of the running step's record stands for. @inline */
	indexed(at: number): number {
		return this.commands!.words[this.commands!.bytes[this.step + at]!]!;
	}

	/** Where the record of the step begins that the running one is polled with. */
	get poll(): number {
		return this.commands!.records + this.field(POLL_STEP) * STEP_SIZE;
	}

	/** No step follows. */
	get isLast(): boolean {
		return this.commands!.bytes[this.next] === END_OF_SCRIPT;
	}

	/** Counts a try; false if the step has no more of them. */
	retry(): boolean {
		this.tries++;
		return this.tries < this.field(TRIES);
	}
}
