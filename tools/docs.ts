/*
	npm run docs               writes docs/errors.md, and the API reference to docs/api/ (which git does not keep)
	npm run docs -- --errors   only docs/errors.md
*/
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { errorsPage } from "./errors-page.ts";
import { formatted } from "./formatted.ts";

const PAGE = "docs/errors.md";
writeFileSync(PAGE, await formatted(errorsPage(), PAGE));
console.log(`${PAGE}: written`);
if (!process.argv.includes("--errors")) {
	const { status } = spawnSync("node_modules/.bin/typedoc", { stdio: "inherit" });
	process.exitCode = status ?? 1;
}
