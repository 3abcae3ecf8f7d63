import { spawnSync } from "node:child_process";
import { type FileResult, runTestFile } from "../testing/run-file.ts";
import type { Copy } from "./copy.ts";

/** ms for one test file: a mutation that makes a program go round for ever is not found by that. */
const TIME_LIMIT = 300_000;
/** Tests of what is built: the mutated library has to be built for them. */
const BUILT = /^(end-to-end|lane|flash|bench|build|package)\//;

/** What has become of a mutation, and by which test. */
export interface Outcome {
	readonly isFound: boolean;
	readonly what: string;
}

function build(copy: Copy): void {
	const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "tools/build.ts", "library"], {
		cwd: copy.root,
		encoding: "utf8",
	});
	if (status !== 0) throw new Error(`does not build: ${stdout}${stderr}`);
}

async function runIn(copy: Copy, test: string): Promise<FileResult> {
	if (BUILT.test(test)) build(copy);
	return runTestFile(`host-tests/${test}.test.ts`, TIME_LIMIT, copy.root);
}

/** What tests say where nothing has been taken away: only those that pass there can find anything. Each is run once, when it is asked for. */
export class Baseline {
	readonly #copy: Copy;
	readonly #passes = new Map<string, Promise<boolean>>();

	constructor(copy: Copy) {
		this.#copy = copy;
	}

	passes(test: string): Promise<boolean> {
		const known = this.#passes.get(test) ?? runIn(this.#copy, test).then(({ failed }) => failed === 0);
		this.#passes.set(test, known);
		return known;
	}
}

/** Runs tests in a copy with a mutation until one has found it. A file that does not get to its end has not. */
export async function run(copy: Copy, tests: readonly string[], baseline: Baseline): Promise<Outcome> {
	const said: string[] = [];
	for (const test of tests) {
		const { failed, fault } = await runIn(copy, test);
		if (fault?.startsWith("did not finish")) said.push(`${test} ${fault}`);
		else if (failed === 0) said.push(`${test} passes`);
		else if (!(await baseline.passes(test))) said.push(`${test} fails without the mutation too`);
		else return { isFound: true, what: `${test}: ${failed} failed` };
	}
	return { isFound: false, what: said.join("; ") };
}
