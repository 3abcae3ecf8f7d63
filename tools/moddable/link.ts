import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { root, run, type SDK } from "./sdk.ts";

/** What the linker has made of an application. */
export interface Linked {
	/** Slots of 16 bytes in flash, those of the engine included. */
	readonly slots: number;
	/** Slots that have a twin in RAM. */
	readonly aliases: number;
	/** Bytes of bytecode, strings and buffers in flash. */
	readonly bytes: number;
	/** A whole image, or its `mc.xs.c`. */
	readonly what: "image" | "mc.xs.c";
}

/** Nothing of the library, with the same parts of the SDK: what an example is compared with. */
export const EMPTY = "empty";

const IDLE = 'import Timer from "timer";\nTimer.set(() => {}, 1000);\n';

/** Applications that are no examples: what they include beside the parts of the SDK, and what they run. The others are the library alone. */
const BARE: Readonly<Record<string, { include: readonly string[]; main: string }>> = {
	[EMPTY]: { include: [], main: IDLE },
	"HTTP alone": {
		include: ["moddable/manifest_http.json"],
		main: `${IDLE}import { Modem } from "sim900/modem";\nimport { HTTP } from "sim900/http";\nglobalThis.service = () => new HTTP({ modem: new Modem({}) });\n`,
	},
	everything: {
		include: ["manifest.json"],
		main: `${IDLE}import { SIM900 } from "sim900";\nglobalThis.service = () => new SIM900({});\n`,
	},
};

/** Applications that tell what the library takes by itself. */
export const ALONE: readonly string[] = Object.keys(BARE).filter(name => name !== EMPTY);

/** An application of its own that includes an example's manifest and more. */
export function application(work: string, name: string, more: object = {}): string {
	const folder = join(work, "applications", name.replace(" ", "-"));
	mkdirSync(folder, { recursive: true });
	const bare = BARE[name];
	const include = bare ? ["examples/manifest.json", ...bare.include] : [`examples/${name}/manifest.json`];
	const manifest = { include: include.map(path => join(root, path)), ...(bare ? { modules: { "*": "./main" } } : more) };
	if (bare) writeFileSync(join(folder, "main.js"), bare.main);
	writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
	return folder;
}

/** Variables by which a chip's own SDK is found. */
const CHIP_SDK: Readonly<Record<string, string>> = { esp32: "IDF_PATH", pico: "PICO_SDK_PATH" };
const chipOf = (target: string): string => target.split("/")[0]!;

/** The chip's own SDK is there, so that there can be an image. */
export const hasChipSDK = (target: string): boolean => Boolean(process.env[CHIP_SDK[chipOf(target)]!]);

/** Links an example for a target: to an image where the chip's own SDK is there, to what the SDK's linker writes otherwise. */
export async function link(sdk: SDK, work: string, example: string, target: string): Promise<Linked> {
	const folder = application(work, example);
	const output = join(work, "build");
	mkdirSync(output, { recursive: true });
	const built = join(output, "tmp", target, "release", basename(folder));
	if (hasChipSDK(target)) {
		const { PICO_SDK_PATH } = process.env;
		// make.pico.mk compares the version of the Pico's SDK by [[, which not every system's /bin/sh has.
		const environment = { ...sdk.environment, MAKEFLAGS: "SHELL=bash", ...(PICO_SDK_PATH && { PICO_SDK_DIR: PICO_SDK_PATH }) };
		await run(folder, environment, "mcconfig", "-m", "-p", target, "-t", "build", "-o", output, "manifest.json");
		return { ...measure(join(built, "mc.xs.c")), what: "image" };
	}
	const { environment, variables } = await standIn(sdk, join(work, "chip"));
	await run(folder, environment, "mcconfig", "-p", target, "-o", output, "manifest.json");
	// ESP32_SUBCLASS: the chip, where the target does not say another one.
	const [chip = ""] = /esp32[a-z]\d/.exec(target) ?? ["esp32"];
	const config = join(built, `xsProj-${chip}/build/config/sdkconfig.h`);
	await run(folder, environment, "make", "-f", join(built, "makefile"), ...variables, "-o", config, join(built, "mc.xs.c"));
	return { ...measure(join(built, "mc.xs.c")), what: "mc.xs.c" };
}

/** Reads what the linker has written: C, in which a slot is a line, and what it refers to a literal in that line or an array of bytecode. */
function measure(file: string): Pick<Linked, "slots" | "aliases" | "bytes"> {
	const text = readFileSync(file, "utf8");
	const count = (name: string): number => {
		const [, number] = new RegExp(`^#define ${name} (\\d+)$`, "m").exec(text) ?? [];
		if (number === undefined) throw new Error(`${file} has no ${name}`);
		return Number(number);
	};
	const codes = [...text.matchAll(/^static const txU1 gxCode\d+\[(\d+)\];$/gm)].map(([, size]) => Number(size));
	const slots = [...text.matchAll(/^\/\* \d+ \*\/.*$/gm)].map(([line]) => line);
	const literals = slots.flatMap(line =>
		[...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, body]) => body!.replace(/\\x[\da-f]{2}|\\./gi, "x").length),
	);
	const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
	return { slots: count("mxHeapCount"), aliases: count("mxAliasCount"), bytes: sum(codes) + sum(literals) };
}

/** What mcconfig and the makefiles look for before they link, where the chip's own SDK is not there: files with nothing in them. */
async function standIn(sdk: SDK, folder: string): Promise<{ environment: NodeJS.ProcessEnv; variables: readonly string[] }> {
	const pico = join(folder, "pico");
	const folders: Record<string, string> = {
		PICO_ROOT: pico,
		PICO_SDK_DIR: join(pico, "pico-sdk"),
		PICO_EXTRAS_DIR: join(pico, "pico-extras"),
	};
	const touch = (path: string): void => {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, "", { mode: 0o755 });
	};
	for (const path of [...Object.values(folders), join(pico, "pico-examples")]) mkdirSync(path, { recursive: true });
	for (const file of ["bin/arm-none-eabi-gcc", "pico/pioasm"]) touch(join(folder, file));
	// The part of the SDK that an application includes with modules/io.
	const sound = readFileSync(join(sdk.path, "modules/io/audioout/manifest.json"), "utf8");
	for (const [, name, path] of sound.matchAll(/\$\((PICO_[A-Z_]+)\)\/([^",]+)/g)) {
		if (/\/\*?$/.test(path!)) mkdirSync(join(folders[name!]!, path!.replace(/\*$/, "")), { recursive: true });
		else touch(join(folders[name!]!, path!));
	}
	const git = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
	for (const words of [
		["init", "-q"],
		[...git, "commit", "-q", "--allow-empty", "-m", "stand-in"],
	])
		await run(folder, sdk.environment, "git", ...words);
	const given = { ...folders, IDF_PATH: folder, PICO_GCC_ROOT: folder, PIOASM: join(pico, "pioasm") };
	return { environment: { ...sdk.environment, ...given }, variables: Object.entries(given).map(([name, path]) => `${name}=${path}`) };
}
