import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inlineConstants } from "../../tools/build/constants.ts";
import { inlineCalls } from "../../tools/build/inline-calls.ts";
import { inlineValues } from "../../tools/build/inline-values.ts";
import { evaluateConstants } from "../../tools/build/evaluate.ts";
import { shortenMemberNames } from "../../tools/build/member-names.ts";
import { shedFunctionProperties } from "../../tools/build/shed.ts";
import { shortenVariableNames } from "../../tools/build/variable-names.ts";

const OPTIONS: ts.CompilerOptions = {
	target: ts.ScriptTarget.ES2024,
	module: ts.ModuleKind.Preserve,
	moduleResolution: ts.ModuleResolutionKind.Bundler,
	verbatimModuleSyntax: true,
	useDefineForClassFields: false,
	types: [],
};

/** What the build makes of `main.ts`, on one line, with its imports left out. */
async function build(files: Readonly<Record<string, string>>, ...more: (typeof inlineCalls)[]): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), "sim900-build-"));
	try {
		const source = join(folder, "src");
		for (const [name, text] of Object.entries(files)) {
			mkdirSync(dirname(join(source, name)), { recursive: true });
			writeFileSync(join(source, name), text);
		}
		const computed = await evaluateConstants(source, folder);
		const program = ts.createProgram([join(source, "main.ts")], OPTIONS);
		const main = program.getSourceFile(join(source, "main.ts"))!;
		const { transformed } = ts.transform(
			main,
			[...more.map(make => make(program, computed, [main])), inlineConstants(program, computed), shortenMemberNames(program, [main])],
			OPTIONS,
		);
		const printed = ts.createPrinter({ removeComments: true }).printFile(transformed[0] as ts.SourceFile);
		const { outputText } = ts.transpileModule(printed, { compilerOptions: OPTIONS });
		return outputText
			.replaceAll(/^import .*$/gm, "")
			.replaceAll(/\s+/g, " ")
			.trim();
	} finally {
		rmSync(folder, { recursive: true });
	}
}

test("a number of another module becomes a literal, through every name it goes by", async () => {
	const text = await build({
		"limits.ts": "export const TIME = 5_000; export const NEVER = -1;",
		"index.ts": 'export { TIME as LIMIT, NEVER } from "./limits.js";',
		"main.ts": 'import { LIMIT, NEVER } from "./index.js"; export function f(x: number) { return x === NEVER ? LIMIT : x - NEVER; }',
	});
	assert.is(text, "export function f(x) { return x === -1 ? 5000 : x - -1; }");
});

test("a constant expression is computed", async () => {
	const text = await build({
		"main.ts": "const A = 3; const B = (A << 4) | 0x8; export function f() { return B * 2 + A; }",
	});
	assert.match(text, "return 115;");
});

test("what is no constant of a module stays", async () => {
	const main = `let count = 1;
		const name = "SIM900";
		export function f(WIDTH: number, o: any) { const local = 2; count += local + WIDTH; return o.HEIGHT + name; }`;
	const text = await build({ "main.ts": `${main} export const WIDTH = 7; export const HEIGHT = 8;` });
	assert.match(text, "count += local + WIDTH; return o.HEIGHT + name;");
});

test("as a property's value and in shorthand too", async () => {
	const text = await build({ "main.ts": "const TRIES = 2; export function f() { return { TRIES, tries: TRIES, o: [TRIES] }; }" });
	assert.match(text, "return { TRIES: 2, tries: 2, o: [2] };");
});

const HASH =
	"export function hash(text: string): number { let h = 0; for (let i = 0; i < text.length; i++) h = (h * 31 + text.charCodeAt(i)) | 0; return h; }";

test("what a call makes is computed by the build, and a number is a literal wherever it is read", async () => {
	const text = await build({
		"hash.ts": HASH,
		"words.ts": 'import { hash } from "./hash.js"; export const OK: number = hash("OK");',
		"main.ts": 'import { OK } from "./words.js"; export function f(word: number) { return word === OK; }',
	});
	assert.is(text, "export function f(word) { return word === 2524; }");
});

test("a table is written out: arrays of bytes, frozen objects, functions and other constants by name", async () => {
	const pack = `export function pack(text: string, judge: (() => number) | null, next: object | null) {
		return Object.freeze({ bytes: Uint8Array.from(text, c => c.charCodeAt(0)), words: new Int32Array([-1]), judges: [judge], next, none: undefined });
	}`;
	const text = await build({
		"pack.ts": pack,
		"judges.ts": "export function judge() { return 1; }",
		"main.ts": `import { pack } from "./pack.js"; import { judge } from "./judges.js";
			function own() { return 2; }
			const FIRST = pack("AT", judge, null);
			export const SECOND = pack("A", own, FIRST);`,
	});
	const table = (bytes: string, judge: string, next: string): string =>
		`Object.freeze({ bytes: new Uint8Array([${bytes}]), words: new Int32Array([-1]), judges: [${judge}], next: ${next}, none: void 0 })`;
	assert.match(text, `const FIRST = ${table("65, 84", "judge", "null")};`);
	assert.match(text, `export const SECOND = ${table("65", "own", "FIRST")};`);
});

test("parts of an earlier table are referred to, not written again", async () => {
	const text = await build({
		"main.ts": `function make(text: string) { return { text }; }
			const LOGIN = [make("user"), make("password")];
			export const GET = LOGIN.concat([make("get")]);`,
	});
	assert.match(text, 'export const GET = [LOGIN[0], LOGIN[1], { text: "get" }];');
});

test("what cannot be written down is made on the device", async () => {
	const text = await build({ "main.ts": "function make() { return () => 1; } export const f = make();" });
	assert.match(text, "export const f = make();");
});

test("private and protected members get short names that relatives do not share", async () => {
	const text = await build({
		"base.ts": `export class Base { private count = 0; protected limit = 1; open = 2;
			protected grow() { this.count += this.limit; } read() { return this.count; } }`,
		"main.ts": `import { Base } from "./base.js";
			export class Derived extends Base { private total = 0; protected override grow() { super.grow(); this.total += this.limit + this.open; } }
			export class Other { private total = 1; statistics = 2; sum() { const { total, statistics } = this; return total + statistics; } }`,
	});
	assert.match(
		text,
		"class Derived extends Base { constructor() { super(...arguments); this.d = 0; } c() { super.c(); this.d += this.b + this.open; } }",
	);
	assert.match(text, "class Other { constructor() { this.a = 1; this.statistics = 2; } sum() { const { a: total, statistics } = this;");
});

test("a short name that the sources use themselves is not given to anything", async () => {
	const text = await build({ "main.ts": "export class A { private count = 0; a = 1; sum(b: A) { return this.count + b.a; } }" });
	assert.match(text, "this.c = 0; this.a = 1;");
});

test("a private member that is reached by its text is an error of the build", async () => {
	try {
		await build({ "main.ts": 'export class A { private count = 0; read() { return this["count"]; } }' });
		assert.unreachable();
	} catch (error) {
		assert.match((error as Error).message, 'this["count"] reaches a private member by its text');
	}
});

function shorten(text: string): string {
	const source = ts.createSourceFile("module.js", text, ts.ScriptTarget.Latest, true);
	return ts.createPrinter().printFile(shortenVariableNames(source)).replaceAll(/\s+/g, " ").trim();
}

test("variables get short names, but for classes and what an application sees", () => {
	const text = shorten(`import { t as take, open as enter } from "./modem.js";
		const LIMIT = [1];
		function judge(line) { return take(line) + LIMIT[0]; }
		function open() { return { judge, open: judge(1), a: enter }; }
		class Session { judge() { return judge(Math.max(2)); } }
		function wire() { return open(); }
		export { Session, judge as J, wire };`);
	assert.is(
		text,
		'import { t as a, open as b } from "./modem.js"; const c = [1]; function d(b) { return a(b) + c[0]; } ' +
			"function e() { return { judge: d, open: d(1), a: b }; } class Session { judge() { return d(Math.max(2)); } } " +
			"function wire() { return e(); } export { Session, d as J, wire };",
	);
});

test("a local variable shares its name with others, but hides none that its function speaks of", () => {
	assert.is(
		shorten("function command(text) { return text; } function step(line, next) { return [line, () => next(x => command(x + line))]; }"),
		"function a(a) { return a; } function b(b, c) { return [b, () => c(c => a(c + b))]; }",
	);
});

test("the parts of what is taken apart keep their names, and a name that nobody declares stays", () => {
	assert.is(
		shorten("function code({ code, text: [first] = code, ...rest }) { return [code, first, rest, a]; }"),
		"function b({ code: b, text: [c] = b, ...d }) { return [b, c, d, a]; }",
	);
});

test("a member that no published type has gets a short name, and shares it with those that it never meets", async () => {
	const text = await build({
		"main.ts": `interface Task { settle(): void; hurry?(): void; }
			class Machine implements Task { readonly task: Task; private due = 0; constructor(task: Task) { this.task = task; }
				settle() { this.task.settle(); if (this.task.hurry) this.task.hurry(); this.due++; } }
			class Pump { filled = 1; private credit = 2; sum() { const { filled } = this; return { filled }.filled + this.credit; } }
			export class Modem { private machine = new Machine({ settle() {}, hurry() {} }); readonly named = "announced"; sum() { return new Pump().sum(); } }`,
	});
	assert.is(
		text,
		"class Machine { constructor(task) { this.d = 0; this.b = task; } c() { this.b.c(); if (this.b.a) this.b.a(); this.d++; } } " +
			"class Pump { constructor() { this.b = 1; this.c = 2; } sum() { const { b: filled } = this; return { b: filled }.b + this.c; } } " +
			'export class Modem { constructor() { this.b = new Machine({ c() { }, a() { } }); this.named = "announced"; } sum() { return new Pump().sum(); } }',
	);
});

test("what an engine provides keeps its members, also where the sources declare it themselves", async () => {
	const text = await build({
		"main.ts": `declare class Decoder { decode(): string } interface Part { decode(): string }
			class Own implements Part { decode() { return new Decoder().decode(); } copyWithin() {} }
			export function f() { new Own().copyWithin(); return new Own().decode(); }`,
	});
	assert.match(text, "decode() { return new Decoder().decode(); } copyWithin() { }");
});

/** A class of the name Modem, every member of it an application's. */
const modem = (members: string): Promise<string> => build({ "main.ts": `export class Modem { ${members} }` }, inlineCalls);

test("a private method that is called once stands where it is called", async () => {
	assert.is(
		await modem(
			`count = 0; next(stage: number) { if (stage > 2) return this.end("done", stage + 1); this.count = 1; return this.begin(); }
			private end(how: string, at: number) { at++; if (how === "") return; this.count = at; } private begin() { this.count = 3; }`,
		),
		'export class Modem { constructor() { this.count = 0; } next(stage) { if (stage > 2) { let how$1 = "done"; let at$2 = stage + 1; at$2++; ' +
			'if (how$1 === "") return; this.count = at$2; return; } this.count = 1; { this.count = 3; } } }',
	);
});

test("where something follows, what comes after a return is its else, at any depth", async () => {
	assert.is(
		await modem(
			`log = ""; next(a: number) { this.first(a); this.log += "."; }
			private first(a: number): void { if (a > 1) return this.second(a); if (a < 0) { this.log += "-"; return; } this.log += "0"; }
			private second(b: number): void { if (b > 5) return; this.log += "+"; }`,
		),
		'export class Modem { constructor() { this.log = ""; } next(a) { { if (a > 1) { { if (a > 5) { } else { this.log += "+"; } } } ' +
			'else { if (a < 0) { this.log += "-"; } else { this.log += "0"; } } } this.log += "."; } }',
	);
});

test("a value that the last statement returns goes where it is taken", async () => {
	assert.is(
		await build(
			{
				"main.ts": `function sum(list: number[]) { let all = 0; for (const each of list) all += each; return all; }
				function twice(x: number) { const y = x * 2; return y + x; }
				export function f(o: { a: number }, all: number[]) { o.a = sum(all); const t = twice(o.a); return t; }`,
			},
			inlineCalls,
		),
		"export function f(o, all) { { let all$2 = 0; for (const each$3 of all) all$2 += each$3; o.a = all$2; } let t; { let x$4 = o.a; const y$5 = x$4 * 2; t = y$5 + x$4; } return t; }",
	);
});

test("a condition becomes a variable, and what a switch returns is what the variable gets", async () => {
	assert.is(
		await modem(
			`x = 0; next(a: number): void { while (a > 0) { if (!this.act(a)) a--; else return; } }
			private act(b: number): boolean { this.x++; switch (b) { case 1: case 2: if (this.x > 9) return false; this.x = 3; return true; default: return b > 7; } }`,
		),
		"export class Modem { constructor() { this.x = 0; } next(a) { while (a > 0) { let is$2; { this.x++; switch (a) { case 1: case 2: " +
			"if (this.x > 9) { is$2 = false; } else { this.x = 3; is$2 = true; } break; default: is$2 = a > 7; break; } } if (!is$2) a--; else return; } } }",
	);
});

test("what is called twice, from elsewhere, in a condition, or means something else there stays a method", async () => {
	const text = await modem(
		`x = 0; private twice() { this.x++; } a() { this.twice(); this.twice(); }
		private asked() { return this.x > 0; } b() { if (this.x > 1 && this.asked()) this.x = 1; }
		private early() { for (;;) { if (this.x) return; } } c() { this.early(); this.x = 2; }
		private handed() {} d() { return this.handed; }
		private closing() { const f = () => this.x; return f; } e() { return this.closing(); }
		private other(x: number) { const n = LIMIT; this.x = n + x; } f() { const LIMIT = 2; this.other(LIMIT); return LIMIT; }
		private kept() { return 1; } g(o: Modem) { return o.kept(); } } const LIMIT = { valueOf: () => 3 } as unknown as number; class Inner {`,
	);
	assert.is([...text.matchAll(/(?<![.\w])[a-z]\(\w*\) \{/g)].length, 14, text);
});

/** Its parts have modules of their own. */
const composed = (part: string, members: string, more = ""): Promise<string> =>
	build(
		{
			"part.ts": `const LIMIT = 7; export class Part { x = 0; ${part} } ${more}`,
			"main.ts": `import { Part } from "./part.js"; class Whole { private part = new Part(); ${members} } export function f() { return new Whole().go("on"); }`,
		},
		inlineCalls,
	);

test("a method of another object that is called once stands where it is called, in another module too", async () => {
	const text = await composed(
		"add(n: number) { this.x += n; if (this.x > LIMIT) this.x = LIMIT; }",
		"go(how: string) { this.part.add(2); return how; }",
	);
	assert.match(text, /\{ \{ let self\$1 = this\.(\w+); self\$1\.(\w+) \+= 2; if \(self\$1\.\2 > 7\) self\$1\.\2 = 7; \} return how; \}/);
});

test("a method that somebody may know by a type, that another class has too, or that speaks of its module, stays", async () => {
	const go = "go(how: string) { this.part.add(2); return how; }";
	const stays = async (text: Promise<string>): Promise<void> => assert.not.match(await text, "self$");
	const adder = "export interface Adder { add(n: number): void }";
	await stays(composed("add(n: number) { this.x += n; }", go, `${adder} export class Another { add(n: number) { return n; } }`));
	await stays(composed("add(n: number) { this.x += n; }", go, `${adder} export const another: Adder = { add(n) {} };`));
	await stays(composed("add(n: number) { this.x += n; }", go, "export class Other extends Part { add(n: number) { this.x -= n; } }"));
	await stays(composed("add(n: number) { this.x += twice(n); }", go, "function twice(n: number) { return n * 2; }"));
	await stays(
		composed(
			"add(n: number) { if (n > 0) this.less(n); } less(n: number) { this.x--; if (n > 1) this.add(n - 1); }",
			"go(how: string) { return how; }",
		),
	);
});

test("an interface that one class has does not keep its method from standing where it is called", async () => {
	const text = await build(
		{
			"target.ts": "export interface Target { told(n: number): void }",
			"main.ts": `import type { Target } from "./target.js";
				class Part { constructor(readonly target: Target) {} tell(n: number) { if (n > 1) this.target.told(n); } }
				class Whole { x = 0; private part = new Part(this); told(n: number) { this.x += n; } go(n: number) { this.part.tell(n); this.part.tell(n + 1); return this.x; } }
				export function f() { return new Whole().go(1); }`,
		},
		inlineCalls,
	);

	assert.match(text, /if \(n > 1\) \{ this\.target\.x \+= n; \}/);
});

test("what is marked with @inline stands wherever it is called, and one that cannot is an error", async () => {
	const marked = (comment: string): Promise<string> =>
		modem(
			`x = 0;\n/** ${comment} */\nprivate add(n: number) { this.x += n; } go(n: number) { this.add(n); if (n > 1) this.add(2); return this.x; }`,
		);
	assert.match(await marked("Twice."), /this\.(\w+)\(n\); if \(n > 1\) this\.\1\(2\);/);
	const text = await marked("Twice. @inline");
	assert.match(text, /\{ this\.x \+= n; \} if \(n > 1\) \{ this\.x \+= 2; \} return/);
	const cannot = modem(
		"x = 0;\n/** @inline */\nprivate add(n: number) { this.x += n; } go(n: number) { return [this.add(n), this.add(2)]; }",
	);
	await cannot.then(
		() => assert.unreachable(),
		(error: Error) => assert.match(error.message, "add is marked with @inline"),
	);
});

test("the value of what is marked with @inline stands in place of its calls, in another module too", async () => {
	const files = (use: string): Record<string, string> => ({
		"part.ts":
			"export class Part { bytes = [1]; step = 0;\n/** @inline */\nfield(at: number) { return this.bytes[this.step + at]! * 2; }\n/** @inline */\nget last() { return this.bytes.length - 1; } }\n/** @inline */\nexport function half(n: number) { return n / 2; }",
		"main.ts": `import { half, Part } from "./part.js"; export function f(n: number) { const part = new Part(); ${use} }`,
	});
	const text = await build(files("return half(part.field(3) + part.last);"), inlineValues);

	assert.match(text, /return \(\((.*)\) \/ 2\);/);
	assert.match(text, /part\.(\w+)\[part\.(\w+) \+ 3\] \* 2/);
	assert.not.match(text, /field|last|half/);
	for (const use of ["const way = part.field; return way(1);", "return new Part().field(n);"]) {
		await build(files(use), inlineValues).then(
			() => assert.unreachable(),
			(error: Error) => assert.match(error.message, "field, which is marked with @inline"),
		);
	}
});

test("functions and methods carry neither name nor length, but for those that an application sees", () => {
	const text = shedFunctionProperties(`function a(x) {} class Inner { read(x) {} get size() { return 1; } } class Outer { write(x) {} }
		const seen = [a, Inner, Outer];
		export { Outer };
		`);
	const [hidden, inner, outer] = new Function(`${text.replace("export { Outer };", "")} return seen;`)() as (new () => object)[];
	const own = (value: unknown): string[] => ["length", "name"].filter(key => Object.hasOwn(value as object, key));
	assert.equal(own(hidden), []);
	assert.equal(own(inner), []);
	assert.equal(own(outer), ["length", "name"]);
	assert.equal(own(Object.getOwnPropertyDescriptor(inner!.prototype, "size")!.get), []);
	for (const [owner, name] of [
		[inner, "read"],
		[outer, "write"],
	] as const)
		assert.equal(own((owner!.prototype as Record<string, unknown>)[name]), []);
	assert.is(inner!.prototype.constructor, inner);
});

test.run();
