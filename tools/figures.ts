/*
	npm run figures               measures the figures of README.md and writes them, and draws the pictures of docs/
	npm run figures -- espruino   only the figures with one of these names
	npm run figures -- --check    says which of them are stale
*/
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { PICTURES } from "./pictures.ts";
import { fillFigures, loadProducers } from "./readme.ts";

const README = "README.md";

const check = process.argv.includes("--check");
const names = process.argv.slice(2).filter(word => !word.startsWith("-"));
const { text, stale, unmeasured } = await fillFigures(
	readFileSync(README, "utf8"),
	await loadProducers("bench"),
	names.length ? names : undefined,
);

if (!check && stale.length) writeFileSync(README, text);
for (const name of stale) console.log(`${name}: ${check ? "stale; write it with `npm run figures`" : "written"}`);
for (const name of unmeasured) console.log(`${name}: cannot be measured on this machine`);
if (!stale.length) console.log(`${README}: every figure is what its command measures`);

const old: string[] = [];
for (const { file, draw } of names.length ? [] : PICTURES) {
	const drawn = await draw();
	if (existsSync(file) && readFileSync(file, "utf8") === drawn) continue;
	old.push(file);
	if (!check) writeFileSync(file, drawn);
	console.log(`${file}: ${check ? "stale; draw it with `npm run figures`" : "drawn"}`);
}
if (check && (stale.length || old.length)) process.exitCode = 1;
