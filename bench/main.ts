/*
	npm run bench              every table of the README, measured for the sources as they are
	npm run bench -- --json    the figures as JSON in the last line

	Exit status 1 when a figure is over its budget (bench/budgets.json).
*/
import { loadProducers } from "../tools/readme.ts";
import { findExcesses, readBudgets } from "./budgets.ts";
import { loadFigures, missing } from "./figures.ts";

const reason = await missing();
if (reason) {
	console.log(`cannot be measured here: ${reason}`);
	process.exit(1);
}
const figures = await loadFigures();
const json = process.argv.includes("--json");
if (!json) for (const { name, table } of await loadProducers("bench")) console.log(`\n${name}\n\n${await table()}`);
for (const { name, value, limit } of findExcesses(figures, readBudgets())) {
	console.log(`over budget: ${name} is ${value}, its limit ${limit} (bench/budgets.json)`);
	process.exitCode = 1;
}
if (json) {
	const { parts: _parts, ...flash } = figures.flash;
	console.log(JSON.stringify({ ...figures, flash }));
}
