/*
	npm run docs               writes docs/errors.md, and the API reference to docs/api/ (which git does not keep)
	npm run docs -- --errors   only docs/errors.md
*/
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { errorsPage } from "./errors-page.ts";

const PAGE = "docs/errors.md";
writeFileSync(PAGE, await format(errorsPage(), { ...(await resolveConfig(PAGE)), filepath: PAGE }));
console.log(`${PAGE}: written`);
if (!process.argv.includes("--errors")) {
	const { status } = spawnSync("node_modules/.bin/typedoc", { stdio: "inherit" });
	process.exitCode = status ?? 1;
}
