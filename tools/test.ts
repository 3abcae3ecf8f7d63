/*
	Runs every *.test.ts below host-tests/ by uvu, each file in its own process, two or more at a time.

	npm test                 all of them
	npm test -- uart http    those whose path contains one of the words
*/
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { buildEngine } from "../lab/xs/build.ts";
import { build } from "./build/build.ts";
import { durationOf, progressText, readDurations, writeDurations } from "./testing/progress.ts";
import { type FileResult, runTestFile } from "./testing/run-file.ts";
import { reasonsOf, summarize, withoutSummary } from "./testing/totals.ts";

const FOLDER = "host-tests";
/** ms. Far more than any file takes: a busy machine is no fault. */
const TIME_LIMIT = 900_000;

function findFiles(words: readonly string[]): string[] {
	const names = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter(name => name.endsWith(".test.ts"));
	const files = names.map(name => join(FOLDER, name)).toSorted();
	return words.length ? files.filter(file => words.some(word => file.includes(word))) : files;
}

function report({ file, output, duration, fault, ...totals }: FileResult): void {
	console.log(`\n${file}  ${summarize([totals])}  (${(duration / 1000).toFixed(1)} s)`);
	console.log(withoutSummary(output));
	if (fault) console.log(`${file} ${fault}`);
}

/** The longest first, so that none of them is left alone at the end; what has never been run counts as long. */
async function runAll(files: readonly string[]): Promise<FileResult[]> {
	const durations = readDurations();
	const results: FileResult[] = [];
	const waiting = files.toSorted((a, b) => durationOf(durations, b) - durationOf(durations, a));
	const workers = Math.max(2, availableParallelism());
	const worker = async (): Promise<void> => {
		for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
			const result = await runTestFile(file, TIME_LIMIT);
			results.push(result);
			report(result);
			console.log(progressText(results, waiting, durations, workers));
		}
	};
	await Promise.all(Array.from({ length: workers }, worker));
	writeDurations(durations, results);
	return results;
}

/** Once, before the files that need it run side by side. */
async function prepareEngine(): Promise<void> {
	const { binary, bits, reason } = await buildEngine();
	if (bits === 64)
		console.log("XS engine: 64-bit, because the compiler has no 32-bit libraries (Debian: gcc-multilib); flash is not measured");
	else console.log(binary ? "XS engine: ready" : `XS engine: not available, the bundles run on Node (${reason.split("\n", 1)[0]})`);
}

const words = process.argv.slice(2);
const files = findFiles(words);
await build("library");
await prepareEngine();
const results = await runAll(files);
const broken = results.filter(({ failed }) => failed > 0).map(({ file }) => file);

if (!files.length) console.log(`\nno test file below ${FOLDER}/ has ${words.join(" or ") || "a name that ends in .test.ts"}`);
for (const reason of results.toSorted((a, b) => (a.file < b.file ? -1 : 1)).flatMap(reasonsOf)) console.log(reason);
if (broken.length) console.log(`\nfailed: ${broken.toSorted().join(", ")}`);
console.log(`\n${summarize(results)}`);
if (broken.length || !files.length) process.exitCode = 1;
