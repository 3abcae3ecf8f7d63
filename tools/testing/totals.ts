import { stripVTControlCharacters } from "node:util";

/** What became of the tests of one file. */
export interface Totals {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
	/** Why the file counts as a failure although none of its tests failed. */
	readonly fault?: string;
}

const SUMMARY = /^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)\n.*\n*/gm;

/** uvu's output without its summary, which it prints last. */
export function withoutSummary(output: string): string {
	return stripVTControlCharacters(output).replace(SUMMARY, "").trim();
}

function faultOf(ended: string, total: number, skipped: number, failed: number): string | undefined {
	if (total + skipped === 0) return "has no tests: is test.run() missing?";
	return failed === 0 && ended !== "exit status 0" ? `all its tests passed, then ${ended}` : undefined;
}

/** The totals that uvu printed; `ended` is "exit status n" or what else ended the process. */
export function readTotals(output: string, ended: string): Totals {
	const summary = [...stripVTControlCharacters(output).matchAll(SUMMARY)].at(-1);
	if (!summary) return { passed: 0, failed: 1, skipped: 0, fault: `did not finish: ${ended}` };
	const [total, passed, skipped] = [Number(summary[1]), Number(summary[2]), Number(summary[3])];
	const fault = faultOf(ended, total, skipped, total - passed);
	return { passed, failed: total - passed + (fault ? 1 : 0), skipped, ...(fault ? { fault } : {}) };
}

/** The line that a run ends with. */
export function summarize(totals: readonly Totals[]): string {
	const sum = (key: "passed" | "failed" | "skipped"): number => totals.reduce((all, one) => all + one[key], 0);
	return `${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`;
}

/** One line for every test that failed, with its file and the first line of its reason; and one for a file that is a failure itself. */
export function reasonsOf({ file, output, fault }: { readonly file: string; readonly output: string; readonly fault?: string }): string[] {
	const failures = [...stripVTControlCharacters(output).matchAll(/^ +FAIL +(.*)\n+ *(.*)$/gm)];
	const lines = failures.map(([, name, reason]) => `FAIL ${file}: ${name}: ${reason!.trim()}`);
	return fault ? [...lines, `FAIL ${file}: ${fault}`] : lines;
}
