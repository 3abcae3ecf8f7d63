/*
	Tests, benches, the package and a device run the same code: with class fields assigned, for the same target. What sets
	this: tsconfig.json for the tests (tsx, esbuild) and the package (rollup), `typescript` in manifest.json for a device.
*/
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileText, deviceOptions } from "../../lab/flash/compile.ts";
import { buildFirmware, TARGET } from "../../lab/lane/bundle.ts";
import { ModemError } from "../../src/at/error.ts";
import { Modem } from "../../src/modem/modem.ts";
import { SIM900 } from "../../src/sim900.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

function projectOptions(name: string): ts.CompilerOptions {
	const { config, error } = ts.readConfigFile(`${root}${name}`, path => ts.sys.readFile(path));
	assert.is(error, undefined);
	return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

const configurations = {
	"the tests' tsconfig.host.json": projectOptions("tsconfig.host.json"),
	"firmware's tsconfig.firmware.json": projectOptions("tsconfig.firmware.json"),
	"the package's tsconfig.build.json": projectOptions("tsconfig.build.json"),
	"mcconfig with manifest.json": deviceOptions(),
};
const { target, useDefineForClassFields } = projectOptions("tsconfig.json");
const PROBE = "class Probe { size = 1; name; }\nconsole.log(new Probe());";

/** A class has fields of its own only where they are defined; assigned ones stand in its constructor. */
function isAssigned(code: string): boolean {
	let defined = false;
	const visit = (node: ts.Node): void => {
		if (ts.isPropertyDeclaration(node) && !ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)) defined = true;
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile("code.js", code, ts.ScriptTarget.Latest));
	return !defined;
}

for (const [name, options] of Object.entries(configurations)) {
	test(`${name}: the project's target and class fields`, () => {
		assert.is(options.target, target);
		assert.is(options.useDefineForClassFields, useDefineForClassFields);
		assert.ok(isAssigned(compileText(PROBE, options)));
	});
}

test("a firmware in the lanes: the project's target and class fields, its own and the library's", async () => {
	assert.is(ts.convertCompilerOptionsFromJson({ target: TARGET }, ".").options.target, target);
	const code = await buildFirmware({ source: `import { SIM900 } from "sim900"; console.log(SIM900); ${PROBE}` });
	assert.match(code, /class SIM900\b/);
	assert.match(code, "this.size = 1");
	assert.ok(isAssigned(code));
});

// tsx compiles the library by tsconfig.json, and the tests' own files, which `include` leaves out, in its own way.
test("the library as the tests load it: class fields", () => {
	assert.match(SIM900.toString(), /^class\b/);
	for (const loaded of [SIM900, Modem, ModemError]) assert.ok(isAssigned(loaded.toString()), loaded.name);
});

test("without the manifest's word a device would define its fields", () => {
	assert.not(isAssigned(compileText(PROBE, deviceOptions({}))));
	assert.is.not(deviceOptions({}).target, target);
});

test.run();
