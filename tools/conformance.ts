/*
	npm run conformance              what is known of the module and what the simulator makes of it; runs the tests that it names
	npm run conformance -- --list    only the list
*/
import { join } from "node:path";
import { type Fact, FACTS, SECTIONS } from "../simulator/conformance.ts";
import { type FileResult, runTestFile } from "./testing/run-file.ts";

const FOLDER = "host-tests/simulator";
/** ms; far more than any file takes. */
const TIME_LIMIT = 600_000;
const MARKS = { implemented: "yes    ", choice: "setting", absent: "no     " } as const;

const fileOf = (test: string): string => test.slice(0, test.indexOf(": "));
const titleOf = (test: string): string => test.slice(fileOf(test).length + 2);

/** What became of a test: undefined when its file has not run it. */
type Verdicts = ReadonlyMap<string, boolean>;

/** Verdicts as `host-tests/simulator/telling.ts` says them. */
function verdicts(file: string, { output }: FileResult): [string, boolean][] {
	return [...output.matchAll(/told: (passed|failed) (.*)$/gm)].map(([, verdict, title]) => [`${file}: ${title}`, verdict === "passed"]);
}

/** Runs the files one after the other and says how it goes. */
async function run(files: readonly string[]): Promise<Verdicts> {
	process.env.TEST_TITLES = "1";
	const all: [string, boolean][] = [];
	for (const [index, file] of files.entries()) {
		process.stdout.write(`${index + 1} of ${files.length}  ${file.padEnd(24)}`);
		const result = await runTestFile(join(FOLDER, `${file}.test.ts`), TIME_LIMIT);
		const ofFile = verdicts(file, result);
		all.push(...ofFile);
		console.log(
			`${ofFile.filter(([, passed]) => passed).length} passed, ${result.failed} failed  ${(result.duration / 1000).toFixed(1)} s`,
		);
		if (result.failed) console.log(result.output.replaceAll(/told: .*\n/g, ""));
	}
	return new Map(all);
}

function print({ section, fact, state, settings, tests, why }: Fact, results: Verdicts | undefined): void {
	console.log(`  ${section.padEnd(5)} ${MARKS[state]}  ${fact}${why ? `: ${why}` : ""}`);
	if (settings.length) console.log(`                 settings: ${settings.join(", ")}`);
	for (const test of tests)
		console.log(`                 ${results ? verdictOf(test, results) : "test"}: ${titleOf(test)} (${fileOf(test)})`);
}

function verdictOf(test: string, results: Verdicts): string {
	const passed = results.get(test);
	return passed === undefined ? "NOT RUN" : passed ? "passed" : "FAILED";
}

const named = FACTS.flatMap(({ tests }) => tests);
const results = process.argv.includes("--list") ? undefined : await run([...new Set(named.map(fileOf))]);
for (const [section, title] of Object.entries(SECTIONS)) {
	console.log(`\n${section}. ${title}`);
	for (const fact of FACTS) if (fact.section.split(".")[0] === section) print(fact, results);
}
const count = (state: Fact["state"]): number => FACTS.filter(fact => fact.state === state).length;
console.log(
	`\n${count("implemented")} implemented, ${count("choice")} settings, ${count("absent")} absent; ${named.length} references to tests`,
);
const broken = results ? [...new Set(named)].filter(test => !results.get(test)) : [];
if (!results) console.log("tests not run");
else console.log(broken.length ? `not passed:\n${broken.join("\n")}` : "all of these tests have passed");
if (broken.length) process.exitCode = 1;
