import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type FileResult, runTestFile } from "../../tools/testing/run-file.ts";
import { progressText } from "../../tools/testing/progress.ts";
import { readTotals, reasonsOf, summarize, withoutSummary } from "../../tools/testing/totals.ts";

const LIMIT = 60_000;

function run(name: string, limit = LIMIT): Promise<FileResult> {
	return runTestFile(fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url)), limit);
}

const outcomes = [
	{ name: "passes", summary: "2 passed, 0 failed, 1 skipped", fault: undefined },
	{ name: "fails", summary: "1 passed, 1 failed, 0 skipped", fault: undefined },
	{ name: "crashes-on-import", summary: "0 passed, 1 failed, 0 skipped", fault: "did not finish: exit status 1" },
	{ name: "exits-early", summary: "0 passed, 1 failed, 0 skipped", fault: "did not finish: exit status 1" },
	{ name: "never-settles", summary: "0 passed, 1 failed, 0 skipped", fault: "did not finish: exit status 1" },
	{ name: "is-empty", summary: "0 passed, 1 failed, 0 skipped", fault: "did not finish: exit status 0" },
	{ name: "crashes-afterwards", summary: "1 passed, 1 failed, 0 skipped", fault: "all its tests passed, then exit status 1" },
];

for (const { name, summary, fault } of outcomes) {
	test(`a file that ${name.replaceAll("-", " ")} counts as ${summary}`, async () => {
		const result = await run(name);
		assert.is(summarize([result]), summary, result.output);
		assert.is(result.fault, fault);
	});
}

test("a file that hangs is ended and counts as a failure", async () => {
	const result = await run("hangs", 500);
	assert.is(summarize([result]), "0 passed, 1 failed, 0 skipped");
	assert.is(result.fault, "did not finish: ended after 0.5 s");
});

test("what a failing test says is shown, uvu's summary is not", async () => {
	const shown = withoutSummary((await run("fails")).output);
	assert.match(shown, 'FAIL  "two"');
	assert.not.match(shown, "Total:");
});

test("a failure names its file, its test and its reason in one line", async () => {
	const failing = await run("fails");
	const [line, ...others] = reasonsOf(failing);
	assert.equal(others, []);
	assert.match(line!, /^FAIL \S*fails\.ts: "two": \S/);
	assert.match(reasonsOf(await run("never-settles"))[0]!, /never-settles\.ts: did not finish: exit status 1$/);
});

test("the time that is left is that of the last run, at the pace of this one", () => {
	const done = [{ file: "a", output: "", passed: 1, failed: 0, skipped: 0, duration: 20_000 }];
	const durations = { a: 10_000, b: 30_000, c: 60_000 };
	assert.is(progressText(done, ["b", "c"], durations, 2), "-- 1 of 3 files begun or done, about 1 min 30 s for the others");
	assert.is(progressText(done, [], durations, 2), "-- 1 of 1 files begun or done, about 0 s for the others");
});

test("a test that prints a summary of its own does not change the totals", () => {
	const summary = (total: number, passed: number): string =>
		`  Total:     ${total}\n  Passed:    ${passed}\n  Skipped:   0\n  Duration:  1ms\n\n`;
	assert.equal(readTotals(summary(9, 9) + summary(2, 1), "exit status 1"), { passed: 1, failed: 1, skipped: 0 });
});

test.run();
