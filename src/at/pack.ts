/*
	Packs what the `commands.ts` of a service says. Runs when that module is loaded: in the build, which writes the results into dist/ and leaves
	this module out, and in tests.
*/
import type { ErrorCode } from "./error.js";
import { ANSWER_TIME } from "./limits.js";
import {
	BARE,
	type Commands,
	COUNTS_REST,
	END_OF_SCRIPT,
	ERROR_CODE,
	ERRORS,
	EVERY_LINE,
	FAIL,
	FEATURE,
	FINAL,
	FLAGS,
	INFORMATION_WORD,
	type Judge,
	JUDGE,
	LAST_PART,
	LIMIT,
	NEXT,
	ON_MISSING,
	ON_OK,
	ON_REFUSED,
	ON_SILENCE,
	ON_SPENT,
	ONCE,
	PAUSE_TIME,
	BRINGS_PAYLOAD,
	POLL_STEP,
	PROMPTS,
	REPORT_WORD,
	type Script,
	STEP_SIZE,
	TEXT,
	TEXT_HIGH,
	TRIES,
	TAKES_PAYLOAD,
	TAKES_TEXT,
} from "./script.js";
import { word } from "./words.js";

/** What a command is besides its text; `script.ts` says what each field means. */
interface CommandTraits {
	/** Keyword of the information line. */
	readonly information?: string;
	/** Keyword of the report. */
	readonly report?: string;
	readonly every?: boolean;
	readonly payload?: boolean;
	readonly upload?: boolean;
	readonly bare?: boolean;
	readonly final?: boolean;
	readonly prompts?: boolean;
	readonly countsRest?: boolean;
	readonly once?: boolean;
	/** Implies `upload` and `prompts`. */
	readonly text?: boolean;
	/** ms, default {@link ANSWER_TIME}; 0 if the task says it, in the slot `ANSWER_LIMIT`. */
	readonly limit?: number;
	/** One of `feature.ts`. */
	readonly feature?: number;
	readonly poll?: Command;
}

/** One AT command: pieces of its text and slots of its parameters, and its traits. */
export interface Command extends CommandTraits {
	readonly parts: readonly (string | number)[];
}

/** What the outcomes of a command lead to; `script.ts` says what each field means. */
export interface Outcomes {
	readonly judge?: Judge;
	/** Default NEXT. */
	readonly ok?: number;
	/** Default FAIL, as of those below. */
	readonly missing?: number;
	readonly refused?: number;
	readonly silent?: number;
	readonly spent?: number;
	/** Default 1. */
	readonly tries?: number;
	/** ms; default 0. */
	readonly pause?: number;
	/** Default `command`. */
	readonly error?: ErrorCode;
}

/** A command and what its outcomes lead to. */
export interface Step extends Outcomes {
	readonly command: Command;
}

/** Describes a command: `command(["AT+HTTPREAD=", START, ",", LENGTH], { … })`. */
export function command(parts: readonly (string | number)[], traits?: CommandTraits): Command {
	return Object.assign({ parts }, traits);
}

/** Describes a step of a script; `common` holds outcomes that several steps share. */
export function step(command: Command, outcomes?: Outcomes, common?: Outcomes): Step {
	return Object.assign({ command }, common, outcomes);
}

/** Collects the scripts of a service. */
export class Packer {
	private readonly scripts: number[] = [];
	/** Each step once, and the commands that others poll with. */
	private readonly steps: Step[] = [];
	private readonly stepKeys: string[] = [];
	/** Keywords and times; 0 is the first. */
	private readonly values: number[] = [0];
	private readonly judges: (Judge | null)[] = [null];
	private texts: number[] = [];
	private readonly textKeys: string[] = [];
	private readonly textStarts: number[] = [];

	/** A script of these steps. */
	script(steps: readonly Step[]): Script {
		const start = this.scripts.length;
		for (let i = 0; i < steps.length; i++) this.scripts.push(this.numberOf(steps[i]!));
		this.scripts.push(END_OF_SCRIPT);
		return start;
	}

	/** All of it, as constants; nothing can be added any more. */
	pack(): Commands {
		// Texts come after the values: their place is known once all steps have been looked at.
		let records: number[] = [];
		for (let pass = 0; pass < 2; pass++) {
			records = [];
			for (let i = 0; i < this.steps.length; i++) records = records.concat(this.recordOf(this.steps[i]!));
		}
		if (this.values.length > 255 || this.steps.length > END_OF_SCRIPT) throw new Error("too many commands for numbers of one byte");
		return Object.freeze({
			bytes: new Uint8Array(this.scripts.concat(records)),
			records: this.scripts.length,
			words: new Int32Array(this.values.concat(this.texts)),
			judges: Object.freeze(this.judges.slice()),
		});
	}

	private recordOf(step: Step): number[] {
		const command = step.command;
		const text = this.values.length + this.textOf(command.parts);
		const record: number[] = [];
		record[TEXT] = text & 255;
		record[TEXT_HIGH] = text >> 8;
		record[INFORMATION_WORD] = this.keywordOf(command.information);
		record[REPORT_WORD] = this.keywordOf(command.report);
		record[FLAGS] =
			(command.every ? EVERY_LINE : 0) |
			(command.payload ? BRINGS_PAYLOAD : 0) |
			(command.upload ? TAKES_PAYLOAD : 0) |
			(command.bare ? BARE : 0) |
			(command.final ? FINAL : 0) |
			(command.prompts ? PROMPTS : 0) |
			(command.countsRest ? COUNTS_REST : 0) |
			(command.once ? ONCE : 0) |
			(command.text ? TAKES_TEXT | PROMPTS : 0);
		record[FEATURE] = command.feature === undefined ? 0 : Math.log2(command.feature) + 1;
		record[LIMIT] = placeOf(this.values, command.limit ?? ANSWER_TIME);
		record[POLL_STEP] = command.poll === undefined ? 0 : this.numberOf({ command: command.poll });
		record[JUDGE] = placeOf(this.judges, step.judge ?? null);
		record[ON_OK] = step.ok ?? NEXT;
		record[ON_MISSING] = step.missing ?? FAIL;
		record[ON_REFUSED] = step.refused ?? FAIL;
		record[ON_SILENCE] = step.silent ?? FAIL;
		record[ON_SPENT] = step.spent ?? FAIL;
		record[TRIES] = step.tries ?? 1;
		record[PAUSE_TIME] = placeOf(this.values, step.pause ?? 0);
		record[ERROR_CODE] = placeOf(ERRORS, step.error ?? "command");
		if (record.length !== STEP_SIZE || !record.every(value => value >= 0 && value < 256)) throw new Error("no record: " + record.join());
		return record;
	}

	private keywordOf(text: string | undefined): number {
		return text === undefined ? 0 : placeOf(this.values, word(text));
	}

	private numberOf(step: Step): number {
		const key = JSON.stringify([step, step.judge === undefined ? 0 : placeOf(this.judges, step.judge)]);
		const number = placeOf(this.stepKeys, key);
		this.steps[number] = step;
		return number;
	}

	/** Where the text begins among the texts. */
	private textOf(parts: Command["parts"]): number {
		const place = placeOf(this.textKeys, JSON.stringify(parts));
		if (place === this.textStarts.length) {
			this.textStarts.push(this.texts.length);
			this.texts = this.texts.concat(wordsOf(parts));
		}
		return this.textStarts[place]!;
	}
}

/** A service without scripts that anybody runs: the steps of `commands` stand from `records` on. */
export function packEach(commands: readonly Command[]): Commands {
	const packer = new Packer();
	packer.script(commands.map(each => step(each)));
	return packer.pack();
}

/** The index of `value`, which is appended if it is not there. */
function placeOf<Value>(list: readonly Value[], value: Value): number {
	const index = list.indexOf(value);
	return index < 0 ? (list as Value[]).push(value) - 1 : index;
}

/** A text as `line.ts` reads it. */
function wordsOf(parts: Command["parts"]): number[] {
	const words: number[] = [];
	for (let i = 0; i < parts.length;) {
		const part = parts[i]!;
		const text = typeof part === "string" ? part : "";
		if (typeof part === "string") i++;
		const next = parts[i];
		const slot = typeof next === "number" ? next : 0;
		if (typeof next === "number") i++;
		words.push((text.length << 8) | (i === parts.length ? LAST_PART : 0) | slot);
		for (let at = 0; at < text.length; at += 4) {
			let word = 0;
			for (let byte = 3; byte >= 0; byte--) word = (word << 8) | (at + byte < text.length ? text.charCodeAt(at + byte) : 0);
			words.push(word);
		}
	}
	return words;
}
