import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, "../../.cache/xs");

/** XS 13.3 is in the tarball of this package. Its dependencies and install scripts are of no use here: it is only unpacked. */
const PACKAGE = "@agoric/xsnap@0.15.0";
const INTEGRITY = "sha512-ZBm4DZxbtfacxMHVVdJjZi0Y8zOxN77vpu1WwI5RWfPkaRh0aHkz/dVdTGKXalDNzWfz183lljKxlxl3/h0n+A==";
const XS_FOLDER = "package/moddable/xs";

const PLATFORM = "hostplatform.h";

/** Snapshots and Lockdown are not part of XS on a device. */
const LEFT_OUT = ["xsSnapshot.c", "xsLockdown.c"];
/** Bounds checks on: without them a stack overflow corrupts memory silently. A meter depends on these flags. */
const COMPILE_FLAGS = [
	"-O1",
	"-fno-common",
	"-w",
	"-Werror=implicit-function-declaration",
	"-D_GNU_SOURCE",
	"-DINCLUDE_XSPLATFORM",
	`-DXSPLATFORM="${PLATFORM}"`,
	"-DmxMetering=1",
	"-DmxBoundsCheck=1",
	"-DmxParse=1",
	"-DmxRun=1",
	"-DmxSloppy=1",
	"-DmxNoConsole=1",
];
const LIBRARIES = ["-lm", "-lpthread"];

/** C sources of this project that XS is built with, and the program they make. */
export interface Program {
	/** Also the name of the executable. */
	readonly name: string;
	/** Each *.c and *.h in it belongs to the program. The platform's header comes from here. */
	readonly folder: string;
	readonly linkFlags: readonly string[];
}

const ENGINE: Program = { name: "engine", folder: here, linkFlags: ["-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc"] };

/** A program and the width of its slots' pointers, or why there is none. */
export type Built = { binary: string; bits: 32 | 64; reason: "" } | { binary?: never; bits?: never; reason: string };

const building = new Map<string, Promise<Built>>();

/** Builds a program unless what the cache holds was built from the same inputs. */
export function buildProgram(program: Program): Promise<Built> {
	const { name } = program;
	if (!building.has(name))
		building.set(
			name,
			build(program).catch(error => ({ reason: firstLine((error as Error).message) })),
		);
	return building.get(name)!;
}

/** Builds the XS engine that runs firmware. */
export function buildEngine(): Promise<Built> {
	return buildProgram(ENGINE);
}

const firstLine = (text: string): string => text.trim().split("\n", 1)[0]!;

async function build(program: Program): Promise<Built> {
	const compiler = process.env.CC ?? "gcc";
	const wordSize = findWordSize(compiler);
	const flags = [wordSize, ...COMPILE_FLAGS];
	const linkFlags = [...program.linkFlags, ...LIBRARIES];
	const folder = join(cache, hashInputs(program, [compiler, ...flags, ...linkFlags]));
	const binary = join(folder, program.name);
	const bits = wordSize === "-m32" ? 32 : 64;
	if (existsSync(binary)) return { binary, bits, reason: "" };
	const sources = unpackSources();
	mkdirSync(cache, { recursive: true });
	const work = mkdtempSync(join(cache, "build-"));
	try {
		await compileAll(compiler, [...flags, ...includes(sources)], listFiles(sources, program), work);
		run(compiler, [wordSize, ...objects(work), ...linkFlags, "-o", join(work, program.name)]);
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

function ownSources({ folder }: Program): string[] {
	const sources = readdirSync(folder)
		.filter(name => /\.[ch]$/.test(name))
		.sort()
		.map(name => join(folder, name));
	return folder === here ? sources : [join(here, PLATFORM), ...sources];
}

function hashInputs(program: Program, flags: readonly string[]): string {
	const hash = createHash("sha256").update(INTEGRITY).update(flags.join("\0"));
	for (const file of ownSources(program)) hash.update(`\0${basename(file)}\0`).update(readFileSync(file));
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

function listFiles(sources: string, program: Program): string[] {
	const folder = join(sources, "sources");
	const engine = readdirSync(folder).filter(name => name.endsWith(".c") && !LEFT_OUT.includes(name));
	// The largest first: the compilers then end together.
	return [...engine.map(name => join(folder, name)), ...ownSources(program).filter(name => name.endsWith(".c"))]
		.map(file => ({ file, size: readFileSync(file).length }))
		.sort((a, b) => b.size - a.size)
		.map(({ file }) => file);
}

function includes(sources: string): string[] {
	return [`-I${here}`, ...["includes", "platforms", "sources"].map(name => `-I${join(sources, name)}`)];
}

function objects(folder: string): string[] {
	return readdirSync(folder)
		.filter(name => name.endsWith(".o"))
		.map(name => join(folder, name));
}

async function compileAll(compiler: string, flags: readonly string[], files: readonly string[], folder: string): Promise<void> {
	const { isTTY } = process.stdout;
	let next = 0;
	console.log(`compiling XS (${files.length} files, once)`);
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

/** Compiles a module, or a script, and measures its bytecode, without line numbers. */
export async function measureScript(text: string): Promise<ScriptSize> {
	const { binary, reason } = await buildEngine();
	if (!binary) throw new Error(reason);
	const file = join(mkdtempSync(join(cache, "size-")), "module.js");
	writeFileSync(file, text);
	try {
		return JSON.parse(run(binary, ["size", file])) as ScriptSize;
	} finally {
		rmSync(dirname(file), { recursive: true });
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { binary, reason } = await buildEngine();
	console.log(binary ?? reason);
	if (!binary) process.exitCode = 1;
}
