import { spawn } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { build } from "../../tools/build/build.ts";
import { services } from "../../tools/build/services.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dist = join(root, "dist");
const names = Object.keys(services);

await build("library");

function run(folder: string): Promise<string> {
	const child = spawn(process.execPath, ["--import", "tsx", "tools/build.ts", "library"], {
		cwd: folder,
		stdio: ["ignore", "pipe", "inherit"],
	});
	let output = "";
	child.stdout.setEncoding("utf8").on("data", text => (output += text));
	return new Promise(done => child.on("close", status => done(`${output.trim()}, status ${status}`)));
}

test("processes that start at the same time build once, and again only after a change", async () => {
	const folder = mkdtempSync(join(tmpdir(), "sim900-clone-"));
	try {
		const inputs = ["src", "tools", "package.json", "package-lock.json", "rollup.config.mjs"];
		const settings = readdirSync(root).filter(name => /^tsconfig.*\.json$/.test(name));
		for (const name of [...inputs, ...settings]) cpSync(join(root, name), join(folder, name), { recursive: true });
		symlinkSync(resolve(root, "node_modules"), join(folder, "node_modules"));
		const [built, current] = ["library: built, status 0", "library: is up to date, status 0"];
		assert.equal((await Promise.all([run(folder), run(folder), run(folder)])).toSorted(), [built, current, current]);
		for (const name of names)
			assert.is(readFileSync(join(folder, `dist/${name}.js`), "utf8"), readFileSync(join(dist, `${name}.js`), "utf8"), name);
		writeFileSync(join(folder, ".cache/dist-library.lock"), "999999999"); // of a process that was ended
		appendFileSync(join(folder, "src/at/error.ts"), 'export const ADDED = "added";\n');
		assert.is(await run(folder), built);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test.run();
