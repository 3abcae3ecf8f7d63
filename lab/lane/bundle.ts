import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions, type Plugin } from "esbuild";

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
const LIBRARY: Readonly<Record<string, string>> = {
	sim900: join(root, "src/index.ts"),
	"sim900/runtime": join(root, "src/runtime/moddable.ts"),
};

/** A firmware's main module: a file, or its text, whose imports are looked up from the project's root. */
export type FirmwareSource = string | { source: string };

/** `sim900/x` is `src/x/index.ts` or `src/x.ts`. */
function resolveModule(name: string, aliases: Readonly<Record<string, string>>): string | undefined {
	const known = aliases[name] ?? LIBRARY[name];
	if (known || !name.startsWith("sim900/")) return known;
	const base = join(root, "src", name.slice("sim900/".length));
	return [join(base, "index.ts"), `${base}.ts`].find(existsSync);
}

function moduleNames(aliases: Readonly<Record<string, string>>): Plugin {
	return {
		name: "module names",
		setup(build) {
			build.onResolve({ filter: /^[^./]/ }, ({ path }) => {
				const resolved = resolveModule(path, aliases);
				return resolved ? { path: resolved } : undefined;
			});
		},
	};
}

/**
 * Bundles a firmware into one script with the SDK's modules replaced by those of the lane. `aliases` are further
 * module names and their files. Nothing is lowered or minified: what runs is the code as it was written.
 */
export function buildFirmware(entry: FirmwareSource, aliases: Readonly<Record<string, string>> = {}): Promise<string> {
	const main =
		typeof entry === "string"
			? { entryPoints: [entry] }
			: { stdin: { contents: entry.source, resolveDir: root, loader: "ts" as const, sourcefile: "main.ts" } };
	return bundle({
		...main,
		format: "iife",
		banner: { js: '"use strict";' }, // modules are strict; a script is not unless it says so
		plugins: [moduleNames({ ...SDK, ...aliases })],
	});
}

/** Bundles modules into one that still imports the SDK's: what they add to a firmware in flash. */
export function buildLibrary(entry: string): Promise<string> {
	return bundle({ entryPoints: [entry], format: "esm", external: Object.keys(SDK), plugins: [moduleNames({})] });
}

async function bundle(options: BuildOptions): Promise<string> {
	const result = await build({
		...options,
		bundle: true,
		write: false,
		platform: "neutral",
		target: "es2024",
		treeShaking: true,
		logLevel: "silent",
		absWorkingDir: root,
	});
	return result.outputFiles![0]!.text;
}
