#!/usr/bin/env node
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { HELP, parseOptions, type ServeOptions } from "./serve/options.ts";
import { onLauncherGone } from "./serve/parents.ts";
import { serve, type Service } from "./serve/serve.ts";

const say = (text: string): void => void process.stderr.write(`sim900-simulator: ${text}\n`);

/** Version of the package: its file stands above the sources, or above what was built of them. */
function version(): string {
	const file = ["../package.json", "../../package.json"].map(path => new URL(path, import.meta.url)).find(url => existsSync(url));
	return file ? (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version : "unknown";
}

function readOptions(words: readonly string[]): ServeOptions | undefined {
	try {
		const options = parseOptions(words);
		if (typeof options === "object") return options;
		console.log(options === "help" ? HELP : version());
	} catch (error) {
		say(`${(error as Error).message} (--help lists the options)`);
		process.exitCode = 2;
	}
	return undefined;
}

async function start(options: ServeOptions): Promise<Service> {
	const service = await serve(options, {
		say,
		ended(reason) {
			say(reason);
			process.exit(1);
		},
	});
	process.on("SIGUSR1", () => service.pressPowerKey());
	return service;
}

async function run(options: ServeOptions): Promise<void> {
	let end = (): void => process.exit(0);
	// Whoever has started it may be gone before it listens.
	onLauncherGone(() => end());
	const service = await start(options);
	end = () => void service.close().then(() => process.exit(0));
	console.log(`listening at ${service.address}`);
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => end());
}

/** Runs a command with a modem for as long as it lasts, and ends as it ends. */
async function runCommand(words: readonly string[], command: readonly string[]): Promise<void> {
	const [program, ...rest] = command;
	if (!program) throw new Error("run needs a command after --");
	const folder = mkdtempSync(join(tmpdir(), "sim900-"));
	const isPlaced = words.some(word => /^--(tcp|pty)(=|$)/.test(word));
	const options = readOptions(isPlaced ? words : [...words, "--pty", join(folder, "modem")]);
	if (!options) return rmSync(folder, { recursive: true });
	const service = await start(options);
	const where = "pty" in options.place ? { SIM900_TTY: options.place.pty } : { SIM900_ADDRESS: service.address };
	const child = spawn(program, rest, { stdio: "inherit", env: { ...process.env, ...where } });
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
	const code = await new Promise<number>(resolve => {
		child.once("error", error => {
			say(error.message);
			resolve(127);
		});
		child.once("exit", (status, signal) => resolve(status ?? 128 + constants.signals[signal!]));
	});
	await service.close();
	rmSync(folder, { recursive: true, force: true });
	process.exit(code);
}

function main(words: readonly string[]): Promise<void> {
	if (words[0] === "run") {
		const end = words.includes("--") ? words.indexOf("--") : words.length;
		return runCommand(words.slice(1, end), words.slice(end + 1));
	}
	const options = readOptions(words);
	return options ? run(options) : Promise.resolve();
}

main(process.argv.slice(2)).catch((error: Error) => {
	say(error.message);
	process.exitCode = 1;
});
