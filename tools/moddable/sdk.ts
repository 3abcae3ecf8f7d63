import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** The Moddable SDK that MODDABLE names. */
export interface SDK {
	readonly path: string;
	/** With its tools and this project's compiler in the PATH. */
	readonly environment: NodeJS.ProcessEnv;
}

/** The SDK, or in one line why there is none. */
export function findSDK(): SDK | string {
	const path = process.env["MODDABLE"];
	if (!path) return "MODDABLE names no Moddable SDK: nothing has been built";
	const platform = process.platform === "darwin" ? "mac" : "lin";
	const tools = ["release", "debug"]
		.map(goal => join(path, "build/bin", platform, goal))
		.find(folder => existsSync(join(folder, "mcconfig")));
	if (!tools) return `${path} has no tools: build them first (its documentation, Getting Started)`;
	const PATH = [tools, join(root, "node_modules/.bin"), process.env["PATH"]].join(delimiter);
	return { path, environment: { ...process.env, MODDABLE: path, PATH } };
}

/** All that a program has printed; rejects with the end of it if it fails. */
export async function run(folder: string, environment: NodeJS.ProcessEnv, program: string, ...words: string[]): Promise<string> {
	const child = spawn(program, words, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
	let said = "";
	for (const stream of [child.stdout, child.stderr]) stream.on("data", text => (said += text));
	const status = await new Promise(resolve => child.on("error", resolve).on("close", resolve));
	// An error of make or of a tool does not always become a status.
	if (status !== 0 || /^### Error|^make: \*\*\*/m.test(said))
		throw new Error(`${program} ${words.join(" ")}: ${status}\n${said.split("\n").slice(-30).join("\n")}`);
	return said;
}
