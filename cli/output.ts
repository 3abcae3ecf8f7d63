/* What is printed: results to the standard output, everything about them to the standard error output. */
import { type Colour, colouring } from "./colour.ts";
import type { GlobalOptions } from "./connect.ts";

const WIDTH = 30;
/** ms between two looks of the bar. */
const PAUSE = 100;

/** How many, how fast, for how long: for people. */
export function bytesText(count: number): string {
	return count < 10_000 ? `${count} B` : count < 10_000_000 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

function timeText(seconds: number): string {
	const whole = Math.ceil(seconds);
	return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** One look of the bar: `done` of `total` bytes after `seconds`; `total` is -1 if nobody knows it. */
export function barText(done: number, total: number, seconds: number, begun = 0): string {
	const rate = seconds > 0 ? (done - begun) / seconds : 0;
	const rateText = `${bytesText(Math.round(rate))}/s`;
	if (total <= 0) return `${bytesText(done)}  ${rateText}`;
	const filled = Math.min(WIDTH, Math.floor((done / total) * WIDTH));
	const left = rate > 0 ? `  ${timeText((total - done) / rate)} left` : "";
	return `[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${Math.floor((done / total) * 100)} %  ${bytesText(done)} of ${bytesText(total)}  ${rateText}${left}`;
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

	/** A remark. */
	say(text: string): void {
		this.clear();
		if (!this.quiet && !this.json) this.errors.write(`${text}\n`);
	}

	/** What went wrong. Not even `--quiet` hides it. */
	fail(error: Error & { code?: string; status?: number; checkpoint?: number }): void {
		this.clear();
		const { message, code, status, checkpoint } = error;
		if (this.json)
			this.errors.write(
				`${JSON.stringify({ error: { code: code ?? "", status: status ?? 0, message, ...(checkpoint ? { checkpoint } : {}) } })}\n`,
			);
		else this.errors.write(`${this.colour("red", "error:")} ${message}\n`);
	}

	/** `done` of `total` bytes: a bar on a terminal, nothing elsewhere. */
	progress(done: number, total: number, now: number = performance.now()): void {
		this.begun ??= { time: now, done };
		if (this.quiet || this.json || !this.errors.isTTY || (now - this.lastLook < PAUSE && done !== total)) return;
		this.lastLook = now;
		this.isBarShown = true;
		this.errors.write(`\r\x1b[K${barText(done, total, (now - this.begun.time) / 1000, this.begun.done)}`);
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
