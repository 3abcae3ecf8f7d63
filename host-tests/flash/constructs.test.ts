import { test as uvuTest } from "uvu";
import * as assert from "uvu/assert";
import { buildCensus } from "../../lab/flash/index.ts";
import { type Cost, measureSources } from "../../lab/flash/census.ts";
import { compileText } from "../../lab/flash/compile.ts";

const { binary } = await buildCensus();
const test = binary ? uvuTest : uvuTest.skip;

type Counted = readonly [functions: number, bytecode: number, slots: number, chunks: number, names: number, keys: number];

/*
	What the Moddable SDK's linker (xsl of 8.2.3, XS 17) was seen to write for a module `thing` of this text, preloaded, less an
	image without it. Measured by hand from its mc.xs.c; JavaScript was taken as it is here.
*/
const constructs: readonly (readonly [name: string, text: string, ...counted: Counted])[] = [
	["an empty module", "", 0, 0, 11, 6, 6, 1],
	["a number", "export const answer = 42;", 0, 0, 14, 6, 13, 2],
	["a string", 'export const text = "a string";', 0, 0, 14, 15, 11, 2],
	["one function", "export function work(a) { return a + 1; }", 1, 24, 23, 11, 13, 3],
	["two functions", "export function work(a) { return a + 1; }\nexport function play(a) { return a + 1; }", 2, 48, 34, 16, 18, 4],
	["a function with a constant", "const step = 3;\nexport function work(a) { return a + step; }", 1, 24, 28, 11, 18, 4],
	["an empty class", "export class Thing {}", 1, 8, 22, 12, 12, 2],
	["a method", "export class Thing { work(a) { return a + 1; } }", 2, 32, 30, 17, 19, 4],
	["two methods", "export class Thing { work(a) { return a + 1; } play(a) { return a + 1; } }", 3, 56, 37, 22, 24, 5],
	["a getter", "export class Thing { get size() { return 1; } }", 2, 16, 28, 21, 12, 2],
	["a static method", "export class Thing { static work(a) { return a + 1; } }", 2, 32, 30, 17, 19, 4],
	["a field that is defined", "export class Thing { size = 0; }", 2, 32, 34, 13, 12, 2],
	["a private field", "export class Thing { #size = 0; }", 2, 32, 39, 13, 18, 3],
	["a class that inherits", "class Base {}\nexport class Thing extends Base {}", 2, 80, 32, 17, 22, 4],
	["a typed array of 16 bytes", "export const bytes = new Uint8Array(16);", 0, 0, 21, 22, 12, 2],
	["a frozen object", "export const table = Object.freeze({ first: 1, second: 2 });", 0, 0, 19, 6, 25, 4],
	["an array of numbers", "export const list = [1, 2, 3];", 0, 0, 20, 6, 11, 2],
	["an array of strings", 'export const list = ["one", "two"];', 0, 0, 19, 14, 11, 2],
	["a map", "export const map = new Map([[1, 2]]);", 0, 0, 20, 6, 6, 1],
];

const counted = ({ functions, bytecode, slots, chunks, names, keys }: Cost): Counted => [functions, bytecode, slots, chunks, names, keys];

async function measure(text: string): Promise<Cost> {
	const [cost] = await measureSources([{ name: "thing", text }]);
	return cost!;
}

for (const [name, text, ...expected] of constructs) {
	test(`${name} takes what the SDK's linker writes`, async () => {
		assert.equal(counted(await measure(text)), expected);
	});
}

test("bytes are bytecode, 16 a slot, chunks, names and 4 a key", async () => {
	const { bytes, constructs } = await measure("export class Thing { work(a) { return a + 1; } }");
	assert.is(bytes, 32 + 16 * 30 + 17 + 19 + 4 * 4);
	assert.is(
		Object.values(constructs).reduce((total, slots) => total + slots, 0),
		30,
	);
});

// Bytes that xsl wrote with `-s *` and without.
for (const [what, text, bytes, stripped] of [
	["two functions", constructs.find(([name]) => name === "two functions")![1], 642, 552],
	[
		"three methods, which share their home object",
		"export class Thing { work(a) { return a + 1; } play(a) { return a + 1; } more(a) { return a + 1; } }",
		864,
		667,
	],
] as const) {
	test(`stripping saves of ${what} what the SDK's linker saves`, async () => {
		const cost = await measure(text);
		assert.equal([cost.bytes, cost.stripped], [bytes, stripped]);
	});
}

test("a planted function adds what a function takes, whatever stands before it", async () => {
	const before = "export const list = [1, 2, 3];\nexport function first() {}\n";
	const planted = await measure(`${before}export function planted(a) { return a * 2; }`);
	const without = await measure(before);
	// As xsl: instance, code, home; `length`, `name`; `prototype` and its object of two slots; value, export; the names `planted` and `a`.
	assert.equal(
		counted(planted).map((value, index) => value - counted(without)[index]!),
		[1, 24, 12, 8, 10, 2],
	);
	const added = (["function", "label", "static", "prototype", "variable", "export", "key"] as const).map(
		construct => planted.constructs[construct] - without.constructs[construct],
	);
	assert.equal(added, [3, 2, 1, 2, 1, 1, 2]);
});

test("what modules add is what they take together", async () => {
	const one = { name: "one", text: "export function shared() {}" };
	const two = { name: "two", text: 'import { shared } from "./one.js"; export function work() { shared(); }' };
	const [first, second] = await measureSources([one, two]);
	const alone = await measureSources([one]);
	assert.equal(first, alone[0]);
	assert.ok(second!.keys === 2, "a name that the first has is not paid twice");
});

test("fields that are assigned take less than fields that are defined", async () => {
	const text = "export class Thing { first = 1; second = 2; third = 3; }";
	const [defined, assigned] = await Promise.all(
		[true, false].map(useDefineForClassFields => measure(compileText(text, { target: 11, useDefineForClassFields }))),
	);
	assert.ok(assigned!.bytes < defined!.bytes);
	assert.is(defined!.functions - assigned!.functions, 1);
});

test("a module that is not in the list is named", async () => {
	try {
		await measure('import "./missing.js";');
		assert.unreachable();
	} catch (error) {
		assert.match((error as Error).message, "missing: no such module in the list");
	}
});

uvuTest.run();
