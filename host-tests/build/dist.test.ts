import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { buildFirmware, runFirmware } from "../../lab/lane/index.ts";
import { createBench } from "../../lab/lane/rig.ts";
import { build } from "../../tools/build/build.ts";
import { serviceOf, services } from "../../tools/build/services.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dist = join(root, "dist");
const names = Object.keys(services);
const EVERYTHING =
	'import "sim900"; import "sim900/udp"; import "sim900/network"; import "sim900/messages"; import "sim900/ussd"; import "sim900/information"; import "sim900/fetch"; import "sim900/promises"; import "sim900/explain"; import "sim900/trace";';

await build("library");

function parse(text: string): ts.SourceFile {
	return ts.createSourceFile("module.js", text, ts.ScriptTarget.Latest, true);
}

function statementsOf(file: string): ts.NodeArray<ts.Statement> {
	return parse(readFileSync(file, "utf8")).statements;
}

/** The name of a property or member, which no bundler touches. */
function isMemberName(node: ts.Identifier): boolean {
	const { parent } = node;
	const isMember = ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isClassElement(parent);
	return isMember && parent.name === node;
}

/** Where classes of two modules have the same name, the bundler writes one as `let Name$1 = class Name { … }`. */
function renamedClass(statement: ts.Node): ts.ClassExpression | undefined {
	const declarations = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
	const value = declarations.length === 1 ? declarations[0]!.initializer : undefined;
	return value && ts.isClassExpression(value) ? value : undefined;
}

/** A statement word for word, but for the names of variables: where modules meet in one script, the bundler keeps them apart. */
function wordsOf(statement: ts.Node): string {
	const words: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isShorthandPropertyAssignment(node)) words.push(`${node.name.text} : _`);
		else if (ts.isIdentifier(node)) words.push(isMemberName(node) ? node.text : "_");
		else if (node.getChildCount() === 0) words.push(node.getText());
		else node.getChildren().forEach(visit);
	};
	visit(renamedClass(statement) ?? statement);
	return words.join(" ");
}

/** What a module consists of, its imports and exports left out. */
function partsOf(file: string): string[] {
	return statementsOf(file)
		.filter(statement => !ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement))
		.map(wordsOf);
}

/** The statements of the function around a script. */
function statementsOfScript(script: string): readonly ts.Statement[] {
	let body: readonly ts.Statement[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isFunctionExpression(node)) body = node.body.statements;
		else ts.forEachChild(node, visit);
	};
	visit(parse(script));
	return body;
}

test("firmware in the lane consists of the modules of dist/, word for word", async () => {
	const bundle = new Set(statementsOfScript(await buildFirmware({ source: EVERYTHING })).map(wordsOf));
	for (const name of [...names, "runtime/moddable"]) {
		const parts = partsOf(join(dist, `${name}.js`));
		assert.ok(parts.length, name);
		for (const part of parts) assert.ok(bundle.has(part), `${name}: ${part.slice(0, 200)}`);
	}
});

test("what is changed in dist/ is what runs", async () => {
	const copy = mkdtempSync(join(tmpdir(), "sim900-dist-"));
	try {
		cpSync(dist, copy, { recursive: true });
		for (const name of names) appendFileSync(join(copy, `${name}.js`), `\ntrace("${name} ");\n`);
		const { clock, board } = createBench();
		let traced = "";
		await runFirmware({
			bundle: await buildFirmware({ source: `${EVERYTHING} host.done();` }, {}, copy),
			clock,
			board,
			limit: 1000,
			onTrace: text => (traced += text),
		});
		assert.equal(traced.trim().split(" ").toSorted(), names.toSorted());
	} finally {
		rmSync(copy, { recursive: true });
	}
});

/** A word of each service that no other has. */
const marks: Readonly<Record<string, string>> = {
	modem: "class Machine ",
	http: "class Windows ",
	ftp: "class FTPEntry ",
	socket: "class ByteQueue ",
	udp: "class Datagrams ",
	network: "class NameResolver ",
	messages: "class Sending ",
	ussd: "class Dialogue ",
	information: "class Question ",
	fetch: "class ClientQueue ",
	explain: "No modem answers at any rate",
	promises: "class SIM900Error ",
	trace: "NORMAL POWER DOWN|",
};
const alone: Readonly<Record<string, string>> = {
	modem: "Modem",
	http: "HTTP",
	ftp: "FTP",
	socket: "TCP",
	udp: "UDP",
	network: "network",
	messages: "Messages",
	ussd: "Ussd",
	information: "Information",
	fetch: "HTTPClient",
	explain: "explain",
	trace: "formatTrace",
	promises: "SIM900Error",
};
const needs: Readonly<Record<string, readonly string[]>> = {
	modem: [],
	http: ["modem"],
	ftp: ["modem"],
	socket: ["modem"],
	udp: ["modem", "socket"],
	network: ["modem", "socket"],
	messages: ["modem"],
	ussd: ["modem"],
	information: ["modem"],
	fetch: ["modem"],
	explain: [],
	trace: [],
	promises: ["modem", "http", "ftp", "explain"],
};

for (const [name, face] of Object.entries(alone)) {
	test(`a firmware that imports sim900/${name} holds ${["that", ...needs[name]!].join(" and ")}, and no other service`, async () => {
		const bundle = await buildFirmware({ source: `import { ${face} } from "sim900/${name}"; trace(typeof ${face}); host.done();` });
		const present = Object.keys(alone).filter(service => bundle.includes(marks[service]!));
		assert.equal(present.toSorted(), [name, ...needs[name]!].toSorted());
		const { clock, board } = createBench();
		let traced = "";
		await runFirmware({ bundle, clock, board, limit: 1000, onTrace: text => (traced += text) });
		assert.is(traced, "function");
	});
}

test("every module of src/ belongs to one service, but for the face, the runtimes and the entries of Espruino", () => {
	const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter(file => file.endsWith(".ts"));
	const homeless = files.filter(file => serviceOf(file) === undefined);
	assert.equal(homeless.filter(file => !/^(runtime\/|espruino)/.test(file)).toSorted(), ["sim900.ts"]);
});

test("constants stay constants, and none of them is a number or the hash of a word", () => {
	for (const name of names) {
		const statements = statementsOf(join(dist, `${name}.js`));
		const exports = statements.filter(ts.isExportDeclaration).map(({ exportClause }) => exportClause as ts.NamedExports);
		const given = exports.flatMap(({ elements }) => elements.map(element => element.name.text));
		for (const statement of statements) {
			if (!ts.isVariableStatement(statement)) continue;
			const { flags, declarations } = statement.declarationList;
			for (const { name: variable, initializer } of declarations) {
				const what = `${name}: ${(variable as ts.Identifier).text}`;
				assert.ok(flags & ts.NodeFlags.Const, what);
				assert.ok(!ts.isNumericLiteral(initializer!) || given.includes((variable as ts.Identifier).text), what);
				const isHash =
					ts.isCallExpression(initializer!) && initializer.arguments.length === 1 && ts.isStringLiteral(initializer.arguments[0]!);
				assert.not.ok(isHash, what);
			}
		}
	}
});

/** Names of private members, and of everything else that has a name as a property. */
function memberNames(): { hidden: Set<string>; open: Set<string> } {
	const [hidden, open] = [new Set<string>(), new Set<string>()];
	const visit = (node: ts.Node): void => {
		if (ts.isClassElement(node) || ts.isTypeElement(node) || ts.isObjectLiteralElement(node)) {
			const isPrivate = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0;
			if (node.name && ts.isIdentifier(node.name)) (isPrivate ? hidden : open).add(node.name.text);
		}
		ts.forEachChild(node, visit);
	};
	const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter(file => file.endsWith(".ts"));
	for (const file of files) statementsOf(join(root, "src", file)).forEach(visit);
	return { hidden, open };
}

/** A module without its last line, which names its source map: with a tab, so that the SDK's compiler passes over it. */
function withoutMap(name: string): string {
	const text = readFileSync(join(dist, `${name}.js`), "utf8");
	const comment = `//#\tsourceMappingURL=${name}.js.map\n`;
	assert.ok(text.endsWith(comment), name);
	return text.slice(0, -comment.length);
}

test("no private name of the sources is left, and no comment", () => {
	const everything = names.map(name => withoutMap(name)).join("");
	assert.not.match(everything, /\/\*|^\s*\/\//m);
	const { hidden, open } = memberNames();
	assert.ok(hidden.size > 20);
	for (const name of hidden) if (!open.has(name)) assert.not.match(everything, new RegExp(`\\.${name}\\b`), name);
});

test("no number is written in a way that XS takes for a float", () => {
	for (const name of names) assert.not.match(readFileSync(join(dist, `${name}.js`), "utf8"), /\b\d+e\d/);
});

test("a stack trace names the line of the source", () => {
	const { stderr } = spawnSync(process.execPath, ["--enable-source-maps", "--input-type=module"], {
		cwd: root,
		encoding: "utf8",
		input: 'import { hashOf } from "sim900/modem"; hashOf(undefined);',
	});
	const [, file, line] = /at word \((.*):(\d+):\d+\)/.exec(stderr) ?? [];
	assert.is(file, join(root, "src/at/words.ts"), stderr);
	assert.match(readFileSync(file!, "utf8").split("\n")[Number(line) - 1]!, "text.length");
});

/** What a class looks like to the engine. */
function fieldsOf(text: string): string[] {
	const [declaration] = ts.createSourceFile("class.js", text, ts.ScriptTarget.Latest, true).statements;
	return declaration && ts.isClassDeclaration(declaration)
		? declaration.members.filter(ts.isPropertyDeclaration).map(field => field.getText())
		: [];
}

test("tests compile the sources with the class fields and the target of the build", async () => {
	const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter(file => /^(uart|at)\/.*\.ts$/.test(file));
	let classes = 0;
	for (const file of files) {
		const module = (await import(pathToFileURL(join(root, "src", file)).href)) as Record<string, unknown>;
		for (const value of Object.values(module).filter(value => typeof value === "function" && String(value).startsWith("class"))) {
			assert.equal(fieldsOf(String(value)), [], file);
			classes++;
		}
	}
	assert.ok(classes > 5);
	const [tests, device] = ["tsconfig.json", "tsconfig.build.json"].map(name => {
		const { config } = ts.readConfigFile(join(root, name), file => ts.sys.readFile(file)) as { config: object };
		const { useDefineForClassFields, target } = ts.parseJsonConfigFileContent(config, ts.sys, root).options;
		return { useDefineForClassFields, target };
	});
	assert.equal(tests, { useDefineForClassFields: false, target: ts.ScriptTarget.ES2024 });
	assert.equal(device, tests);
});

test.run();
