/* Every piece of code in README.md and docs/, in an empty folder where the package is installed: three compilers find nothing, and those for firmware become one. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { buildFirmware } from "../../lab/lane/index.ts";
import { install, packOnce, root, runIn, temporaryFolder } from "./package.ts";
import { firmwares, parts, programs, type Snippet } from "./snippets.ts";

const folder = temporaryFolder();
const [application, node, firmware] = ["", "node", "firmware"].map(name => join(folder.path, name)) as [string, string, string];
const COMPILERS = ["typescript-5", "typescript", "typescript-7"];

const STRICT = { target: "es2024", strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true };

/** A folder of snippets with the settings that its kind of application has. */
function writeFolder(path: string, extension: string, snippets: readonly Snippet[], options: object): void {
	mkdirSync(path);
	for (const { name, code } of snippets) writeFileSync(join(path, `${name}.${extension}`), code);
	writeFileSync(join(path, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...STRICT, ...options }, include: ["*"] }));
}

/** What the compiler says of a folder. */
const check = (compiler: string, path: string): Promise<string> =>
	runIn(path, process.execPath, join(root, "node_modules", compiler, "bin/tsc"), "-p", ".").catch((error: Error) => error.message);

test.before(async () => {
	await install(application, (await packOnce()).tarball);
	const ofNode = { module: "nodenext", allowJs: true, checkJs: true, types: ["node"], typeRoots: [join(root, "node_modules/@types")] };
	writeFolder(node, "mjs", programs, ofNode);
	// As JavaScript and as TypeScript. The SDK's own fetch has no types of its own.
	const ofFirmware = { module: "preserve", lib: ["es2024"], types: ["sim900/moddable"] };
	writeFolder(firmware, "ts", [...firmwares, ...parts], ofFirmware);
	writeFileSync(join(firmware, "fetch.d.ts"), 'import "../node_modules/sim900/examples/modules.d.ts";\n');
});
test.after(folder.remove);

test("there are snippets for Node.js and for firmware", () => {
	assert.ok(programs.length >= 8 && firmwares.length >= 6, `${programs.length}, ${firmwares.length}`);
});

for (const compiler of COMPILERS) {
	test(`every snippet for Node.js is right for tsc --strict of ${compiler}`, async () => assert.is(await check(compiler, node), ""));
	test(`every snippet for firmware is right for tsc --strict of ${compiler}`, async () => assert.is(await check(compiler, firmware), ""));
}

/** Modules of the SDK that no test has: each is replaced by one that does nothing. */
const STAND_INS: Readonly<Record<string, string>> = {
	fetch: "export default async () => ({ ok: false, status: 0, statusText: '', text: async () => '' });\n",
	"embedded:network/http/client": "export default class {}\n",
	"embedded:network/mqtt/client": "export default class {}\n",
	"embedded:io/socket/tcp/tls": "export default class {}\n",
};

function writeStandIns(code: string): Record<string, string> {
	const needed = Object.entries(STAND_INS).filter(([module]) => code.includes(`"${module}"`));
	return Object.fromEntries(
		needed.map(([module, source]) => {
			const file = join(folder.path, `${module.replace(/\W/g, "-")}.ts`);
			writeFileSync(file, source);
			return [module, file];
		}),
	);
}

for (const { name, code } of firmwares) {
	test(`${name} is a firmware, of the modules that are installed`, async () => {
		const installed = join(application, "node_modules/sim900/dist");
		assert.match(await buildFirmware({ source: code }, writeStandIns(code), installed), "modem");
	});
}

test.run();
