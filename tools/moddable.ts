/*
	npm run test:moddable: builds every example with the Moddable SDK that MODDABLE names, and runs some of them with its engine on this computer, at the tty of a
	simulated modem. Words choose examples and targets: `npm run test:moddable -- http-get pico`.

	With IDF_PATH or PICO_SDK_PATH there are whole images; otherwise what the SDK's linker writes (mc.xs.c). Running needs Linux, a C compiler and the headers of
	glib (Debian: libglib2.0-dev).
*/
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ALONE, EMPTY, hasChipSDK, link, type Linked } from "./moddable/link.ts";
import { buildScreen, runs } from "./moddable/run.ts";
import { findSDK, root, type SDK } from "./moddable/sdk.ts";

const TARGETS = ["esp32/nodemcu", "esp32/esp32c3", "esp32/esp32s3", "pico"];
/** The SDK has no update for a Pico. */
const ABSENT = [["ota", "pico"]];

const words = process.argv.slice(2);
const entries = readdirSync(join(root, "examples"), { withFileTypes: true });
const examples = entries.filter(entry => entry.isDirectory()).map(({ name }) => name);
const isAsked = (...names: string[]): boolean => words.every(word => names.some(name => name.includes(word)));

let failures = 0;
const linked = { image: 0, "mc.xs.c": 0 };

async function attempt<Result>(what: string, work: () => Promise<Result>, tell: (result: Result) => string): Promise<Result | undefined> {
	try {
		const result = await work();
		console.log(`${what.padEnd(36)}${tell(result)}`);
		return result;
	} catch (error) {
		failures++;
		console.log(`${what.padEnd(36)}FAILED\n${(error as Error).message}`);
		return undefined;
	}
}

const figuresOf = ({ slots, aliases, bytes }: Linked): string => `${slots} slots, ${aliases} aliases in RAM, ${bytes} bytes beside them`;

const flashOf = ({ slots, bytes }: Linked): number => 16 * slots + bytes;

async function linkAll(sdk: SDK, work: string): Promise<void> {
	for (const target of TARGETS) {
		const asked = examples.filter(
			example => isAsked(example, target) && !ABSENT.some(([name, place]) => name === example && place === target),
		);
		if (!asked.length) continue;
		const empty = await attempt(`${target}: nothing`, () => link(sdk, work, EMPTY, target), figuresOf);
		for (const example of [...ALONE, ...asked]) {
			const result = await attempt(
				`${target}: ${example}`,
				() => link(sdk, work, example, target),
				result => `${figuresOf(result)}${empty ? `; ${flashOf(result) - flashOf(empty)} bytes of flash more` : ""}`,
			);
			if (result) linked[result.what]++;
		}
	}
}

async function runAll(sdk: SDK, work: string): Promise<number> {
	const asked = Object.entries(runs).filter(([name]) => isAsked(name, "lin"));
	if (process.platform !== "linux" || !asked.length) return 0;
	let ran = 0;
	if (
		(await attempt(
			"lin: host",
			() => buildScreen(sdk, work),
			() => "built",
		)) === undefined
	)
		return 0;
	for (const [name, begin] of asked)
		if (
			await attempt(
				`lin: ${name}`,
				() => begin(sdk, work),
				said => said,
			)
		)
			ran++;
	return ran;
}

const sdk = findSDK();
if (typeof sdk === "string") console.log(`test:moddable: ${sdk}`);
else {
	const work = mkdtempSync(join(tmpdir(), "sim900-moddable-"));
	try {
		await linkAll(sdk, work);
		const ran = await runAll(sdk, work);
		const how = ["IDF_PATH", "PICO_SDK_PATH"].filter((_, index) => !hasChipSDK(["esp32", "pico"][index]!)).join(" and ");
		const missing = how && linked["mc.xs.c"] ? ` (no ${how})` : "";
		console.log(
			`test:moddable: ${failures} failed; ${linked.image} images, ${linked["mc.xs.c"]} as far as mc.xs.c${missing}, ${ran} run on this computer`,
		);
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
	if (failures) process.exitCode = 1;
}
