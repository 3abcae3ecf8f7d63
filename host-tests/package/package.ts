/* The package as its users get it: packed from a fresh clone, installed in an empty folder. */
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { lock } from "../../tools/build/build.ts";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** npm's own variables would tell another npm of this project. */
const environment: NodeJS.ProcessEnv = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

/** What a program printed; rejects with all of it if it fails. */
export async function runIn(folder: string, program: string, ...words: string[]): Promise<string> {
	const options = { cwd: folder, env: environment, maxBuffer: 1 << 26 };
	const { stdout } = await run(program, words, options).catch((error: Error & { stdout: string; stderr: string }) => {
		throw new Error(`${program} ${words.join(" ")}: ${error.message}\n${error.stdout}\n${error.stderr}`);
	});
	return stdout;
}

/** A folder that is gone when `test.after` has called `remove`. */
export function temporaryFolder(): { path: string; remove(): void } {
	const path = mkdtempSync(join(tmpdir(), "sim900-package-"));
	return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The project's files, this working copy's changes included. */
function projectFiles(): string[] {
	const listing = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: root, encoding: "utf8" });
	return listing
		.split("\0")
		.filter(file => file !== "" && existsSync(join(root, file)))
		.toSorted();
}

/** The project as a clone has it: its own repository, nothing built, nothing installed. */
export async function cloneInto(folder: string): Promise<void> {
	for (const file of projectFiles()) cpSync(join(root, file), join(folder, file));
	const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
	for (const words of [
		["init", "-q"],
		["add", "-A"],
		[...author, "commit", "-q", "-m", "everything"],
	])
		await runIn(folder, "git", ...words);
}

/** What `npm pack` has made. */
export interface Packed {
	readonly tarball: string;
	readonly files: readonly string[];
	/** The folder that it was made in. */
	readonly origin: string;
}

async function pack(destination: string): Promise<Packed> {
	const origin = mkdtempSync(join(tmpdir(), "sim900-clone-"));
	try {
		await cloneInto(origin);
		if (existsSync(join(origin, "dist"))) throw new Error("a fresh clone has a dist/");
		symlinkSync(join(root, "node_modules"), join(origin, "node_modules"), "dir");
		const said = await runIn(origin, "npm", "pack", "--json", "--pack-destination", destination);
		const [{ filename, files }] = JSON.parse(said.slice(said.indexOf("[\n"))) as [{ filename: string; files: { path: string }[] }];
		return { tarball: join(destination, filename), files: files.map(({ path }) => path), origin };
	} finally {
		rmSync(origin, { recursive: true, force: true });
	}
}

/** The package, packed from a fresh clone: once for a state of the project, by the test that asks first. The others wait for it. */
export async function packOnce(): Promise<Packed> {
	const hash = createHash("sha256").update(process.version);
	for (const file of projectFiles()) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
	const state = hash.digest("hex").slice(0, 16);
	const folder = join(root, ".cache/package");
	const told = join(folder, "packed.json");
	mkdirSync(folder, { recursive: true });
	const release = await lock(join(folder, "lock"));
	try {
		const known = existsSync(told) ? (JSON.parse(readFileSync(told, "utf8")) as Packed & { state: string }) : undefined;
		if (known?.state === state) return known;
		const packed = await pack(folder);
		writeFileSync(told, JSON.stringify({ ...packed, state }));
		return packed;
	} finally {
		release();
	}
}

/** An empty project in `folder` that has installed `specifier`. What npm has fetched before is not fetched again. */
export async function install(folder: string, ...specifiers: string[]): Promise<void> {
	writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "application", private: true, type: "module" }));
	await runIn(folder, "npm", "install", "--prefer-offline", "--no-fund", "--no-audit", ...specifiers);
}
