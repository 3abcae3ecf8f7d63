import { existsSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FACTS, SECTIONS } from "../../simulator/conformance.ts";
import { DEFAULT_SETTINGS } from "../../simulator/settings.ts";

/** Whether a test file has this title, as the name of a test or in the table that its tests are made of. */
function exists(name: string): boolean {
	const colon = name.indexOf(": ");
	const file = new URL(`${name.slice(0, colon)}.test.ts`, import.meta.url);
	const title = name.slice(colon + 2);
	return existsSync(file) && readFileSync(file, "utf8").includes(title);
}

test("the tests that the list names exist", () => {
	const absent = FACTS.flatMap(({ tests }) => tests).filter(name => !exists(name));
	assert.equal(absent, []);
});

test("every setting stands in the list, as a choice", () => {
	const listed = FACTS.flatMap(({ settings }) => settings);
	assert.equal(listed.toSorted(), Object.keys(DEFAULT_SETTINGS).toSorted());
	for (const { state, settings, fact } of FACTS) assert.is(settings.length > 0, state === "choice", fact);
});

test("what is there has a test", () => {
	const bare = FACTS.filter(({ state, tests }) => state !== "absent" && tests.length === 0);
	assert.equal(
		bare.map(({ fact }) => fact),
		[],
	);
});

test("every section has entries, and what is absent says why", () => {
	const sections = new Set(FACTS.map(({ section }) => section.split(".")[0]!));
	assert.equal([...sections].toSorted(), Object.keys(SECTIONS));
	for (const { state, why, fact } of FACTS) assert.is(why !== undefined, state === "absent", fact);
});

test.run();
