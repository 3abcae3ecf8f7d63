import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type InputOptions, type OutputOptions, type Plugin, rollup } from "rollup";
import ts from "typescript";
import { build } from "../../tools/build/build.ts";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const shim = (name: string): string => join(here, "shims", name);

const SDK: Readonly<Record<string, string>> = {
	timer: shim("timer.ts"),
	"embedded:io/serial": shim("serial.ts"),
	"embedded:io/digital": shim("digital.ts"),
	"embedded:provider/builtin": shim("provider.ts"),
	"mc/config": shim("config.ts"),
};

/** A firmware's main module: a file, or its text, whose imports are looked up from the project's root. */
export type FirmwareSource = string | { source: string };

/** Where the library's modules are, by the name of each: what `npm run build` has made, and a device gets. */
function libraryFile(name: string, dist: string): string | undefined {
	if (name === "sim900") return join(dist, "index.js");
	if (name === "sim900/runtime") return join(dist, "runtime/moddable.js");
	return name.startsWith("sim900/") ? join(dist, `${name.slice("sim900/".length)}.js`) : undefined;
}

/** `./name`, as the SDK has it, and `./name.js`: the TypeScript beside the module that imports it. */
function neighbour(name: string, importer: string | undefined): string | undefined {
	const file = name.startsWith(".") && importer ? `${resolve(dirname(importer), name.replace(/\.js$/, ""))}.ts` : "";
	return existsSync(file) ? file : undefined;
}

function moduleNames(aliases: Readonly<Record<string, string>>, dist: string): Plugin {
	return {
		name: "module names",
		resolveId: (name, importer) => aliases[name] ?? libraryFile(name, dist) ?? neighbour(name, importer),
	};
}

function mainModule(source: string): Plugin {
	const id = join(root, "main.ts");
	return {
		name: "main module",
		resolveId: name => (name === id ? id : undefined),
		load: name => (name === id ? source : undefined),
	};
}

/** With the class fields below: what tsconfig.json says, and manifest.json for a device. */
export const TARGET = "es2024";

const OPTIONS: ts.CompilerOptions = {
	target: ts.ScriptTarget.ES2024,
	module: ts.ModuleKind.Preserve,
	verbatimModuleSyntax: true,
	useDefineForClassFields: false,
};

/**
 * An application's TypeScript becomes what the SDK's compiler makes of it, with the settings of the library. Of the lane's own modules
 * goes what nobody uses; everything else stays as it is, as on a device.
 */
const typescript: Plugin = {
	name: "typescript",
	transform(code, id) {
		const moduleSideEffects = id.startsWith(shim("")) ? true : "no-treeshake";
		return {
			code: id.endsWith(".ts") ? ts.transpileModule(code, { compilerOptions: OPTIONS }).outputText : code,
			map: null,
			moduleSideEffects,
		};
	},
};

/**
 * Bundles a firmware into one script with the SDK's modules replaced by those of the lane. `aliases` are further
 * module names and their files. The library is that of dist/, built first where its sources have changed: its modules stand in the bundle
 * as they are, unused parts too, as on a device. `dist` is another folder of the same modules.
 */
export async function buildFirmware(entry: FirmwareSource, aliases: Readonly<Record<string, string>> = {}, dist?: string): Promise<string> {
	const isFile = typeof entry === "string";
	return bundle(
		{
			input: isFile ? resolve(root, entry) : join(root, "main.ts"),
			plugins: [...(isFile ? [] : [mainModule(entry.source)]), moduleNames({ ...SDK, ...aliases }, dist ?? (await library())), typescript],
		},
		{ format: "iife" },
	);
}

let built: Promise<unknown> | undefined;

/** dist/, made from the sources as they are when it is first asked for. */
async function library(): Promise<string> {
	await (built ??= build("library"));
	return join(root, "dist");
}

async function bundle(input: InputOptions, output: OutputOptions): Promise<string> {
	const made = await rollup({ ...input, logLevel: "silent" });
	const { output: chunks } = await made.generate({ ...output, indent: false, inlineDynamicImports: true, generatedCode: "es2015" });
	await made.close();
	return chunks[0].code;
}
