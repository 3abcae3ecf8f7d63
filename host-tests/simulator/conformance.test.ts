import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FACTS, SECTIONS } from "../../simulator/conformance.ts";
import { DEFAULT_SETTINGS } from "../../simulator/settings.ts";

const fileOf = (name: string): string => name.slice(0, name.indexOf(": "));

/** Titles by file, as the files register them when they are executed. */
function registered(files: readonly string[]): Record<string, string[]> {
	const script = fileURLToPath(new URL("titles.ts", import.meta.url));
	const { stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, ...files], { encoding: "utf8" });
	assert.ok(stdout, stderr);
	return JSON.parse(stdout) as Record<string, string[]>;
}

test("the tests that the list names exist", () => {
	const named = FACTS.flatMap(({ tests }) => tests);
	const titles = registered([...new Set(named.map(fileOf))]);
	const absent = named.filter(name => !titles[fileOf(name)]!.includes(name.slice(fileOf(name).length + 2)));
	assert.equal(absent, []);
	assert.ok(named.length > 100);
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
	assert.equal([...sections].toSorted(), Object.keys(SECTIONS).toSorted());
	for (const { state, why, fact } of FACTS) assert.is(why !== undefined, state === "absent", fact);
});

test.run();
