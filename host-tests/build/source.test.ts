/* src/manifest.json: the sources themselves, for a git include. What mcconfig would compile, file by file, runs on the lane. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nastyFile, serveFile } from "../../lab/peers/file-server.ts";
import { buildFirmware, runFirmware } from "../../lab/lane/index.ts";
import { engines } from "../../lab/lane/rig.ts";
import { DEVKIT_CONFIG, sha256 } from "../../lab/session.ts";
import { Esp32Board, SIM900Simulator, VirtualClock } from "../../simulator/index.ts";

const src = fileURLToPath(new URL("../../src", import.meta.url));

interface Manifest {
	readonly modules: Readonly<Record<string, string | readonly string[]>>;
	readonly preload?: readonly string[];
}

const { platforms, ...common } = JSON.parse(readFileSync(join(src, "manifest.json"), "utf8")) as Manifest & {
	readonly platforms: Readonly<Record<string, Manifest>>;
};

const filesOf = (folder: string): string[] => readdirSync(folder).map(name => join(folder, name));

/** The modules for a target by their names: files, `*` being each of a folder. */
function modulesOf(target: string): Record<string, string> {
	const lists = Object.entries({ ...common.modules, ...platforms[target]!.modules });
	return Object.fromEntries(
		lists.flatMap(([name, paths]) =>
			[paths].flat().flatMap(path => {
				const base = join(src, path);
				const files = path.endsWith("*") ? filesOf(base.slice(0, -1)) : [`${base}.ts`, `${base}.js`].filter(file => existsSync(file));
				assert.ok(files.length > 0, `${name}: ${path} is not there`);
				return files.map(file => [name.replace("*", file.replace(/^.*\/|\.[jt]s$/g, "")), file] as const);
			}),
		),
	);
}

test("every module that a source imports is in the manifest, for each target, and is preloaded", () => {
	for (const target of Object.keys(platforms)) {
		const modules = modulesOf(target);
		const preload = [...common.preload!, ...platforms[target]!.preload!];
		for (const [name, file] of Object.entries(modules)) {
			const folder = name.replace(/[^/]*$/, "");
			assert.ok(preload.includes(name) || preload.includes(`${folder}*`), `${target}: ${name} is not preloaded`);
			const imports = [...readFileSync(file, "utf8").matchAll(/^(?:import|export)(?! type )[^;]*? from "([^"]+)";$/gm)].map(
				match => match[1]!,
			);
			for (const specifier of imports) {
				const wanted = specifier.startsWith(".") ? join(folder, specifier.replace(/\.js$/, "")) : specifier;
				assert.ok(wanted in modules || !/^(\.|sim900)/.test(wanted), `${target}: ${name} imports ${wanted}`);
			}
		}
	}
});

test("the sources download a file on the lane", async () => {
	const file = nastyFile(3000);
	const server = await serveFile(file);
	const clock = new VirtualClock();
	const modem = new SIM900Simulator({ clock });
	const received: Uint8Array[] = [];
	try {
		const { status } = await runFirmware({
			bundle: await buildFirmware("lab/firmware/http-get.ts", modulesOf("...")),
			config: { ...DEVKIT_CONFIG, serial: { ...DEVKIT_CONFIG.serial, baud: 115200 }, url: `${server.origin}/` },
			engine: engines[0]!,
			clock,
			board: new Esp32Board({ clock, modem }),
			limit: 120_000,
			onDeliver: bytes => received.push(Uint8Array.from(bytes)),
		});
		assert.equal([status, sha256(Buffer.concat(received))], [0, sha256(file)]);
	} finally {
		await server.close();
	}
});

test.run();
