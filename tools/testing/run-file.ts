import { spawn } from "node:child_process";
import { performance } from "node:perf_hooks";
import { readTotals, type Totals } from "./totals.ts";

/** What became of one test file. */
export interface FileResult extends Totals {
	readonly file: string;
	readonly output: string;
	/** Wall-clock time in ms. */
	readonly duration: number;
}

/** Runs one test file in a process of its own, in the folder `cwd` if there is one; after `limit` ms it is ended and counts as a failure. */
export function runTestFile(file: string, limit: number, cwd?: string): Promise<FileResult> {
	const start = performance.now();
	const child = spawn(process.execPath, ["--import", "tsx", file], { stdio: ["ignore", "pipe", "pipe"], ...(cwd ? { cwd } : {}) });
	let output = "";
	let late = false;
	const timer = setTimeout(() => {
		late = true;
		child.kill("SIGKILL");
	}, limit);
	const append = (text: string): void => void (output += text);
	child.stdout.setEncoding("utf8").on("data", append);
	child.stderr.setEncoding("utf8").on("data", append);
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (status, signal) => {
			clearTimeout(timer);
			const ended = late ? `ended after ${limit / 1000} s` : signal ? `ended by ${signal}` : `exit status ${status}`;
			resolve({ file, output, duration: performance.now() - start, ...readTotals(output, ended) });
		});
	});
}
