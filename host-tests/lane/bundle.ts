import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const shim = (name: string): string => join(here, "shims", name);

const SHIMS: Readonly<Record<string, string>> = {
	timer: shim("timer.ts"),
	"embedded:io/serial": shim("serial.ts"),
	"embedded:io/digital": shim("digital.ts"),
	"embedded:provider/builtin": shim("provider.ts"),
	"mc/config": shim("config.ts"),
	sim900: join(root, "src/index.ts"),
	"sim900/runtime": join(root, "src/runtime/moddable.ts"),
};

/** A firmware's main module: a file, or its text, whose imports are looked up from the project's root. */
export type FirmwareSource = string | { source: string };

/** `sim900/x` is `src/x/index.ts` or `src/x.ts`. */
function resolveModule(name: string, aliases: Readonly<Record<string, string>>): string | undefined {
	const known = aliases[name] ?? SHIMS[name];
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
export async function buildFirmware(entry: FirmwareSource, aliases: Readonly<Record<string, string>> = {}): Promise<string> {
	const main =
		typeof entry === "string"
			? { entryPoints: [entry] }
			: { stdin: { contents: entry.source, resolveDir: root, loader: "ts" as const, sourcefile: "main.ts" } };
	const { outputFiles } = await build({
		...main,
		bundle: true,
		write: false,
		format: "iife",
		platform: "neutral",
		target: "es2024",
		treeShaking: true,
		banner: { js: '"use strict";' }, // modules are strict; a script is not unless it says so
		logLevel: "silent",
		absWorkingDir: root,
		plugins: [moduleNames(aliases)],
	});
	return outputFiles[0]!.text;
}
