/*
	What `npm pack` would publish: nothing but the product, everything that its manifests name, and entries that a Node program can
	import and type-check by the package's name.
*/
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { stripVTControlCharacters } from "node:util";
import ts from "typescript";

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

interface Manifest {
	readonly include?: readonly string[];
	readonly modules?: Readonly<Record<string, string>>;
	readonly preload?: readonly string[];
	/** What is merged for a target: exactly one of them. */
	readonly platforms?: Readonly<Record<string, Manifest>>;
}

/** A target of each kind that manifests tell apart. */
const TARGETS = ["esp32", "lin", "mac"];

const besides = (manifest: string, path: string): string => posix.join(posix.dirname(manifest), path);

/** What a manifest brings into a firmware, its includes followed: files by the name of their module, and what is preloaded. */
function contentsOf(path: string, target: string): { modules: Map<string, string>; preloaded: Set<string> } {
	const { platforms = {}, ...common } = JSON.parse(readFileSync(path, "utf8")) as Manifest;
	const parts: Manifest[] = [common, platforms[target] ?? platforms["..."] ?? {}];
	const included = parts.flatMap(({ include = [] }) => include).map(name => contentsOf(besides(path, name), target));
	const own = parts.flatMap(({ modules = {} }) => Object.entries(modules)).map(([name, file]) => [name, besides(path, file)] as const);
	return {
		modules: new Map([...included.flatMap(({ modules }) => [...modules]), ...own]),
		preloaded: new Set([...included.flatMap(({ preloaded }) => [...preloaded]), ...parts.flatMap(({ preload = [] }) => preload)]),
	};
}

/** Modules of a device that a module imports; the SDK has the others. */
function importsOf(name: string, file: string): string[] {
	const { importedFiles } = ts.preProcessFile(readFileSync(`${file}.js`, "utf8"));
	return importedFiles
		.map(({ fileName }) => (fileName.startsWith(".") ? besides(name, fileName.replace(/\.js$/, "")) : fileName))
		.filter(imported => imported.startsWith("sim900"));
}

/** A manifest brings all that its modules need, in files of the package, and everything of it lies in flash. */
function checkManifest(path: string, target: string, files: readonly string[]): string[] {
	const { modules, preloaded } = contentsOf(path, target);
	const faults: string[] = [];
	const names = new Map([...modules].map(([name, file]) => [file, name]));
	for (const [name, file] of modules) {
		if (names.get(file) !== name) faults.push(`${file} is in flash twice, as ${name} and as ${names.get(file)}`);
		if (!files.includes(`${file}.js`)) faults.push(`${file}.js is not in the package`);
		else
			faults.push(
				...importsOf(name, file).flatMap(imported => (modules.has(imported) ? [] : `${name} imports ${imported}, which is not there`)),
			);
		if (!preloaded.has(name)) faults.push(`${name} is not preloaded`);
	}
	return faults.map(fault => `${path}, ${target}: ${fault}`);
}

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

/** What an application may include for each service, and no more than that needs. */
const MANIFESTS: Readonly<Record<string, readonly string[]>> = {
	"manifest.json": ["sim900", "sim900/modem", "sim900/http", "sim900/ftp", "sim900/fetch"],
	"moddable/manifest_modem.json": ["sim900/modem"],
	"moddable/manifest_http.json": ["sim900/modem", "sim900/http"],
	"moddable/manifest_ftp.json": ["sim900/modem", "sim900/ftp"],
	"moddable/manifest_socket.json": ["sim900/modem", "sim900/socket"],
	"moddable/manifest_udp.json": ["sim900/modem", "sim900/socket", "sim900/udp"],
	"moddable/manifest_network.json": ["sim900/modem", "sim900/socket", "sim900/network"],
	"moddable/manifest_explain.json": ["sim900/explain"],
	"moddable/manifest_trace.json": ["sim900/trace"],
	"moddable/manifest_promises.json": ["sim900/modem", "sim900/http", "sim900/ftp", "sim900/explain", "sim900/promises"],
	"moddable/manifest_fetch.json": ["sim900/modem", "sim900/http", "sim900/fetch"],
};

function checkManifests(files: readonly string[]): string[] {
	return Object.entries(MANIFESTS).flatMap(([path, names]) => {
		if (!files.includes(path)) return [`${path} is not in the package`];
		return TARGETS.flatMap(target => {
			const modules = [...contentsOf(path, target).modules.keys()];
			const named = modules.filter(name => !name.startsWith("sim900/dist/") && name !== "sim900/runtime");
			const isExact = named.toSorted().join() === names.toSorted().join();
			return [
				...(isExact ? [] : [`${path} names ${named.join(", ")} instead of ${names.join(", ")}`]),
				...checkManifest(path, target, files),
			];
		});
	});
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
		...checkManifests(files),
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
