/*
	npm run bench              every table of the README, measured for the sources as they are
	npm run bench -- --json    the figures as JSON in the last line
	npm run bench -- --keep NAME   the same, and they are kept as those of a release: bench/history/NAME.json, of which pictures are made

	Exit status 1 when a figure is over its budget (bench/budgets.json).
*/
import { parseArgs } from "node:util";
import { loadProducers } from "../tools/readme.ts";
import { findExcesses, readBudgets } from "./budgets.ts";
import { loadFigures, missing } from "./figures.ts";
import { keep } from "./history.ts";

const reason = await missing();
if (reason) {
	console.log(`cannot be measured here: ${reason}`);
	process.exit(1);
}
const figures = await loadFigures();
const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, keep: { type: "string" } } });
const { json, keep: kept } = values;
if (!json && !kept) for (const { name, table } of await loadProducers("bench")) console.log(`\n${name}\n\n${await table()}`);
for (const { name, value, limit } of findExcesses(figures, readBudgets())) {
	console.log(`over budget: ${name} is ${value}, its limit ${limit} (bench/budgets.json)`);
	process.exitCode = 1;
}
const { parts: _parts, ...flash } = figures.flash;
if (kept) await keep(kept, { ...figures, flash });
if (json || kept) console.log(JSON.stringify({ ...figures, flash }));
