import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ModemError } from "../../src/at/error.js";
import { explain, FAULTS } from "../../src/explain.js";
import { PortError } from "../../src/runtime/stream.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The literals of a union type. */
function literalsOf(file: string, name: string): string[] {
	const source = ts.createSourceFile(file, readFileSync(`${root}${file}`, "utf8"), ts.ScriptTarget.Latest);
	const type = source.statements.find(
		(each): each is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(each) && each.name.text === name,
	)!;
	return (type.type as ts.UnionTypeNode).types.map(each => ((each as ts.LiteralTypeNode).literal as ts.StringLiteral).text);
}

test("every code of a ModemError and every fault of a port has its sentence", () => {
	const codes = [
		...literalsOf("src/at/error.ts", "ErrorCode"),
		...literalsOf("src/runtime/stream.ts", "PortFault").map(fault => `port ${fault}`),
	];
	assert.ok(codes.length > 40);
	assert.equal(
		codes.filter(code => !FAULTS.some(fault => fault.code === code)),
		[],
	);
	const known = new Set([...codes, "status", "port"]);
	assert.equal(
		FAULTS.filter(({ code }) => !known.has(code)).map(({ code }) => code),
		[],
	);
});

test("no two rows speak for the same error", () => {
	const names = FAULTS.map(({ code, operation }) => `${code} of ${operation}`);
	assert.is(new Set(names).size, names.length);
});

test("sentences are sentences: capital, no full stop of their own, no two spaces", () => {
	for (const { what, next } of FAULTS) {
		for (const text of [what, next]) assert.match(text, /^[A-Z].*[^.\s]$/);
		assert.not.match(what + next, /  /);
	}
});

test("an error is put into words with its number, its server and what to do", () => {
	const error = new ModemError("network", "");
	error.operation = "http";
	error.status = 601;
	assert.match(
		explain(error, "example.com"),
		/^The server example\.com could not be reached, or the connection broke \(601\)\. The bearer was open: /,
	);
	assert.match(explain(error), /^The server could not be reached/);
	error.operation = "ftp";
	error.status = 61;
	assert.match(explain(error, "example.com"), /^The connection to the FTP server example\.com broke \(61\)\. /);
	error.code = "timeout";
	error.operation = "start";
	error.status = 0;
	assert.is(explain(error), "The modem has not answered a command in time. Try again: a transfer goes on from its checkpoint.");
});

test("a text of its own is kept, and the advice added", () => {
	const error = new ModemError("argument", "url must be a string");
	error.operation = "http";
	assert.is(explain(error), "url must be a string. Nothing has been sent: correct the call.");
	assert.match(explain(new PortError("busy", undefined)), /^Another program has the serial port\. /);
	assert.is(explain(new TypeError("something else")), "something else");
});

test("nothing below imports it", () => {
	const files = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" }).filter(file => file.endsWith(".ts"));
	const importers = files.filter(file => /from "[^"]*explain[^"]*"/.test(readFileSync(`${root}src/${file}`, "utf8")));
	assert.equal(
		importers.filter(file => !/^(explain|promises|espruino-connect)\b/.test(file)),
		[],
	);
});

test.run();
