import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkManifests } from "../../tools/manifests.ts";
import { install, type Packed, packOnce, root, runIn, temporaryFolder } from "./package.ts";

const folder = temporaryFolder();
let packed: Packed;

test.before(async () => {
	packed = await packOnce();
	await install(folder.path, packed.tarball);
});
test.after(folder.remove);

test("a fresh clone, packed, has what its exports and commands name, and every module with its types and its source map", async () => {
	const { default: manifest } = (await import(`file://${root}/package.json`, { with: { type: "json" } })) as {
		default: { exports: object; bin: Record<string, string> };
	};
	const named = [...JSON.stringify([manifest.exports, manifest.bin]).matchAll(/"\.\/([^"]+\.(?:d\.ts|js))"/g)].map(match => match[1]!);
	assert.ok(named.length > 10);
	// What is copied to an Espruino is no module of Node.js: it is lowered and shortened, and nobody imports it.
	const modules = packed.files.filter(file => /^dist\/(?!espruino\/).*\.js$/.test(file));
	const wanted = [...named, ...modules.map(file => `${file}.map`), ...modules.map(file => file.replace(/js$/, "d.ts"))];
	assert.equal(
		wanted.filter(file => !packed.files.includes(file)),
		[],
	);
});

test("the manifests of the installed package bring all that a firmware needs, and nothing twice", () => {
	assert.equal(checkManifests(join(folder.path, "node_modules/sim900"), packed.files), []);
});

test("nothing of the package names the folder that it was made in", async () => {
	const found = await runIn(folder.path, "grep", "-rl", packed.origin, "node_modules/sim900").catch(() => "");
	assert.is(found, "");
});

test("every entry can be imported in an empty folder", async () => {
	const entries = [
		"sim900",
		"sim900/modem",
		"sim900/http",
		"sim900/ftp",
		"sim900/socket",
		"sim900/udp",
		"sim900/network",
		"sim900/messages",
		"sim900/ussd",
		"sim900/information",
		"sim900/fetch",
		"sim900/promises",
		"sim900/explain",
		"sim900/trace",
		"sim900/stream",
		"sim900/simulator",
	];
	const program = `for (const name of ${JSON.stringify(entries)}) console.log(name, Object.keys(await import(name)).length > 0)`;
	const said = await runIn(folder.path, process.execPath, "--input-type=module", "--eval", program);
	assert.is(said, entries.map(name => `${name} true\n`).join(""));
});

test.run();
