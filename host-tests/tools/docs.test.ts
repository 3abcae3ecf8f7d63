import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FACTS } from "../../simulator/conformance.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Numbers of the sections of docs/behaviour.md. */
const sections = new Set([...read("docs/behaviour.md").matchAll(/^(?:#+ |\*\*)(\d+(?:\.\d+[a-z]?)?)/gm)].map(match => match[1]!));

const CITATION = /docs\/behaviour\.md ((?:\d+(?:\.\d+[a-z]?)?(?:, | and )?)+)/g;

/** Sections of the behaviour page that a file cites. */
function citations(path: string): string[] {
	return [...read(path).matchAll(CITATION)].flatMap(match => match[1]!.match(/\d+(?:\.\d+[a-z]?)?/g)!);
}

function sources(): string[] {
	return ["src", "simulator", "lab", "host-tests", "bench", "demo", "examples"].flatMap(folder =>
		readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
			.filter(name => name.endsWith(".ts"))
			.map(name => join(folder, name)),
	);
}

test("every section of the behaviour page that is cited is there", () => {
	assert.ok(sections.has("0.1") && sections.has("1.13a") && sections.has("7"));
	const cited = sources().flatMap(path => citations(path).map(section => ({ path, section })));
	assert.ok(cited.length > 5);
	assert.equal(
		cited.filter(({ section }) => !sections.has(section)),
		[],
	);
});

test("every fact that the simulator knows of is of one of its sections", () => {
	assert.equal(
		FACTS.filter(({ section }) => !sections.has(section)).map(({ section, fact }) => `${section} ${fact}`),
		[],
	);
});

test.run();
