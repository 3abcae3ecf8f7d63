import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkModule } from "../../tools/subset/check.ts";
import { checkClasses } from "../../tools/subset/classes.ts";

const check = (modules: Record<string, string>): string[] =>
	checkClasses(new Map(Object.entries(modules))).map(({ path, line, rule }) => `${path}:${line} ${rule}`);

/** A class whose method `a0` calls `a1`, and so on, `depth` methods in all. */
function chain(depth: number, head = "export class Deep"): string {
	const methods = Array.from({ length: depth }, (_, index) => `a${index}() { ${index + 1 < depth ? `this.a${index + 1}();` : ""} }`);
	return `${head} { ${methods.join(" ")} }`;
}

test("one base class is well, two above one another are not", () => {
	assert.equal(check({ "a.ts": "class A {}", "b.ts": "class B extends A {}" }), []);
	assert.equal(check({ "a.ts": "class A {}", "b.ts": "class B extends A {}", "c.ts": "\nclass C extends B {}" }), ["c.ts:2 super-levels"]);
});

test("five calls of own methods may be nested, six may not", () => {
	assert.equal(check({ "a.ts": chain(5) }), []);
	assert.equal(check({ "a.ts": chain(6) }), ["a.ts:1 call-depth"]);
});

test("methods of the base class count, those that it replaces do not", () => {
	const base = chain(4, "export class Base");
	assert.equal(check({ "a.ts": base, "b.ts": "class Most extends Base { b() { this.c(); } c() { this.a0(); } }" }), ["b.ts:1 call-depth"]);
	assert.equal(check({ "a.ts": base, "b.ts": "class Most extends Base { b() { this.c(); } c() { this.a0(); } a1() {} }" }), []);
});

test("what is called later, or of another object, is not nested", () => {
	const later = chain(6).replace("this.a1()", "defer(() => this.a1())");
	const other = chain(6).replace("this.a1()", "that.a1()");
	assert.equal(check({ "a.ts": later, "b.ts": other.replace("Deep", "Other") }), []);
});

test("methods that call one another in a circle are followed once", () => {
	assert.equal(check({ "a.ts": "class A { a() { this.b(); } b() { this.a(); } }" }), []);
});

test("an allowance above the class lets it pass, and has to be needed", () => {
	const allowed = `// subset: allow call-depth — lives as long as the modem\n${chain(6)}`;
	const faults = checkClasses(new Map([["at/a.ts", allowed]]));
	assert.is(faults.length, 1);
	assert.equal(checkModule("at/a.ts", allowed, faults), []);
	assert.equal(
		checkModule("at/a.ts", allowed).map(({ rule }) => rule),
		["allowance"],
	);
});

test.run();
