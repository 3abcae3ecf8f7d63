/* The flash that the library takes, as the Moddable SDK's linker (xsl) writes it: every module preloaded. */
import { fileURLToPath } from "node:url";
import type ts from "typescript";
import { build } from "../../tools/build/build.ts";
import { addCosts, type Cost, measureSources } from "./census.ts";
import { compileModule, deviceOptions, readManifest } from "./compile.ts";
import { inLoadOrder, manifestModules, type Module } from "./modules.ts";

export { addCosts, buildCensus, type Construct, CONSTRUCTS, type Cost } from "./census.ts";
export { type Module, manifestModules } from "./modules.ts";

/** Modules that a firmware takes or leaves together. */
export interface Part {
	readonly name: string;
	readonly modules: readonly Module[];
}

/** A module and what it adds to those loaded before. A name that two modules use counts for the first. */
export interface ModuleCost {
	readonly name: string;
	readonly part: string;
	readonly cost: Cost;
}

export interface FolderCost {
	readonly folder: string;
	readonly cost: Cost;
}

/** What an application may add to the whole: the fetch client; TCP; UDP and the set-up of the SDK's clients, to TCP; messages, USSD, and what the modem knows. */
export const ADDED = ["fetch", "socket", "udp", "network", "messages", "ussd", "information"] as const;

/** Totals beside an image that has `timer` alone; what each of {@link ADDED} adds. */
export interface FlashReport extends Readonly<Record<(typeof ADDED)[number], Cost>> {
	/** The core without a service. */
	readonly modem: Cost;
	/** The core and HTTP. */
	readonly http: Cost;
	/** Core, HTTP, FTP and the class SIM900. */
	readonly all: Cost;
	/** Folders of all of these; what a folder takes is what its modules add in the order they load. */
	readonly folders: readonly FolderCost[];
	/** Slots of `all`. */
	readonly constructs: Cost["constructs"];
}

/** A service has a module for the name and one for what the build has made. */
const SERVICE = new RegExp(`^sim900/(?:dist/)?(http|ftp|${ADDED.join("|")})$`);
const MANIFESTS = ADDED.map(name => fileURLToPath(new URL(`../../moddable/manifest_${name}.json`, import.meta.url)));
const FACE = /^sim900(\/dist\/index)?$/;

function partOf({ name }: Module): string {
	if (FACE.test(name)) return "face";
	return SERVICE.exec(name)?.[1] ?? "modem";
}

/** All that an application can include and that is measured. */
export function includable(): Module[] {
	const { modules } = readManifest();
	return manifestModules({ modules: Object.assign({}, modules, ...MANIFESTS.map(file => readManifest(file).modules)) as typeof modules });
}

/** The modules of the manifests by what a firmware can do without. */
export function libraryParts(modules: readonly Module[] = includable()): Part[] {
	return ["modem", "http", "ftp", "face", ...ADDED].map(name => ({
		name,
		modules: modules.filter(module => partOf(module) === name),
	}));
}

/** What each module of the parts adds, part after part. .ts modules are compiled with `options`, those of a device. */
export async function measureParts(parts: readonly Part[], options: ts.CompilerOptions = deviceOptions()): Promise<ModuleCost[]> {
	const partOfModule = new Map(parts.flatMap(({ name, modules }) => modules.map(module => [module.name, name] as const)));
	const sources = parts.flatMap(({ modules }) => modules.map(({ name, file }) => ({ name, text: compileModule(file, options) })));
	const ordered = inLoadOrder(sources);
	const costs = await measureSources(ordered);
	return ordered.map(({ name }, index) => ({ name, part: partOfModule.get(name)!, cost: costs[index]! }));
}

/** All up to the last module of a part: what is loaded earlier because the part needs it belongs to it too. */
function upTo(modules: readonly ModuleCost[], part: string): Cost {
	const last = modules.findLastIndex(module => module.part === part);
	return addCosts(modules.slice(0, last + 1).map(({ cost }) => cost));
}

function byFolder(modules: readonly ModuleCost[]): FolderCost[] {
	const folders = new Map<string, Cost[]>();
	for (const { name, cost } of modules) {
		const folder = folderOf(name);
		folders.set(folder, [...(folders.get(folder) ?? []), cost]);
	}
	return [...folders].map(([folder, costs]) => ({ folder, cost: addCosts(costs) }));
}

/** The service whose folders of src/ are in the module (tools/build/services.ts), or the runtime's. */
function folderOf(name: string): string {
	const [first = "sim900"] = name.replace(/^sim900\/?(dist\/)?/, "").split("/");
	return first === "index" || first === "" ? "sim900" : first;
}

/** Measures the library, or other modules in parts of the same names. Rejects where there is no 32-bit compiler. */
export async function measureFlash(parts?: readonly Part[], options: ts.CompilerOptions = deviceOptions()): Promise<FlashReport> {
	await build("library");
	const modules = await measureParts(parts ?? libraryParts(), options);
	const costOf = (wanted: (part: string) => boolean): Cost => addCosts(modules.filter(({ part }) => wanted(part)).map(({ cost }) => cost));
	const all = costOf(part => !ADDED.some(name => name === part));
	const added = ADDED.map(name => [name, costOf(part => part === name)] as const);
	return {
		modem: upTo(modules, "modem"),
		http: upTo(modules, "http"),
		all,
		...(Object.fromEntries(added) as Record<(typeof ADDED)[number], Cost>),
		folders: byFolder(modules),
		constructs: all.constructs,
	};
}
