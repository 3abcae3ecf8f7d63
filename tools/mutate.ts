/*
	npm run mutate: takes one protection after the other away, in a copy of the tree, and runs the tests that must find it (tools/mutate/mutations.ts).

	npm run mutate                       all of them
	npm run mutate -- --third 1          the first, second or third of three parts
	npm run mutate -- src/at/sync.ts     those whose file, reason or promise contains one of the words
*/
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { Copy } from "./mutate/copy.ts";
import { type Mutation, mutate, thirdOf } from "./mutate/mutation.ts";
import { MUTATIONS } from "./mutate/mutations.ts";
import { Baseline, type Outcome, run } from "./mutate/run.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const begun = performance.now();

const { values, positionals } = parseArgs({ options: { third: { type: "string" } }, allowPositionals: true });
const part = values.third === undefined ? MUTATIONS : thirdOf(MUTATIONS, Number(values.third));
const has = ({ file, reason, guards }: Mutation, word: string): boolean => [file, reason, guards].some(text => text.includes(word));
const chosen = positionals.length ? part.filter(each => positionals.some(word => has(each, word))) : part;

let next = 0;
let told = 0;
let found = 0;

function tell(mutation: Mutation, { isFound, what }: Outcome): void {
	told++;
	if (isFound) found++;
	const seconds = ((performance.now() - begun) / 1000).toFixed(0);
	console.log(`${told}/${chosen.length} ${seconds} s ${isFound ? "found" : "NOT FOUND"}  ${mutation.file}: ${mutation.reason}  (${what})`);
	if (!isFound) console.log(`\t${mutation.find}\n\t-> ${mutation.replace}`);
}

const clean = new Copy(ROOT);
const baseline = new Baseline(clean);

async function work(): Promise<void> {
	const copy = new Copy(ROOT);
	try {
		while (next < chosen.length) {
			const mutation = chosen[next++]!;
			const tried = copy.with(
				mutation.file,
				source => mutate(source, mutation),
				() => run(copy, mutation.tests, baseline),
			);
			tell(mutation, await tried.catch((error: Error) => ({ isFound: false, what: error.message })));
		}
	} finally {
		copy.remove();
	}
}

await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
clean.remove();
console.log(`${chosen.length} mutations, ${found} found`);
if (found < chosen.length) process.exitCode = 1;
