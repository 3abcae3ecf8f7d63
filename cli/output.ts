/* What is printed: results to the standard output, everything about them to the standard error output. */
import { type Colour, colouring } from "./colour.ts";
import { inWords } from "./advice.ts";
import type { GlobalOptions } from "./connect.ts";

const WIDTH = 30;
/** ms between two looks of the bar, and between two lines where there is no terminal. */
const PAUSE = 100;
const LINE_PAUSE = 2000;

/** How many, how fast, for how long: for people. */
export function bytesText(count: number): string {
	return count < 10_000 ? `${count} B` : count < 10_000_000 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

function timeText(seconds: number): string {
	const whole = Math.ceil(seconds);
	return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `done` of `total` bytes after `seconds`; `total` is -1 if nobody knows it. */
function progressText(done: number, total: number, seconds: number, begun: number): string {
	const rate = seconds > 0 ? (done - begun) / seconds : 0;
	const rateText = `${bytesText(Math.round(rate))}/s`;
	if (total <= 0) return `${bytesText(done)}  ${rateText}`;
	const left = rate > 0 ? `  ${timeText((total - done) / rate)} left` : "";
	return `${Math.floor((done / total) * 100)} %  ${bytesText(done)} of ${bytesText(total)}  ${rateText}${left}`;
}

/** One look of the bar. */
export function barText(done: number, total: number, seconds: number, begun = 0): string {
	const text = progressText(done, total, seconds, begun);
	if (total <= 0) return text;
	const filled = Math.min(WIDTH, Math.floor((done / total) * WIDTH));
	return `[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${text}`;
}

export class Output {
	readonly json: boolean;
	private readonly quiet: boolean;
	private readonly errors: NodeJS.WriteStream;
	private isBarShown = false;
	private lastLook = 0;
	private begun: { time: number; done: number } | undefined;

	constructor({ json = false, quiet = false }: Pick<GlobalOptions, "json" | "quiet">, errors: NodeJS.WriteStream = process.stderr) {
		this.json = json;
		this.quiet = quiet;
		this.errors = errors;
	}

	/** A result: for people, or with `--json` as one line of JSON. */
	result(text: string, value: object): void {
		this.clear();
		process.stdout.write(this.json ? `${JSON.stringify(value)}\n` : `${text}\n`);
	}

	/** What comes with a result that is on the standard output as it is: for people, or with `--json` as one line of JSON. */
	remark(text: string, value: object): void {
		this.clear();
		if (this.json) this.errors.write(`${JSON.stringify(value)}\n`);
		else this.say(text);
	}

	/** Somebody sees how far a transfer is. */
	get isWatched(): boolean {
		return !this.quiet && !this.json;
	}

	/** A remark. */
	say(text: string): void {
		this.clear();
		if (this.isWatched) this.errors.write(`${text}\n`);
	}

	/** What went wrong. Not even `--quiet` hides it. */
	fail(error: Error & { code?: string; status?: number; checkpoint?: number }): void {
		this.clear();
		const { code, status, checkpoint } = error;
		const message = inWords(error);
		if (this.json)
			this.errors.write(
				`${JSON.stringify({ error: { code: code ?? "", status: status ?? 0, message, ...(checkpoint ? { checkpoint } : {}) } })}\n`,
			);
		else this.errors.write(`${this.colour("red", "error:")} ${message}\n`);
	}

	/** `done` of `total` bytes: a bar on a terminal, now and then a line elsewhere. */
	progress(done: number, total: number, now: number = performance.now()): void {
		this.begun ??= { time: now, done };
		const { isTTY } = this.errors;
		if (!this.isWatched || (now - this.lastLook < (isTTY ? PAUSE : LINE_PAUSE) && !(isTTY && done === total))) return;
		this.lastLook = now;
		const seconds = (now - this.begun.time) / 1000;
		this.isBarShown = isTTY;
		if (isTTY) this.errors.write(`\r\x1b[K${barText(done, total, seconds, this.begun.done)}`);
		else if (seconds > 0) this.errors.write(`${progressText(done, total, seconds, this.begun.done)}\n`);
	}

	colour(name: Colour, text: string): string {
		return colouring(this.errors)(name, text);
	}

	private clear(): void {
		if (this.isBarShown) this.errors.write("\r\x1b[K");
		this.isBarShown = false;
		this.begun = undefined;
	}
}
