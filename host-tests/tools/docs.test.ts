import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FACTS } from "../../simulator/conformance.ts";
import type { ErrorCode } from "../../src/at/error.js";
import { FAULTS } from "../../src/explain.js";
import { BEARER, LOOK, NONE, Recovery } from "../../src/modem/recovery.js";

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

/** What the architecture page says in code. */
const named = [...read("docs/architecture.md").matchAll(/`([^`\n]+)`/g)].map(match => match[1]!);
const library = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
	.filter(name => name.endsWith(".ts"))
	.map(name => read(join("src", name)));

/** The texts of the files that have a class of this name. */
const textOf = (owner: string): string =>
	library.filter(text => new RegExp(`^(?:export )?(?:abstract )?class ${owner}\\b`, "m").test(text)).join("");

test("every file, class, method and function that the architecture page names is there", () => {
	const files = named.filter(name => /^[\w-]+(\/[\w.-]+)+$/.test(name) && name !== "sim900/modem");
	const methods = named.filter(name => /^[A-Z]\w+\.[a-z]\w+$/.test(name)).map(name => name.split(".") as [string, string]);
	const scripts = named.filter(name => /^[A-Z][A-Z_]+$/.test(name) && !/^(OK|ERROR|DOWNLOAD)$/.test(name));
	const others = named.filter(name => /^[A-Z]\w*[a-z]\w*$/.test(name) && name !== "ArrayBuffer");
	assert.ok(files.length > 20 && methods.length > 30 && scripts.length > 15 && others.length > 5);
	assert.equal(
		files.filter(file => !existsSync(join(root, file))),
		[],
	);
	const isMethod = ([owner, name]: readonly [string, string]): boolean =>
		new RegExp(`^\\t(?:private |protected |override |get )*${name}\\(`, "m").test(textOf(owner));
	assert.equal(
		methods.filter(method => !isMethod(method)).map(method => method.join(".")),
		[],
	);
	assert.equal(
		scripts.filter(name => !library.some(text => text.includes(`export const ${name}: Script`))),
		[],
	);
	assert.equal(
		others.filter(name => textOf(name) === ""),
		[],
	);
	const functions = named.filter(name => /^(assemble|errorOf)$/.test(name));
	assert.equal(
		functions.filter(name => !library.some(text => text.includes(`function ${name}(`))),
		[],
	);
});

/** What an error does to a driver that has failed once: the rung that is due then, and after one more failure. */
const EFFECTS: Readonly<Record<string, readonly number[]>> = {
	"back to the foot": [NONE, LOOK],
	"`look`, and no rung more": [LOOK, BEARER],
	none: [NONE, BEARER],
	"one rung": [BEARER, BEARER + 1],
};

function effectOf(code: ErrorCode): number[] {
	const recovery = new Recovery();
	recovery.note("network");
	recovery.settle();
	recovery.note(code);
	const first = recovery.due;
	recovery.note("network");
	return [first, recovery.due];
}

test("docs/recovery.md says of every error what it does to the ladder", () => {
	const rows = [...read("docs/recovery.md").matchAll(/^\| ([^|]*`[a-zA-Z]+`[^|]*?) +\| (.+?) +\|$/gm)].filter(([, , effect]) =>
		Object.hasOwn(EFFECTS, effect!),
	);
	const told = new Map(rows.flatMap(([, errors, effect]) => [...errors!.matchAll(/`([a-zA-Z]+)`/g)].map(match => [match[1]!, effect!])));
	const codes = new Set(FAULTS.map(({ code }) => code as ErrorCode));
	assert.equal(
		[...told.keys()].filter(code => !codes.has(code as ErrorCode)),
		[],
	);
	assert.equal(new Set(told.values()), new Set(Object.keys(EFFECTS)));
	for (const code of codes) assert.equal(effectOf(code), EFFECTS[told.get(code) ?? "one rung"], code);
});

test("the README and docs/moddable.md name every manifest of a service", () => {
	const services = readdirSync(join(root, "moddable")).flatMap(file => /^manifest_(\w+)\.json$/.exec(file)?.[1] ?? []);
	const [readme, page] = ["README.md", "docs/moddable.md"].map(read) as [string, string];
	for (const service of services) {
		assert.ok(readme.includes(`manifest_${service}.json`), service);
		assert.ok(page.includes(`\`${service}\``), service);
	}
});

test.run();
