/* npm run bench: every table of the README, measured now. */
import { loadProducers } from "../tools/readme.ts";

for (const { name, table } of await loadProducers("bench")) {
	console.log(`\n${name}\n`);
	console.log((await table()) ?? "cannot be measured here: it takes the XS engine, and a C compiler to build it");
}
