import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FAULTS } from "../../src/explain.js";
import { errorsPage } from "../../tools/errors-page.ts";
import { formatted } from "../../tools/formatted.ts";

const PAGE = "docs/errors.md";

test("docs/errors.md is what the table of sentences says: `npm run docs -- --errors` writes it", async () => {
	const text = readFileSync(PAGE, "utf8");
	assert.is(text, await formatted(errorsPage(), PAGE));
	for (const { what } of FAULTS) assert.ok(text.includes(what.replaceAll("%", "")), what);
});

test.run();
