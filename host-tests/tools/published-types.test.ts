/* The published types show what an application may use, and nothing else. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import ts from "typescript";

const ENTRIES = ["index", "modem", "http", "ftp", "fetch"].map(name => `src/${name}.ts`);
const config = ts.getParsedCommandLineOfConfigFile("tsconfig.json", {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} })!;
const program = ts.createProgram(ENTRIES, config.options);
const checker = program.getTypeChecker();

function exportsOf(entry: string): ts.Symbol[] {
	return checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!);
}

/** Names of what can be reached of the exported class or interface. */
function membersOf(entry: string, name: string): string[] {
	let symbol = exportsOf(entry).find(each => each.name === name)!;
	if (symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
	const properties = checker.getDeclaredTypeOfSymbol(symbol).getProperties();
	const isPublic = ({ valueDeclaration: declaration }: ts.Symbol): boolean =>
		!declaration || (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0;
	return properties
		.filter(isPublic)
		.map(property => property.name)
		.toSorted();
}

const MODEM = "baud close command disconnect error firmware identify powerDown ready registration signal sleep statistics".split(" ");
const PAYLOAD = "checkpoint memory read readable skip".split(" ");

for (const [entry, name, members] of [
	["index", "SIM900", [...MODEM, "ftp", "http"]],
	["modem", "Modem", MODEM],
	["modem", "Firmware", ["build", "has", "platform"]],
	["modem", "RawCommand", ["close"]],
	["http", "HTTP", ["request"]],
	["http", "HTTPRequest", [...PAYLOAD, "close", "length", "status", "writable", "write"]],
	["ftp", "FTP", "get list makeDirectory put putExtended quit remove removeDirectory rename size state".split(" ")],
	["ftp", "FTPGet", [...PAYLOAD, "close", "length"]],
	["ftp", "FTPPut", "checkpoint close finish offset writable write".split(" ")],
	["ftp", "FTPList", ["close"]],
	["ftp", "FTPTask", ["close"]],
	["fetch", "HTTPClient", ["close", "request"]],
	["fetch", "HTTPClientRequest", ["read", "write"]],
] as const) {
	test(`${name} of sim900/${entry} has what is documented, and nothing else`, () => {
		assert.equal(membersOf(`src/${entry}.ts`, name), [...members].toSorted());
	});
}

test("no source says that something published is internal", () => {
	const texts = program.getSourceFiles().filter(({ fileName }) => fileName.includes("/src/") && !fileName.includes("node_modules"));
	const internal = texts.filter(({ text }) => text.includes("@internal"));
	assert.equal(
		internal.map(({ fileName }) => fileName),
		[],
	);
});

test.run();
