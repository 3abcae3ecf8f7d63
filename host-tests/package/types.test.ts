/* What an editor knows of an application for the Moddable SDK by one line in its tsconfig. */
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root, runIn, temporaryFolder } from "./package.ts";

const LINE = { types: ["sim900/moddable"] };
/** TypeScript 5.9 looks for packages as Node.js did before `exports`, unless it is told. */
const COMPILERS: [name: string, options: object][] = [
	["typescript", LINE],
	["typescript-7", LINE],
	["typescript-5", { ...LINE, module: "preserve", target: "es2024", strict: true }],
];

const folder = temporaryFolder();
test.after(folder.remove);

const PROGRAM = `
import device from "embedded:provider/builtin";
import config from "mc/config";
import { SIM900, wire } from "sim900";
import { HTTP } from "sim900/http";
import { Modem } from "sim900/modem";
import Timer from "timer";

const led = new device.io.Digital({ pin: 2, mode: device.io.Digital.Output });
const modem = new SIM900({
	...wire(config.sim900, device.io),
	onReady() {
		led.write(1);
		trace("ready ", modem.registration, "\\n");
	},
});
const http = new HTTP({ modem: new Modem(wire(config.sim900, device.io)) });
const bytes = new Uint8Array(ArrayBuffer.fromString(config.greeting));
http.request({ url: config.url, method: "POST", length: bytes.length, onWritable(count) { this.write(bytes.subarray(0, count)); } });
const apn: string = config.sim900.apn.name;
Timer.set(() => trace(apn, String.fromArrayBuffer(bytes.buffer)), 1000);
`;

/** An application that has installed the package, with nothing but `options` in its tsconfig: what the compiler says of it. */
async function compile(compiler: string, options: object, programs: Readonly<Record<string, string>>): Promise<string> {
	const path = mkdtempSync(join(folder.path, "application-"));
	mkdirSync(join(path, "node_modules"));
	symlinkSync(root, join(path, "node_modules/sim900"), "dir");
	writeFileSync(join(path, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["*.ts"] }));
	for (const [name, text] of Object.entries(programs)) writeFileSync(join(path, `${name}.ts`), text);
	return runIn(path, process.execPath, join(root, "node_modules", compiler, "bin/tsc"), "--noEmit").catch((error: Error) => error.message);
}

const example = (path: string): string => readFileSync(join(root, "examples", path), "utf8");
/** All examples; those of ota are one application of three modules. */
const EXAMPLES = {
	"crc32.d": example("crc32.d.ts"),
	"dialogue.d": example("dialogue.d.ts"),
	"modules.d": example("modules.d.ts"),
	...Object.fromEntries(
		["modem-info", "http-get", "http-post-sensor", "ftp-log", "fetch", "ota", "https-get", "mqtt-sensor"].map(name => [
			name,
			example(`${name}/main.ts`),
		]),
	),
	store: example("ota/store.ts"),
	"restart.d": example("ota/restart.d.ts"),
};

for (const [compiler, options] of COMPILERS) {
	test(`${compiler}: an application and the examples are understood`, async () => {
		const programs = { main: PROGRAM, ...EXAMPLES };
		assert.is(await compile(compiler, { ...options, paths: { crc32: ["./crc32.d.ts"], dialogue: ["./dialogue.d.ts"] } }, programs), "");
	});
}

const WRONG: readonly (readonly [name: string, from: string, to: string, message: RegExp])[] = [
	["option", "onReady()", "onRedy()", /^option\.ts.*'onRedy' does not exist/m],
	["apn", "const apn: string", "const apn: number", /^apn\.ts.*Type 'string' is not assignable to type 'number'/m],
	["pin", ", mode: device.io.Digital.Output", "", /^pin\.ts.*is not assignable to parameter of type 'DigitalOptions'/m],
	["module", '"timer"', '"tinier"', /^module\.ts.*Cannot find module 'tinier'/m],
];

test("what is misspelt, missing or of another type is found", async () => {
	for (const [, from] of WRONG) assert.ok(PROGRAM.includes(from), from);
	const said = await compile("typescript", LINE, Object.fromEntries(WRONG.map(([name, from, to]) => [name, PROGRAM.replace(from, to)])));
	for (const [, , , message] of WRONG) assert.match(said, message);
});

test("without the line the modules of the SDK are not known", async () => {
	assert.match(await compile("typescript", {}, { main: PROGRAM }), /Cannot find module 'embedded:provider\/builtin'/);
});

test.run();
