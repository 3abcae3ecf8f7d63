import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { figureNames, fillFigures, loadProducers } from "../../tools/readme.ts";
import { assertSplit } from "../support/split.ts";

const text = readFileSync("README.md", "utf8");

/** A table of the README. */
export function testFigures(name: string): void {
	test(`the figures "${name}" of the README are what their command measures`, async () => {
		const { stale, unmeasured } = await fillFigures(text, await loadProducers("bench"), [name]);
		assert.equal(stale, [], "stale figures: run `npm run figures`");
		if (unmeasured.length) console.log(`cannot be measured here: ${unmeasured.join(", ")}`);
		if (process.env.CI === "true") assert.equal(unmeasured, [], "in CI every figure has to be measured");
	});
}

test("every table of figures has a file of its own", () => assertSplit(new URL(".", import.meta.url), "figures", figureNames(text)));
