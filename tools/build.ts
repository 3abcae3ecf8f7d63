/*
	npm run build: makes dist/ by rollup.config.mjs, from the sources as they are. A part whose sources have not changed is left alone.

	npm run build            all of it
	npm run build library    what runs on a device, which tests, bench and demo need
*/
import { build, type Part, parts } from "./build/build.ts";

const words = process.argv.slice(2) as Part[];
const unknown = words.filter(word => !parts.includes(word));
if (unknown.length) {
	console.log(`build: ${unknown.join(", ")}: not one of ${parts.join(", ")}`);
	process.exitCode = 1;
} else {
	for (const part of words.length ? words : parts) console.log(`${part}: ${(await build(part)) ? "built" : "is up to date"}`);
}
