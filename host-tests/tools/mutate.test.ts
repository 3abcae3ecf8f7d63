import { existsSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mutate, PROMISES, thirdOf } from "../../tools/mutate/mutation.ts";
import { MUTATIONS } from "../../tools/mutate/mutations.ts";

test("a mutation replaces a text that stands there once", () => {
	assert.is(mutate("a = b;\nc = d;", { find: "= b", replace: "= $e" }), "a = $e;\nc = d;");
});

test("a text that is not there, or more than once, is no mutation", () => {
	assert.throws(() => mutate("a = b;", { find: "= c", replace: "" }), /0 times/);
	assert.throws(() => mutate("a = b; c = b;", { find: "= b", replace: "" }), /2 times/);
});

test("what does not parse any more is no mutation", () => {
	assert.throws(() => mutate("if (a) b();", { find: "(a)", replace: "(a" }));
});

test("three thirds are all", () => {
	const all = [1, 2, 3, 4, 5];
	assert.equal(
		[1, 2, 3].map(third => thirdOf(all, third)),
		[[1, 4], [2, 5], [3]],
	);
});

for (const mutation of MUTATIONS) {
	test(`${mutation.file}, "${mutation.reason}": applies, and its tests exist`, () => {
		mutate(readFileSync(mutation.file, "utf8"), mutation);
		assert.ok(mutation.tests.length > 0);
		for (const name of mutation.tests) assert.ok(existsSync(`host-tests/${name}.test.ts`), name);
	});
}

test("every promise has a mutation", () => {
	const guarded = new Set(MUTATIONS.map(({ guards }) => guards));
	assert.equal(
		Object.keys(PROMISES).filter(promise => !guarded.has(promise as keyof typeof PROMISES)),
		[],
	);
});

test.run();
