import { readFileSync } from "node:fs";
import ts from "typescript";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { build } from "../../tools/build/build.ts";
import { pretokenise } from "../../tools/build/pretokenise.ts";

const bytesOf = (code: string): number[] => Array.from(pretokenise(code), letter => letter.charCodeAt(0));
const codes = (text: string): number[] => Array.from(text, letter => letter.charCodeAt(0));

// Espruino, src/jslex.h: the tokens count from 138 on, from LEX_EQUAL.
test("words and operators are single bytes, names stay as they are", () => {
	assert.equal(bytesOf("function f(a) { return a === 1; }"), [170, ...codes("f(a){"), 171, ...codes("a"), 139, ...codes("1;}")]);
	assert.equal(bytesOf("a >>>= b >> 1"), [...codes("a"), 149, ...codes("b"), 146, ...codes("1")]);
	assert.equal(bytesOf("try{}catch(e){}"), [177, ...codes("{}catch(e){}")]);
});

test("two words that would run together keep a blank", () => {
	assert.equal(bytesOf("class A{get a(){}}").slice(-10), codes("get a(){}}"));
	assert.equal(bytesOf("typeof a"), [191, ...codes("a")]);
});

test("texts are raw, with their length before them", () => {
	assert.equal(bytesOf('a="\\r\\0"'), [...codes("a="), 0xd1, 2, 13, 0]);
	assert.equal(bytesOf('a=""'), codes('a=""'));
	const long = "x".repeat(300);
	assert.equal(bytesOf(`a="${long}"`), [...codes("a="), 0xd2, 44, 1, ...codes(long)]);
});

test("a text in base64 is decoded by the build", () => {
	assert.equal(bytesOf('E.toArrayBuffer(atob("AQID"))'), [...codes("E.toArrayBuffer("), 0xd1, 3, 1, 2, 3, ...codes(")")]);
	assert.equal(bytesOf('f(atob("AQ=="),1)'), [...codes("f("), 0xd1, 1, 1, ...codes(",1)")]);
});

test("what has no token is refused", () => {
	assert.throws(() => pretokenise("a=`${b}`"), /a template literal/);
});

/** Turns tokens back into text, by the table that the engine prints from. */
function plainText(tokens: string, words: readonly string[]): string {
	let text = "";
	for (let at = 0; at < tokens.length; at++) {
		const code = tokens.charCodeAt(at);
		if (code === 0xd1 || code === 0xd2) {
			const short = code === 0xd1;
			const length = tokens.charCodeAt(at + 1) + (short ? 0 : tokens.charCodeAt(at + 2) << 8);
			const start = at + (short ? 2 : 3);
			text += ` ${JSON.stringify(tokens.slice(start, start + length))} `;
			at = start + length - 1;
		} else text += code >= 138 ? ` ${words[code - 138]} ` : tokens[at];
	}
	return text;
}

/** The tokens of JavaScript, with the values of texts. */
function scan(code: string): string[] {
	const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, code);
	const found: string[] = [];
	for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
		found.push(kind === ts.SyntaxKind.StringLiteral ? `"${scanner.getTokenValue()}"` : scanner.getTokenText());
	}
	return found;
}

test("the modules for Storage say what the plain ones say", async () => {
	await build("espruino");
	for (const name of ["sim900", "sim900-http", "sim900-ftp"]) {
		const plain = readFileSync(`dist/espruino/${name}.js`, "utf8").replace(/atob\("([^"]*)"\)/g, (_, text: string) =>
			JSON.stringify(Buffer.from(text, "base64").toString("latin1")),
		);
		const tokens = readFileSync(`dist/espruino/${name}.tokens.js`, "latin1");
		assert.equal(scan(plainText(tokens, TABLE)).join(" "), scan(plain).join(" "), name);
	}
});

/** Espruino, src/jslex.c, jslTokenAsString. */
const TABLE: readonly string[] = [
	...["==", "===", "!=", "!==", "<=", "<<", "<<=", ">=", ">>", ">>>", ">>=", ">>>=", "+=", "-=", "++", "--", "*=", "/=", "%=", "&=", "&&"],
	...["|=", "||", "^=", "=>", "if", "else", "do", "while", "for", "break", "continue", "function", "return", "var", "let", "const", "this"],
	...["throw", "try", "catch", "finally", "true", "false", "null", "undefined", "new", "in", "instanceof", "switch", "case", "default"],
	...["delete", "typeof", "void", "debugger", "class", "extends", "super", "static", "of"],
];

test.run();
