import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { runTestFile } from "../testing/run-file.ts";
import { Copy } from "./copy.ts";

/** ms for one test file: a mutation that makes a program go round for ever is not found by that. */
const TIME_LIMIT = 300_000;
/** Tests of what is built: the mutated library has to be built for them. */
const BUILT = /^(end-to-end|lane|flash|bench|build|package)\//;

const fileOf = (test: string): string => `host-tests/${test}.test.ts`;

function build(copy: Copy): void {
	const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "tools/build.ts", "library"], {
		cwd: copy.root,
		encoding: "utf8",
	});
	if (status !== 0) throw new Error(`does not build: ${stdout}${stderr}`);
}

/** Runs tests in the copy until one fails; whether one has, and which. A file that does not get to its end has not found anything. */
export async function run(copy: Copy, tests: readonly string[]): Promise<{ isFound: boolean; outcome: string }> {
	if (tests.some(test => BUILT.test(test))) build(copy);
	for (const test of tests) {
		const { failed, fault } = await runTestFile(fileOf(test), TIME_LIMIT, copy.root);
		if (fault?.startsWith("did not finish")) return { isFound: false, outcome: `${test} ${fault}` };
		if (failed > 0) return { isFound: true, outcome: `${test}: ${failed} failed` };
	}
	return { isFound: false, outcome: `${tests.join(", ")}: all passed` };
}

/** What is wrong with the tests without any mutation; null if nothing is. */
export async function runBaseline(root: string, tests: readonly string[]): Promise<string | null> {
	const copy = new Copy(root);
	let next = 0;
	const broken: string[] = [];
	const work = async (): Promise<void> => {
		while (next < tests.length) {
			const test = tests[next++]!;
			const { failed, output } = await runTestFile(fileOf(test), TIME_LIMIT, copy.root);
			if (failed > 0) broken.push(`${test} fails without any mutation\n${output}`);
		}
	};
	try {
		if (tests.some(test => BUILT.test(test))) build(copy);
		await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
	} finally {
		copy.remove();
	}
	return broken.length ? broken.join("\n") : null;
}
