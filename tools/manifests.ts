/* What the manifests of the package bring into a firmware: all that is needed, each module once. */
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import ts from "typescript";

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
function contentsOf(folder: string, path: string, target: string): { modules: Map<string, string>; preloaded: Set<string> } {
	const { platforms = {}, ...common } = JSON.parse(readFileSync(join(folder, path), "utf8")) as Manifest;
	const parts: Manifest[] = [common, platforms[target] ?? platforms["..."] ?? {}];
	const included = parts.flatMap(({ include = [] }) => include).map(name => contentsOf(folder, besides(path, name), target));
	const own = parts.flatMap(({ modules = {} }) => Object.entries(modules)).map(([name, file]) => [name, besides(path, file)] as const);
	return {
		modules: new Map([...included.flatMap(({ modules }) => [...modules]), ...own]),
		preloaded: new Set([...included.flatMap(({ preloaded }) => [...preloaded]), ...parts.flatMap(({ preload = [] }) => preload)]),
	};
}

/** Modules of a device that a module imports; the SDK has the others. */
function importsOf(folder: string, name: string, file: string): string[] {
	const { importedFiles } = ts.preProcessFile(readFileSync(join(folder, `${file}.js`), "utf8"));
	return importedFiles
		.map(({ fileName }) => (fileName.startsWith(".") ? besides(name, fileName.replace(/\.js$/, "")) : fileName))
		.filter(imported => imported.startsWith("sim900"));
}

/** A manifest brings all that its modules need, in files of the package, and everything of it lies in flash. */
function checkManifest(folder: string, path: string, target: string, files: readonly string[]): string[] {
	const { modules, preloaded } = contentsOf(folder, path, target);
	const faults: string[] = [];
	const names = new Map([...modules].map(([name, file]) => [file, name]));
	for (const [name, file] of modules) {
		if (names.get(file) !== name) faults.push(`${file} is in flash twice, as ${name} and as ${names.get(file)}`);
		if (!files.includes(`${file}.js`)) faults.push(`${file}.js is not in the package`);
		else
			faults.push(
				...importsOf(folder, name, file).flatMap(imported =>
					modules.has(imported) ? [] : `${name} imports ${imported}, which is not there`,
				),
			);
		if (!preloaded.has(name)) faults.push(`${name} is not preloaded`);
	}
	return faults.map(fault => `${path}, ${target}: ${fault}`);
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
	"moddable/manifest_messages.json": ["sim900/modem", "sim900/messages"],
	"moddable/manifest_ussd.json": ["sim900/modem", "sim900/ussd"],
	"moddable/manifest_information.json": ["sim900/modem", "sim900/information"],
	"moddable/manifest_explain.json": ["sim900/explain"],
	"moddable/manifest_trace.json": ["sim900/trace"],
	"moddable/manifest_promises.json": ["sim900/modem", "sim900/http", "sim900/ftp", "sim900/explain", "sim900/promises"],
	"moddable/manifest_fetch.json": ["sim900/modem", "sim900/http", "sim900/fetch"],
};

/** What is wrong with the manifests of the package in `folder`, which has `files`. */
export function checkManifests(folder: string, files: readonly string[]): string[] {
	return Object.entries(MANIFESTS).flatMap(([path, names]) => {
		if (!files.includes(path)) return [`${path} is not in the package`];
		return TARGETS.flatMap(target => {
			const modules = [...contentsOf(folder, path, target).modules.keys()];
			const named = modules.filter(name => !name.startsWith("sim900/dist/") && name !== "sim900/runtime");
			const isExact = named.toSorted().join() === names.toSorted().join();
			return [
				...(isExact ? [] : [`${path} names ${named.join(", ")} instead of ${names.join(", ")}`]),
				...checkManifest(folder, path, target, files),
			];
		});
	});
}
