/*
	What `npm pack` would publish: nothing but the product, everything that its manifests name, and entries that a Node program can
	import and type-check by the package's name.
*/
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { stripVTControlCharacters } from "node:util";
import ts from "typescript";
import { checkManifests } from "./manifests.ts";

const BELONGS =
	/^(dist|src|boards|examples|moddable|espruino|docs)\/|^(bench\/budgets\.json|simulator\/README\.md|manifest\.json|package\.json|(README|CHANGELOG|CONTRIBUTING)\.md|LICENSE)$/;
const ENTRIES = [
	"sim900",
	"sim900/modem",
	"sim900/http",
	"sim900/ftp",
	"sim900/socket",
	"sim900/udp",
	"sim900/network",
	"sim900/messages",
	"sim900/ussd",
	"sim900/information",
	"sim900/fetch",
	"sim900/promises",
	"sim900/explain",
	"sim900/trace",
	"sim900/runtime",
	"sim900/stream",
	"sim900/simulator",
];

function packedFiles(): string[] {
	const listing = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"], { encoding: "utf8" });
	const [{ files }] = JSON.parse(listing) as [{ files: { path: string }[] }];
	return files.map(({ path }) => path);
}

const besides = (manifest: string, path: string): string => posix.join(posix.dirname(manifest), path);

/** Names that a module exports; those of two letters are for the other services. */
function exportsOf(file: string): string[] {
	const { statements } = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
	const clauses = statements.filter(ts.isExportDeclaration).map(({ exportClause }) => exportClause);
	const elements = clauses.flatMap(clause => (clause && ts.isNamedExports(clause) ? [...clause.elements] : []));
	return elements.map(({ name }) => name.text).filter(name => name.length > 2);
}

/** The one module of a device that does not give out everything of the one behind it gives out all that is for applications. */
function checkModemModule(): string[] {
	const [given, there] = ["moddable/modem.js", "dist/modem.js"].map(file => exportsOf(file).toSorted().join(", "));
	return given === there ? [] : [`moddable/modem.js exports ${given} instead of ${there}`];
}

/** Paths of the project that a page links. */
function linksOf(page: string): string[] {
	const links = [...readFileSync(page, "utf8").matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(match => match[1]!);
	return links.filter(link => !/^[a-z]+:/.test(link)).map(link => posix.normalize(besides(page, link)));
}

/** What a page of the package links is in the package: a file, or a folder that holds some. */
function checkLinks(files: readonly string[]): string[] {
	const isThere = (path: string): boolean => files.some(file => file === path || file.startsWith(`${path.replace(/\/$/, "")}/`));
	const pages = files.filter(file => file.endsWith(".md"));
	return pages.flatMap(page =>
		linksOf(page).flatMap(link => (isThere(link) ? [] : [`${page} links ${link}, which is not in the package`])),
	);
}

/** Espruino's modules are required by name in a program of that engine: neither a compiler nor a debugger of this side reads them. */
const isImported = (file: string): boolean => /^(dist|moddable)\/.*\.js$/.test(file) && !file.startsWith("dist/espruino/");

/** Each module says where its source map is, and that is there. */
function checkMaps(files: readonly string[]): string[] {
	const modules = files.filter(file => file.startsWith("dist/") && isImported(file));
	return modules.flatMap(file => {
		const [, name] = /^\/\/#\ssourceMappingURL=(\S+)$/m.exec(readFileSync(file, "utf8")) ?? [];
		return name && files.includes(besides(file, name)) ? [] : [`${file} has no source map`];
	});
}

function checkContents(files: readonly string[]): string[] {
	const strays = files.filter(file => !BELONGS.test(file));
	const untyped = files.filter(file => isImported(file) && !files.includes(file.replace(/js$/, "d.ts")));
	return [
		...strays.map(file => `${file} does not belong into the package`),
		...untyped.map(file => `${file} has no declarations beside it`),
		...checkManifests(".", files),
		...checkModemModule(),
		...checkLinks(files),
		...checkMaps(files),
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
