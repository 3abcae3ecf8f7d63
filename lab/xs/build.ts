import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, "../../.cache/xs");

/** XS 13.3 is in the tarball of this package. Its dependencies and install scripts are of no use here: it is only unpacked. */
const PACKAGE = "@agoric/xsnap@0.15.0";
const INTEGRITY = "sha512-ZBm4DZxbtfacxMHVVdJjZi0Y8zOxN77vpu1WwI5RWfPkaRh0aHkz/dVdTGKXalDNzWfz183lljKxlxl3/h0n+A==";
const XS_FOLDER = "package/moddable/xs";

/** Snapshots and Lockdown are not part of XS on a device. */
const LEFT_OUT = ["xsSnapshot.c", "xsLockdown.c"];
/** Bounds checks on: without them a stack overflow corrupts memory silently. */
const FLAGS = [
	"-fno-common",
	"-w",
	"-Werror=implicit-function-declaration",
	"-DINCLUDE_XSPLATFORM",
	'-DXSPLATFORM="platform.h"',
	"-DmxBoundsCheck=1",
	"-DmxParse=1",
	"-DmxRun=1",
	"-DmxSloppy=1",
	"-DmxNoConsole=1",
];
const WRAP = "-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc";

/** What the engine is built for: XS and the sources in `engine/` are the same, `platform.c` is the target's own. */
interface Target {
	name: "linux" | "mcu" | "flash";
	/** This project's sources for it: folders, or files by themselves. */
	sources: readonly string[];
	/** The folder of its platform.h. */
	platform: "linux" | "mcu";
	compiler: string;
	compile: readonly string[];
	link: readonly string[];
	bits: 32 | 64;
}

/** A meter depends on these flags. */
function linux(): Target {
	const compiler = process.env.CC ?? "gcc";
	const wordSize = findWordSize(compiler);
	return {
		name: "linux",
		sources: ["engine", "linux"],
		platform: "linux",
		compiler,
		compile: [wordSize, "-O1", "-D_GNU_SOURCE", "-DmxMetering=1"],
		link: [wordSize, WRAP, "-lm", "-lpthread"],
		bits: wordSize === "-m32" ? 32 : 64,
	};
}

/** QEMU's `virt` machine has its RAM from 0x80000000 on; the image is loaded into the first part of it, which stands for flash. */
const MEMORY = { __flash: 0x80000000, __flash_size: 0x1000000, __ram: 0x81000000, __ram_size: 0x4000000, __stack_size: 0x100000 };

/** As the SDK builds for an ESP32-C3, which has the same instruction set but for the atomics: small, and without a meter. */
function mcu(): Target {
	const compiler = process.env.RISCV_CC ?? "riscv64-unknown-elf-gcc";
	const picolibc = ["--specs=picolibc.specs", "-march=rv32imac", "-mabi=ilp32"];
	const symbols = Object.entries(MEMORY).map(([name, value]) => `--defsym=${name}=${value}`);
	return {
		name: "mcu",
		sources: ["engine", "mcu"],
		platform: "mcu",
		compiler,
		compile: [...picolibc, "-Os", "-ffunction-sections", "-fdata-sections"],
		link: [
			...picolibc,
			"--crt0=semihost",
			"--oslib=semihost",
			"-Wl,--gc-sections",
			WRAP,
			`-Wl,${symbols.join(",")}`,
			"-T",
			"picolibc.ld",
			"-lm",
		],
		bits: 32,
	};
}

/** The program that counts flash; see lab/flash. It runs nothing and counts no blocks. */
function flash(): Target {
	const host = linux();
	return { ...host, name: "flash", sources: ["../flash", "engine/script.c"], link: host.link.filter(flag => flag !== WRAP) };
}

/** The engine's program and the width of its slots' pointers, or why there is none. */
export type Built = { binary: string; bits: 32 | 64; reason: "" } | { binary?: never; bits?: never; reason: string };

const building = new Map<() => Target, Promise<Built>>();

function buildOnce(target: () => Target): Promise<Built> {
	let built = building.get(target);
	if (!built) {
		built = (async () => build(target()))().catch(error => ({ reason: firstLine((error as Error).message) }));
		building.set(target, built);
	}
	return built;
}

/** Builds the XS engine for this machine, unless what the cache holds was built from the same inputs. */
export function buildEngine(): Promise<Built> {
	return buildOnce(linux);
}

/** Builds the program that counts flash, likewise. */
export function buildFlashCounter(): Promise<Built> {
	return buildOnce(flash);
}

/** Builds the image for the emulated microcontroller, likewise. */
export function buildImage(): Promise<Built> {
	return buildOnce(mcu);
}

const firstLine = (text: string): string => text.trim().split("\n", 1)[0]!;

async function build(target: Target): Promise<Built> {
	const { name, compiler, link, bits } = target;
	const version = run(compiler, ["-dumpfullversion"]);
	const own = ownFolders(target).flatMap(listSources);
	const flags = [...target.compile, ...FLAGS];
	const folder = join(cache, `${name}-${hashInputs([compiler, version, ...flags, ...link], own)}`);
	const binary = join(folder, "engine");
	if (existsSync(binary)) return { binary, bits, reason: "" };
	const sources = unpackSources();
	mkdirSync(cache, { recursive: true });
	const work = mkdtempSync(join(cache, "build-"));
	try {
		await compileAll(
			compiler,
			[...flags, ...includes(target, sources)],
			[...engineSources(sources), ...ownFiles(target).filter(isC)],
			work,
			name,
		);
		run(compiler, [...objects(work), ...link, "-o", join(work, "engine")]);
		for (const object of objects(work)) rmSync(object);
		publish(work, folder);
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
	return { binary, bits, reason: "" };
}

/** Puts a finished folder in its place. Another process may have been faster; what it has made is the same. */
function publish(work: string, folder: string): void {
	try {
		renameSync(work, folder);
	} catch (error) {
		if (!existsSync(folder)) throw error;
	}
}

/** -m32 where the compiler has its libraries: slots and keys then have the size they have on a microcontroller. */
function findWordSize(compiler: string): "-m32" | "-m64" {
	if (process.platform !== "linux") throw new Error(`the XS lane is built on Linux only, not on ${process.platform}`);
	const links = (flag: string): boolean =>
		spawnSync(compiler, [flag, "-x", "c", "-", "-lm", "-o", "/dev/null"], { input: "int main(void) { return 0; }" }).status === 0;
	if (links("-m32")) return "-m32";
	if (links("-m64")) return "-m64";
	throw new Error(`no working C compiler (${compiler})`);
}

const isC = (file: string): boolean => file.endsWith(".c");
const isSource = (file: string): boolean => /\.[ch]$/.test(file);

/** The folders of a target's sources and of its platform.h, which the compiler looks into for headers. */
function ownFolders({ sources, platform }: Target): string[] {
	return [...new Set([...sources.map(name => (isSource(name) ? dirname(name) : name)), platform])].map(name => join(here, name));
}

function ownFiles({ sources }: Target): string[] {
	return sources.flatMap(name => (isSource(name) ? [join(here, name)] : listSources(join(here, name))));
}

const listSources = (folder: string): string[] =>
	readdirSync(folder)
		.filter(isSource)
		.sort()
		.map(name => join(folder, name));

function hashInputs(flags: readonly string[], sources: readonly string[]): string {
	const hash = createHash("sha256").update(INTEGRITY).update(flags.join("\0"));
	for (const file of sources) hash.update(`\0${basename(file)}\0`).update(readFileSync(file));
	return hash.digest("hex").slice(0, 16);
}

/** The folder of the XS sources, fetched from the npm registry once. */
function unpackSources(): string {
	const folder = join(cache, `sources-${createHash("sha256").update(INTEGRITY).digest("hex").slice(0, 8)}`);
	if (existsSync(folder)) return join(folder, XS_FOLDER);
	mkdirSync(cache, { recursive: true });
	const work = mkdtempSync(join(cache, "fetch-"));
	try {
		console.log(`fetching ${PACKAGE} (the XS sources)`);
		const tarball = join(work, run("npm", ["pack", PACKAGE, "--loglevel=error", "--ignore-scripts", "--pack-destination", work]).trim());
		const integrity = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
		if (integrity !== INTEGRITY) throw new Error(`${PACKAGE} is not what it was: ${integrity}`);
		run("tar", ["-xzf", tarball, "-C", work, XS_FOLDER]);
		rmSync(tarball);
		publish(work, folder);
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
	return join(folder, XS_FOLDER);
}

function engineSources(sources: string): string[] {
	const folder = join(sources, "sources");
	return readdirSync(folder)
		.filter(name => isC(name) && !LEFT_OUT.includes(name))
		.map(name => join(folder, name));
}

function includes(target: Target, sources: string): string[] {
	return [...ownFolders(target), ...["includes", "platforms", "sources"].map(name => join(sources, name))].map(folder => `-I${folder}`);
}

function objects(folder: string): string[] {
	return readdirSync(folder)
		.filter(name => name.endsWith(".o"))
		.map(name => join(folder, name));
}

async function compileAll(
	compiler: string,
	flags: readonly string[],
	unordered: readonly string[],
	folder: string,
	target: string,
): Promise<void> {
	const { isTTY } = process.stdout;
	// The largest first: the compilers then end together.
	const files = unordered.toSorted((a, b) => statSync(b).size - statSync(a).size);
	let next = 0;
	console.log(`compiling XS for ${target} (${files.length} files, once)`);
	const worker = async (): Promise<void> => {
		while (next < files.length) {
			const file = files[next++]!;
			if (isTTY) process.stdout.write(`\r${next}/${files.length} ${basename(file)}\x1b[K`);
			await compile(compiler, [...flags, "-c", file, "-o", join(folder, `${basename(file, ".c")}.o`)]);
		}
	};
	await Promise.all(Array.from({ length: Math.max(2, cpus().length) }, worker));
	if (isTTY) process.stdout.write("\r\x1b[K");
}

function compile(compiler: string, parameters: readonly string[]): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn(compiler, parameters, { stdio: ["ignore", "ignore", "pipe"] });
		let output = "";
		child.stderr.setEncoding("utf8").on("data", text => (output += text));
		child.on("error", reject);
		child.on("close", status => {
			if (status === 0) return resolve();
			console.error(output);
			reject(new Error(`${compiler} failed`));
		});
	});
}

function run(command: string, parameters: readonly string[]): string {
	const { status, stdout, stderr, error } = spawnSync(command, parameters, { encoding: "utf8" });
	if (error) throw error;
	if (status !== 0) throw new Error(`${command} failed: ${firstLine(stderr)}`);
	return stdout;
}

/** Size of a module's bytecode as it would lie in flash. */
export interface ScriptSize {
	/** Width of the build; keys are 16 bits wide on 32 only, as on a microcontroller. */
	bits: 32 | 64;
	/** Bytes of code. */
	codeSize: number;
	/** Bytes of the names that the code refers to. */
	symbolsSize: number;
}

/** Gives the engine a text in a file of its own, in a folder for what it makes of it. */
async function withText<T>(text: string, use: (binary: string, file: string) => T): Promise<T> {
	const { binary, reason } = await buildEngine();
	if (!binary) throw new Error(reason);
	const folder = mkdtempSync(join(cache, "text-"));
	const file = join(folder, "module.js");
	writeFileSync(file, text);
	try {
		return use(binary, file);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** Compiles a module, or a script, and measures its bytecode, without line numbers. */
export function measureScript(text: string): Promise<ScriptSize> {
	return withText(text, (binary, file) => JSON.parse(run(binary, ["size", file])) as ScriptSize);
}

/** Compiles a script to the bytecode that `loadScript` of engine/script.c takes. For engines with keys of the same width. */
export function compileScript(text: string): Promise<Buffer> {
	return withText(text, (binary, file) => {
		run(binary, ["compile", file, `${file}.xsb`]);
		return readFileSync(`${file}.xsb`);
	});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { binary, reason } = await buildEngine();
	console.log(binary ?? reason);
	if (!binary) process.exitCode = 1;
}
