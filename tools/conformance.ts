/*
	npm run conformance              what is known of the module and what the simulator makes of it; runs the tests that it names
	npm run conformance -- --list    only the list
*/
import { join } from "node:path";
import { type Fact, FACTS, SECTIONS } from "../simulator/conformance.ts";
import { runTestFile } from "./testing/run-file.ts";

const FOLDER = "host-tests/simulator";
const TIME_LIMIT = 180_000;
const MARKS = { implemented: "yes    ", choice: "setting", absent: "no     " } as const;

const fileOf = (test: string): string => `${test.slice(0, test.indexOf(":"))}.test.ts`;

/** Files whose tests do not all pass. */
async function failing(files: readonly string[]): Promise<string[]> {
	const results = await Promise.all(files.map(file => runTestFile(join(FOLDER, file), TIME_LIMIT)));
	return files.filter((_, index) => results[index]!.failed > 0);
}

function print({ section, fact, state, settings, tests, why }: Fact, broken: readonly string[]): void {
	console.log(`  ${section.padEnd(5)} ${MARKS[state]}  ${fact}${why ? `: ${why}` : ""}`);
	if (settings.length) console.log(`                 settings: ${settings.join(", ")}`);
	for (const test of tests) console.log(`                 ${broken.includes(fileOf(test)) ? "FAILS" : "test"}: ${test}`);
}

const list = process.argv.includes("--list");
const files = [...new Set(FACTS.flatMap(({ tests }) => tests.map(fileOf)))];
const broken = list ? [] : await failing(files);
for (const [section, title] of Object.entries(SECTIONS)) {
	console.log(`\n${section}. ${title}`);
	for (const fact of FACTS) if (fact.section.split(".")[0] === section) print(fact, broken);
}
const count = (state: Fact["state"]): number => FACTS.filter(fact => fact.state === state).length;
const tests = FACTS.reduce((sum, fact) => sum + fact.tests.length, 0);
console.log(`\n${count("implemented")} implemented, ${count("choice")} settings, ${count("absent")} absent; ${tests} references to tests`);
console.log(list ? "tests not run" : broken.length ? `failing: ${broken.join(", ")}` : `all tests of ${files.length} files pass`);
if (broken.length) process.exitCode = 1;
