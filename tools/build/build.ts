import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type InputOptions, type OutputOptions, rollup } from "rollup";

/** What dist/ consists of. */
export type Part = "library" | "espruino" | "simulator" | "cli";
/** In the order in which they are made: the command line needs the others' types. */
export const parts: readonly Part[] = ["library", "espruino", "simulator", "cli"];

type Config = InputOptions & { output: OutputOptions };

const root = fileURLToPath(new URL("../..", import.meta.url));
const dist = join(root, "dist");
const cache = join(root, ".cache");
/** Folders below dist/ that belong to one part each; the library has the rest. */
const FOLDERS: readonly Part[] = ["espruino", "simulator", "cli"];

/** What a part is made from. */
const INPUTS: Readonly<Record<Part, readonly string[]>> = {
	library: ["src", "tools/build", "rollup.config.mjs", "tsconfig.json", "tsconfig.build.json", "package-lock.json"],
	espruino: ["src", "tools/build", "rollup.config.mjs", "tsconfig.json", "tsconfig.build.json", "package-lock.json"],
	cli: ["cli", "src", "simulator", "rollup.config.mjs", "tsconfig.json", "tsconfig.cli.json", "package.json", "package-lock.json"],
	simulator: [
		"simulator",
		"playground",
		"rollup.config.mjs",
		"tsconfig.json",
		"tsconfig.simulator.json",
		"tsconfig.browser.json",
		"package-lock.json",
	],
};

function filesBelow(path: string): string[] {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	const names = readdirSync(path, { recursive: true, encoding: "utf8" }).sort();
	return names.map(name => join(path, name)).filter(file => statSync(file).isFile());
}

function hashInputs(part: Part): string {
	const hash = createHash("sha256");
	for (const file of INPUTS[part].flatMap(name => filesBelow(join(root, name)))) {
		hash
			.update(`${relative(root, file)}\0`)
			.update(readFileSync(file))
			.update("\0");
	}
	return hash.digest("hex");
}

/** Says from which inputs a part was made, and what it consists of; written last. */
const stampOf = (part: Part): string => join(cache, `dist-${part}`);

function isCurrent(part: Part, inputs: string): boolean {
	if (!existsSync(stampOf(part))) return false;
	const [made, ...files] = readFileSync(stampOf(part), "utf8").split("\n");
	return made === inputs && files.every(file => existsSync(join(dist, file)));
}

/** Files of dist/ that belong to a part. */
function ownFiles(part: Part): string[] {
	const files = filesBelow(dist);
	const owner = (file: string): Part => FOLDERS.find(folder => file.startsWith(join(dist, folder) + sep)) ?? "library";
	return files.filter(file => owner(file) === part);
}

async function bundle(part: Part, target: string): Promise<void> {
	// Here, because most who ask find everything built.
	const make = (await import(new URL("../../rollup.config.mjs", import.meta.url).href)) as Readonly<
		Record<Part, (dir: string, scratch: string) => Config | readonly Config[] | Promise<Config | readonly Config[]>>
	>;
	for (const config of [await make[part](target, dirname(target))].flat()) {
		const made = await rollup(config);
		await made.write(config.output);
		await made.close();
	}
}

/** File by file, each at once: who reads dist/ meanwhile finds every file. What is no longer made goes. */
function publish(part: Part, folder: string): void {
	const stale = new Set(ownFiles(part));
	for (const file of filesBelow(folder)) {
		const target = join(dist, relative(folder, file));
		mkdirSync(dirname(target), { recursive: true });
		renameSync(file, target);
		stale.delete(target);
	}
	for (const file of stale) {
		rmSync(file);
		const left = dirname(file);
		if (!readdirSync(left).length) rmSync(left, { recursive: true });
	}
}

/** Builds a part into dist/ unless that was made from the same inputs; whether it had to. Any number of processes may ask at the same time. */
export async function build(part: Part): Promise<boolean> {
	const inputs = hashInputs(part);
	if (isCurrent(part, inputs)) return false;
	mkdirSync(cache, { recursive: true });
	const release = await lock(join(cache, `dist-${part}.lock`));
	try {
		if (isCurrent(part, inputs)) return false;
		const work = mkdtempSync(join(cache, "dist-"));
		try {
			rmSync(stampOf(part), { force: true });
			await bundle(part, join(work, "dist"));
			publish(part, join(work, "dist"));
			writeFileSync(stampOf(part), [inputs, ...ownFiles(part).map(file => relative(dist, file))].join("\n"));
		} finally {
			rmSync(work, { recursive: true, force: true });
		}
	} finally {
		release();
	}
	return true;
}

function isAlive(id: number): boolean {
	try {
		process.kill(id, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}

/** Waits for a file of its own that names the process; one that a process has left which is no more does not count. */
export async function lock(file: string): Promise<() => void> {
	for (;;) {
		try {
			writeFileSync(file, String(process.pid), { flag: "wx" });
			return () => rmSync(file, { force: true });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		}
		const owner = readOwner(file);
		if (owner && !isAlive(owner)) rmSync(file, { force: true });
		await setTimeout(50);
	}
}

function readOwner(file: string): number {
	try {
		return Number(readFileSync(file, "utf8"));
	} catch {
		return 0;
	}
}
