/*
	What `npm pack` would publish: nothing but the product, everything that its manifests name, and entries that a Node program can
	import and type-check by the package's name.
*/
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { stripVTControlCharacters } from "node:util";
import ts from "typescript";

const BELONGS = /^(dist|src|boards)\/|^(manifest\.json|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
const ENTRIES = [
	"sim900",
	"sim900/modem",
	"sim900/http",
	"sim900/ftp",
	"sim900/fetch",
	"sim900/runtime",
	"sim900/stream",
	"sim900/simulator",
];

function packedFiles(): string[] {
	const listing = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"], { encoding: "utf8" });
	const [{ files }] = JSON.parse(listing) as [{ files: { path: string }[] }];
	return files.map(({ path }) => path);
}

function namedModules(manifest: string): string[] {
	const { modules = {} } = JSON.parse(readFileSync(manifest, "utf8")) as { modules?: Record<string, string | string[]> };
	const paths = Object.values(modules).flat();
	return paths.filter(path => path.startsWith(".")).map(path => posix.join(posix.dirname(manifest), path));
}

/** A manifest names modules without their extension, and whole folders by a star. */
function isPacked(module: string, files: readonly string[]): boolean {
	if (module.endsWith("*")) return files.some(file => posix.dirname(file) === posix.dirname(module));
	return files.includes(`${module}.ts`) || files.includes(`${module}.js`);
}

function checkContents(files: readonly string[]): string[] {
	const strays = files.filter(file => !BELONGS.test(file));
	const untyped = ["modem", "http", "ftp"].map(name => `dist/${name}.js`);
	const undeclared = files.filter(
		file => /^dist\/.*\.js$/.test(file) && !untyped.includes(file) && !files.includes(file.replace(/js$/, "d.ts")),
	);
	const manifests = files.filter(file => posix.basename(file) === "manifest.json");
	const absent = manifests.flatMap(namedModules).filter(module => !isPacked(module, files));
	return [
		...strays.map(file => `${file} does not belong into the package`),
		...undeclared.map(file => `${file} has no declarations beside it`),
		...absent.map(module => `${module} is named by a manifest and is not in the package`),
	];
}

/** Type-checks a Node program that imports the entries by name, without this project's settings. */
function checkTypes(): string[] {
	const name = "consumer.ts";
	const text = ENTRIES.map((entry, index) => `export * as entry${index} from "${entry}";`).join("\n");
	const options: ts.CompilerOptions = {
		module: ts.ModuleKind.NodeNext,
		target: ts.ScriptTarget.ES2022,
		strict: true,
		noEmit: true,
		types: [],
		skipDefaultLibCheck: true,
	};
	const host = ts.createCompilerHost(options);
	const { getSourceFile, fileExists } = host;
	host.fileExists = file => file === name || fileExists(file);
	host.getSourceFile = (file, version, ...rest) =>
		file === name ? ts.createSourceFile(file, text, version) : getSourceFile.call(host, file, version, ...rest);
	const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([name], options, host));
	return diagnostics.map(({ file, messageText }) => `${file?.fileName ?? "types"}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}

function checkEntries(): string[] {
	const program = ENTRIES.map(entry => `await import("${entry}");`).join("\n");
	try {
		execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8", stdio: "pipe" });
		return [];
	} catch (error) {
		return [stripVTControlCharacters((error as Error).message)];
	}
}

const files = packedFiles();
const faults = [...checkContents(files), ...checkTypes(), ...checkEntries()];
for (const fault of faults) console.log(fault);
console.log(faults.length ? `package: ${faults.length} faults` : `package: ${files.length} files`);
if (faults.length) process.exitCode = 1;
