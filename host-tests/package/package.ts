/* The package as its users get it: packed from a fresh clone, installed in an empty folder. */
import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

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

/** The project as a clone has it, this working copy's changes included: its own repository, nothing built, nothing installed. */
export async function cloneInto(folder: string): Promise<void> {
	const listing = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: root, encoding: "utf8" });
	const files = listing.split("\0").filter(file => file !== "" && existsSync(join(root, file)));
	for (const file of files) cpSync(join(root, file), join(folder, file));
	const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
	for (const words of [
		["init", "-q"],
		["add", "-A"],
		[...author, "commit", "-q", "-m", "everything"],
	])
		await runIn(folder, "git", ...words);
}

/** Packs the clone in `folder`; the path of the tarball. */
export async function pack(folder: string, destination: string): Promise<{ tarball: string; files: string[] }> {
	symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
	const said = await runIn(folder, "npm", "pack", "--json", "--pack-destination", destination);
	const [{ filename, files }] = JSON.parse(said.slice(said.indexOf("[\n"))) as [{ filename: string; files: { path: string }[] }];
	return { tarball: join(destination, filename), files: files.map(({ path }) => path) };
}

/** An empty project in `folder` that has installed `specifier`. What npm has fetched before is not fetched again. */
export async function install(folder: string, ...specifiers: string[]): Promise<void> {
	writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "application", private: true, type: "module" }));
	await runIn(folder, "npm", "install", "--prefer-offline", "--no-fund", "--no-audit", ...specifiers);
}
