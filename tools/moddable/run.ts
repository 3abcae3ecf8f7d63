import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { nastyFile, serveFile } from "../../lab/peers/file-server.ts";
import { openFtpSite } from "../../lab/peers/ftp-site.ts";
import { application } from "./link.ts";
import { root, run, type SDK } from "./sdk.ts";

/** ms that an example may take on this computer, modem and all. */
const LIMIT = 120_000;

const FILE = nastyFile(100_000);
const crcOf = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, "0");
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Builds the host of an application without a screen; its path. */
export async function buildScreen(sdk: SDK, work: string): Promise<string> {
	const flags = (await run(work, sdk.environment, "pkg-config", "--cflags", "--libs", "glib-2.0")).trim().split(/\s+/);
	const binary = join(work, "screen");
	const source = join(root, "lab/moddable/screen.c");
	await run(
		work,
		sdk.environment,
		"cc",
		"-O1",
		"-w",
		`-I${join(sdk.path, "build/simulators/modules")}`,
		source,
		"-o",
		binary,
		...flags,
		"-ldl",
	);
	return binary;
}

/** Runs an example on the SDK's engine for Linux, at the tty of a simulated modem, until `until` fits what it traces. */
async function runOnLinux(sdk: SDK, work: string, example: string, config: object, until: RegExp): Promise<string> {
	const tty = join(work, `tty-${example}`);
	const folder = application(work, example, { config: { ...config, sim900: { serial: { device: tty, baud: 115200 } } } });
	const output = join(work, "build");
	mkdirSync(output, { recursive: true });
	await run(folder, sdk.environment, "mcconfig", "-m", "-p", "lin", "-t", "build", "-o", output, "manifest.json");
	const simulator = spawn(process.execPath, ["--import", "tsx", join(root, "simulator/cli.ts"), "--pty", tty], {
		cwd: root,
		stdio: ["ignore", "pipe", "inherit"],
	});
	let child: ChildProcess | undefined;
	try {
		await once(simulator.stdout, "data");
		child = spawn(join(work, "screen"), [join(output, "bin/lin/mc/release", example, "mc.so")], { stdio: ["ignore", "pipe", "pipe"] });
		return await traceOf(child, until);
	} finally {
		child?.kill();
		simulator.kill();
	}
}

function traceOf(child: ChildProcess, until: RegExp): Promise<string> {
	let trace = "";
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(`it has not come to its end:\n${trace}`)), LIMIT);
		const hear = (text: Buffer): void => {
			trace += text;
			if (!until.test(trace)) return;
			clearTimeout(timer);
			resolve(trace);
		};
		child.stdout!.on("data", hear);
		child.stderr!.on("data", hear);
		child.on("exit", status => {
			clearTimeout(timer);
			reject(new Error(`it has ended with ${status}:\n${trace}`));
		});
	});
}

/** Downloads a file by an example and compares its CRC-32. */
async function download(sdk: SDK, work: string, example: string): Promise<string> {
	const server = await serveFile(FILE);
	try {
		const trace = await runOnLinux(sdk, work, example, { url: `${server.origin}/file` }, /received .*\n|failed/);
		const said = `received ${FILE.length} bytes, CRC-32 ${crcOf(FILE)}\n`;
		if (!trace.endsWith(said)) throw new Error(`not ${said}but ${trace}`);
		return said.trim();
	} finally {
		await server.close();
	}
}

async function log(sdk: SDK, work: string): Promise<string> {
	const site = await openFtpSite();
	try {
		const { host, port, user, password } = site;
		const config = { ftp: { host, port, user, password, path: `${site.base}/log.txt` }, interval: 5000 };
		await runOnLinux(sdk, work, "ftp-log", config, /(?:sent\n[^]*){3}/);
		const stored = readFileSync(join(site.root, "log.txt"));
		const lines = Buffer.from(Array.from({ length: stored.toString().split("\n").length - 1 }, (_, index) => `${index + 1} 1\n`).join(""));
		if (lines.length === 0 || sha256(stored) !== sha256(lines)) throw new Error(`the log is ${stored.toString()}`);
		return `${lines.length} bytes on the server, SHA-256 ${sha256(stored).slice(0, 16)}…`;
	} finally {
		await site.close();
	}
}

/** What is run on Linux: each rejects where it does not do what it should, and says what it has compared. */
export const runs: Readonly<Record<string, (sdk: SDK, work: string) => Promise<string>>> = {
	"http-get": (sdk, work) => download(sdk, work, "http-get"),
	"ftp-log": log,
	fetch: (sdk, work) => download(sdk, work, "fetch"),
};
