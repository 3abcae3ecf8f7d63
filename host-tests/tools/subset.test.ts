import { test } from "uvu";
import * as assert from "uvu/assert";
import { emitForEspruino } from "../../tools/subset/bundle.ts";
import { checkEmitted, checkModule } from "../../tools/subset/check.ts";
import { importRules } from "../../tools/subset/imports.ts";
import { subsetRules } from "../../tools/subset/rules.ts";

const AT = "at/machine.ts";

function rulesBroken(path: string, text: string): string[] {
	return checkModule(path, text).map(({ rule }) => rule);
}

/** For each rule: what breaks it, and its closest kin that does not. */
const language: Record<string, { breaks: string[]; passes: string[] }> = {
	"default-parameter": {
		breaks: ["function f(a = 1) {}", "const f = (a = 1) => a;", "class A { m(a = 1) {} }"],
		passes: ["function f(a?: number) { if (a === undefined) a = 1; }"],
	},
	"rest-parameter": { breaks: ["function f(...a: number[]) {}"], passes: ["type F = (...a: number[]) => void;"] },
	spread: { breaks: ["f(...a);", "f([...a]);", "f({ ...a });", "new F(...a);"], passes: ["f(a, b); f([a, b]);"] },
	destructuring: {
		breaks: ["const { a } = b;", "const [a] = b;", "function f({ a }: B) {}", "[a, b] = [b, a];", "({ a } = b);"],
		passes: ["const a = b.a; c = { a };"],
	},
	async: { breaks: ["async function f() {}", "const f = async () => 1;", "await f();"], passes: ["const async = 1;"] },
	generator: { breaks: ["function* f() {}", "class A { *m() {} }", "function* f() { yield* g(); }"], passes: ["a = b * c;"] },
	"for-of": { breaks: ["for (const a of b) f(a);"], passes: ["for (let i = 0; i < b.length; i++) f(b[i]);"] },
	"for-in": { breaks: ["for (const a in b) f(a);"], passes: ["if (a in b) f(a);"] },
	"own-class-name": {
		breaks: ["const A = class B { m() { return new B(); } };", "f(class B { m() { f(B); } });"],
		passes: ["class B { m() { return new B(); } }", "const A = class B { m(a: B) { return a.B; } };"],
	},
	"private-name": { breaks: ["class A { #x = 1; }", "class A { #m() {} }"], passes: ["class A { private x = 1; }"] },
	"static-block": { breaks: ["class A { static { f(); } }"], passes: ["class A { constructor() { f(); } }"] },
	"static-member": { breaks: ["class A { static m() {} }", "class A { static x = 1; }"], passes: ["class A { m() {} }"] },
	"computed-key": { breaks: ["f({ [a]: 1 });", "class A { [a]() {} }"], passes: ["b[a] = 1;"] },
	label: { breaks: ["outer: for (;;) break outer;"], passes: ["for (;;) break;"] },
	"tagged-template": { breaks: ["f`a`;"], passes: ["f(`a`);"] },
	try: { breaks: ["try { f(); } catch {}", "try { f(); } finally { g(); }"], passes: ["throw new Error();"] },
	"meta-property": { breaks: ["class A { constructor() { f(new.target); } }", "f(import.meta.url);"], passes: ["f(new A());"] },
	decorator: { breaks: ["@f class A {}", "class A { @f m() {} }"], passes: ["class A { m() {} }"] },
	"regular-expression": { breaks: ["f(/a/);"], passes: ["f(a / b / c);"] },
	bigint: { breaks: ["f(1n);", "f(BigInt(1));"], passes: ["f(1);"] },
	enum: { breaks: ["enum A { B }", "const enum A { B }", "export enum A { B }"], passes: ["export const B = 0;", "declare enum A { B }"] },
	namespace: { breaks: ["namespace A { export const b = 1; }"], passes: ["declare module 'a' {}"] },
	"parameter-property": {
		breaks: ["class A { constructor(private x: number) {} }", "class A { constructor(readonly x: number) {} }"],
		passes: ["class A { constructor(x: number) {} }"],
	},
	"field-function": {
		breaks: ["class A { f = () => 1; }", "class A { f = function () {}; }", "class A { f = (() => 1) as F; }"],
		passes: ["class A { f() {} }", "class A { f = undefined; }"],
	},
	"reserved-method-name": {
		breaks: ["class A { get() {} }", "class A { set(a: number) {} }", "f({ static() {} });"],
		passes: ["class A { get x() { return 1; } set x(a) {} }", "m.get();"],
	},
	"nested-function": {
		breaks: ["function f() { function g() {} }", "if (a) { function g() {} }"],
		passes: ["function f() {} function g() {}"],
	},
	"closure-in-loop": {
		breaks: ["for (let i = 0; i < 9; i++) f(() => i);", "while (a) f(function () {});"],
		passes: ["f(() => { for (;;) g(); });"],
	},
	"module-variable": { breaks: ["let a = 1;", "export let a;", "var a;"], passes: ["const a = 1;", "function f() { let a = 1; }"] },
	"unfrozen-table": {
		breaks: ["const a = { b: 1 };", "export const a = [1, 2];", "const a = [1] as const;"],
		passes: ["const a = Object.freeze([1, 2]);", "function f() { const a = {}; }"],
	},
	"extends-builtin": {
		breaks: ["class A extends Error {}", "class A extends TypeError {}", "f(class extends Uint8Array {});"],
		passes: ["class A extends B {}", "class A extends ModemErrors {}", "class A implements Error {}"],
	},
	"super-method": {
		breaks: ["abstract class A extends B { m() { super.m(); } }", "abstract class A extends B { m() { return super.m; } }"],
		passes: ["class A extends B { m() { super.m(); } }", "abstract class A extends B { constructor() { super(); } }"],
	},
	arguments: { breaks: ["function f() { return arguments[0]; }"], passes: ["f(a.arguments);"] },
	collection: { breaks: ["f(new Map());", "class A extends Map {}", "f(Set);"], passes: ["f(a.Map);", "type A = Map<string, number>;"] },
	reflection: { breaks: ["f(Symbol.iterator);", "new Proxy(a, b);"], passes: ["type A = { b: symbol };"] },
	promise: { breaks: ["f(Promise.resolve());", "queueMicrotask(f);"], passes: ["interface A { b: Promise<void>; }"] },
	"host-timer": { breaks: ["setTimeout(f, 1);", "f(setInterval);"], passes: ["timer.setTimeout(1);"] },
	"host-global": {
		breaks: ["console.log(1);", "f(performance.now());", "structuredClone(a);", "new TextDecoder();", 'trace("a");'],
		passes: ["a.console = b;", "f({ trace: 1 });"],
	},
	"missing-builtin": {
		breaks: ["f(Math.imul(a, b));", "f(Math.trunc(a));", "f(Number.isInteger(a));", "f(Array.from(a));", "f(a.at(-1));", "f(a.flat());"],
		passes: ["f(Math.floor(a));", "class A { m() { this.at(1); } }", "f(a.at);"],
	},
	"letter-case": { breaks: ["a.toLowerCase();", "a.toUpperCase();", "a.normalize();"], passes: ["lower(a);"] },
	"copy-within": { breaks: ["a.copyWithin(0, 1, 2);"], passes: ["runtime.move(a, 0, 1, 2);"] },
};

/** For each import rule: importing module below src/, what it imports. */
const imports: Record<string, { breaks: [string, string][]; passes: [string, string][] }> = {
	"import-node": {
		breaks: [
			[AT, 'import fs from "node:fs";'],
			["runtime/node.ts", 'import fs from "fs";'],
		],
		passes: [["runtime/moddable.ts", 'import Timer from "timer";']],
	},
	"import-outside": {
		breaks: [
			[AT, 'import { A } from "../../simulator/index.ts";'],
			["index.ts", 'export * from "../simulator/index.ts";'],
			["runtime/node.ts", 'import type { A } from "../../host-tests/a.ts";'],
		],
		passes: [[AT, 'import { A } from "../uart/reader.js";']],
	},
	"import-direction": {
		breaks: [
			["uart/reader.ts", 'import { A } from "../at/scanner.js";'],
			["at/machine.ts", 'import type { A } from "../modem/modem.js";'],
			["http/http.ts", 'import { A } from "../ftp/ftp.js";'],
			["http/http.ts", 'import { A } from "../fetch/client.js";'],
			["uart/reader.ts", 'import { A } from "../index.js";'],
			["runtime/node.ts", 'import { A } from "../uart/pump.js";'],
			["modem/modem.ts", 'export { A } from "../http/http.js";'],
			["at/script.ts", 'type A = import("../modem/modem.js").A;'],
		],
		passes: [
			["http/http.ts", 'import { A } from "../modem/modem.js";'],
			["fetch/client.ts", 'import { A } from "../http/http.js";'],
			["http/request.ts", 'import { A } from "../transfer/readable.js";'],
			["at/machine.ts", 'import { A } from "./scanner.js";'],
			["runtime/node.ts", 'import type { A } from "../uart/port.js";'],
			["index.ts", 'export { A } from "./sim900.js";'],
		],
	},
	"import-embedded": {
		breaks: [
			[AT, 'import Serial from "embedded:io/serial";'],
			[AT, 'import type Serial from "embedded:io/serial";'],
		],
		passes: [["runtime/moddable.ts", 'import Serial from "embedded:io/serial";']],
	},
	"import-platform": {
		breaks: [["modem/modem.ts", 'import { runtime } from "../runtime/moddable.js";']],
		passes: [
			["modem/modem.ts", 'import { runtime } from "sim900/runtime";'],
			["modem/modem.ts", 'import type { Runtime } from "../runtime/runtime.js";'],
		],
	},
	"import-package": {
		breaks: [
			[AT, 'import Timer from "timer";'],
			[AT, 'import config from "mc/config";'],
		],
		passes: [["runtime/moddable.ts", 'import Timer from "timer";']],
	},
	"import-dynamic": { breaks: [[AT, 'import("../uart/reader.js");']], passes: [[AT, 'import { A } from "../uart/reader.js";']] },
};

for (const [rule, { breaks, passes }] of Object.entries(language)) {
	test(`${rule}: what breaks it is found`, () => {
		for (const text of breaks) assert.ok(rulesBroken(AT, text).includes(rule), text);
	});
	test(`${rule}: what does not break it is let through`, () => {
		for (const text of passes) assert.equal(rulesBroken(AT, text), [], text);
	});
}

for (const [rule, { breaks, passes }] of Object.entries(imports)) {
	test(`${rule}: what breaks it is found`, () => {
		for (const [path, text] of breaks) assert.ok(rulesBroken(path, text).includes(rule), `${path}: ${text}`);
	});
	test(`${rule}: what does not break it is let through`, () => {
		for (const [path, text] of passes) assert.equal(rulesBroken(path, text), [], `${path}: ${text}`);
	});
}

test("every rule has its row here", () => {
	const named = (rules: readonly { readonly name: string }[]): string[] => rules.map(({ name }) => name).toSorted();
	assert.equal(Object.keys(language).toSorted(), named(subsetRules.filter(({ where }) => where !== "emitted")));
	assert.equal(Object.keys(imports).toSorted(), named(importRules));
});

test("a violation names its line, its reason and the way out", () => {
	const [found, ...others] = checkModule(AT, "const a = 1;\n\nlet b = 2;\n");
	assert.equal(others, []);
	assert.equal(found, {
		path: AT,
		line: 3,
		rule: "module-variable",
		reason: "costs RAM once preloaded, and two modems would share it",
		instead: "a const, or a field of the instance",
	});
});

test("what Espruino cannot parse only matters where it may run: adapters and the promise shapes are exempt", () => {
	const text = "export async function f() { await Promise.all([...a]); }";
	for (const path of ["runtime/node.ts", "fetch/client.ts", "fetch.ts", "promises.ts", "moddable.ts"]) {
		assert.equal(rulesBroken(path, text), [], path);
	}
	assert.ok(rulesBroken("http/http.ts", text).length > 0);
	assert.ok(rulesBroken("index.ts", text).length > 0);
});

test("types and declarations leave nothing behind and are not looked at", () => {
	assert.equal(rulesBroken(AT, "declare const a: Map<string, Promise<void>>; class A { declare x: Set<1>; }"), []);
	assert.equal(rulesBroken(AT, "interface A { f(...a: number[]): void; [key: string]: unknown } type B = { [K in keyof A]?: A[K] };"), []);
});

test("what esbuild lowers is let through", () => {
	assert.equal(rulesBroken(AT, "const a = b?.c ?? 2 ** d; function f() { let e = a; e ??= 1; }"), []);
});

test("an allowance with a reason lets one rule pass, on its line or on the line below", () => {
	assert.equal(rulesBroken(AT, "try { f(); } finally {} // subset: allow try — construction only"), []);
	assert.equal(rulesBroken(AT, "// subset: allow try — construction only\ntry { f(); } finally {}"), []);
	assert.equal(rulesBroken(AT, "// subset: allow try - construction only\n// two lines of why\ntry { f(); } finally {}"), []);
	assert.equal(rulesBroken(AT, "// subset: allow try — construction only\n\ntry { f(); } finally {}"), ["allowance", "try"]);
	assert.equal(rulesBroken(AT, "let a = f(/b/); // subset: allow module-variable — why not"), ["regular-expression"]);
});

test("an allowance needs a reason, a rule that exists, and something to allow", () => {
	const reasons = (text: string): string[] =>
		checkModule(AT, text)
			.filter(({ rule }) => rule === "allowance")
			.map(({ reason }) => reason);
	assert.equal(reasons("try { f(); } finally {} // subset: allow try"), ["an allowance needs a reason"]);
	assert.equal(reasons("f(); // subset: allow tyr — because"), ['there is no rule "tyr"']);
	assert.equal(reasons("f(); // subset: allow try — because"), ["nothing on that line breaks try"]);
});

test("in the emitted script a field without initialiser and every construct of the syntax are found", () => {
	assert.equal(
		checkEmitted("class A {\n\tx;\n}").map(({ rule, line }) => [rule, line]),
		[["field-without-initialiser", 2]],
	);
	for (const text of ["class A { #x = 1; }", "f(...a);", "for (const a of b) f(a);", "new WeakMap();", "f({ [a]: 1 });"]) {
		assert.is.not(checkEmitted(text).length, 0, text);
	}
	assert.equal(checkEmitted("var a = { b: 1 }; try { f(); } catch (e) {}"), []);
});

test("what esbuild cannot lower, it refuses to emit", async () => {
	const message = await emitForEspruino("host-tests/tools/fixtures/beyond-espruino.ts").then(String, (error: Error) => error.message);
	assert.match(message, "for-of");
});

test("the core as the compiler emits it is a script of Espruino's language", async () => {
	const text = await emitForEspruino("src/index.ts");
	assert.equal(checkEmitted(text), []);
	assert.match(text, 'from "sim900/runtime"');
});

test.run();
