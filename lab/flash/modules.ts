/* Which modules the manifest names, and in what order they load. */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { type Manifest, readManifest } from "./compile.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A module as a firmware knows it. */
export interface Module {
	readonly name: string;
	/** .ts or .js, .js being taken as it is. */
	readonly file: string;
}

/** A module with the text that XS compiles. */
export interface Source {
	readonly name: string;
	readonly text: string;
}

const withoutExtension = (file: string): string => file.replace(/\.[jt]s$/, "");

/** Every module of the manifest. One that an earlier line named does not come again with a later `*`. */
export function manifestModules({ modules }: Pick<Manifest, "modules"> = readManifest()): Module[] {
	const found = new Map<string, string>();
	for (const [name, path] of Object.entries(modules)) {
		const folder = join(root, dirname(path));
		for (const file of readdirSync(folder)
			.filter(file => /\.[jt]s$/.test(file))
			.toSorted()) {
			const stem = withoutExtension(file);
			const full = name.replace("*", stem);
			if (withoutExtension(join(folder, file)) === join(root, path.replace("*", stem)) && !found.has(full))
				found.set(full, join(folder, file));
		}
	}
	return [...found].map(([name, file]) => ({ name, file }));
}

function resolve(from: string, specifier: string): string {
	return withoutExtension(specifier.startsWith(".") ? join(dirname(from), specifier) : specifier);
}

/** Modules behind what they import, as far as it is in the list: what one adds is then its own. */
export function inLoadOrder(sources: readonly Source[]): Source[] {
	const byName = new Map(sources.map(source => [source.name, source]));
	const ordered = new Set<Source>();
	const visited = new Set<Source>();
	const visit = (source: Source): void => {
		if (visited.has(source)) return;
		visited.add(source);
		for (const { fileName } of ts.preProcessFile(source.text).importedFiles) {
			const imported = byName.get(resolve(source.name, fileName));
			if (imported) visit(imported);
		}
		ordered.add(source);
	};
	sources.forEach(visit);
	return [...ordered];
}
