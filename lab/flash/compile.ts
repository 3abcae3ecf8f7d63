/* What the Moddable SDK's mcconfig makes of a TypeScript module: each by itself, the project's tsconfig.json unread. */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const MANIFEST = fileURLToPath(new URL("../../manifest.json", import.meta.url));

/** Its defaults as far as they matter to what is emitted (TSConfigFile in the SDK's tools/mcmanifest.js). */
const DEFAULTS = { target: "es2025", module: "preserve", forceConsistentCasingInFileNames: true, resolveJsonModule: true };

/** What of the root manifest this project's tools read. */
export interface Manifest {
	/** The files of each module, without extension; `*` stands for every file of a folder. */
	readonly modules: Readonly<Record<string, string>>;
	readonly preload: readonly string[];
	readonly typescript?: { readonly tsconfig?: { readonly compilerOptions?: object } };
}

interface ManifestFile extends Manifest {
	readonly include?: readonly string[];
	/** What is merged for a target: exactly one of them, `...` for a microcontroller. */
	readonly platforms?: Readonly<Record<string, Partial<Manifest>>>;
}

/** The root manifest and what it includes, as one, for a microcontroller; paths are seen from the root of the project. */
export function readManifest(file: string = MANIFEST): Manifest {
	const folder = dirname(file);
	const { include = [], modules, preload, typescript, platforms } = JSON.parse(readFileSync(file, "utf8")) as ManifestFile;
	const { modules: furtherModules, preload: furtherPreload = [] } = platforms?.["..."] ?? {};
	const included = include.map(path => readManifest(join(folder, path)));
	const named = Object.entries({ ...modules, ...furtherModules });
	const own = named.map(([name, path]) => [name, `./${relative(dirname(MANIFEST), join(folder, path))}`]);
	return {
		modules: Object.assign({}, ...included.map(({ modules }) => modules), Object.fromEntries(own)) as Manifest["modules"],
		preload: [...new Set([...included.flatMap(({ preload }) => preload), ...preload, ...furtherPreload])],
		...(typescript && { typescript }),
	};
}

/** The compiler's options on a device: those of mcconfig, the manifest's put over them. */
export function deviceOptions({ typescript }: Pick<Manifest, "typescript"> = readManifest()): ts.CompilerOptions {
	const { options, errors } = ts.convertCompilerOptionsFromJson({ ...DEFAULTS, ...typescript?.tsconfig?.compilerOptions }, ".");
	if (errors.length) throw new Error(ts.flattenDiagnosticMessageText(errors[0]!.messageText, "\n"));
	return options;
}

/** A module's JavaScript on a device. A .js file is what it is. */
export function compileModule(file: string, options: ts.CompilerOptions = deviceOptions()): string {
	const text = readFileSync(file, "utf8");
	return file.endsWith(".ts") ? compileText(text, options) : text;
}

export function compileText(text: string, options: ts.CompilerOptions = deviceOptions()): string {
	return ts.transpileModule(text, { compilerOptions: options }).outputText;
}
