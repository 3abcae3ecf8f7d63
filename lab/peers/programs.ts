import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server program from the system, run for a test with a configuration of the test's own. */
export interface Program {
	/** Port on 127.0.0.1. */
	readonly port: number;
	/** Its folder. */
	readonly folder: string;
	stop(): Promise<void>;
}

/** Whether the program is installed: `probe` succeeds in a shell. With CI=true its absence is an error, for it would silence tests. */
export function installed(name: string, probe = `command -v ${name}`): boolean {
	const there = spawnSync("sh", ["-c", probe]).status === 0;
	if (!there && process.env["CI"] === "true") throw new Error(`CI needs ${name}: .ci/run installs it`);
	if (!there) console.log(`${name} is not installed: its tests are skipped`);
	return there;
}

/** A port on 127.0.0.1 that nobody uses now. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}

/** Resolves when something listens on the port; rejects when the program has ended. */
async function listening(port: number, child: ChildProcess, complaints: () => string): Promise<void> {
	for (;;) {
		if (child.exitCode !== null) throw new Error(`the server ended: ${complaints()}`);
		const socket = connect(port, "127.0.0.1");
		const open = await Promise.race([once(socket, "connect").then(() => true), once(socket, "close").then(() => false)]).catch(() => false);
		socket.destroy();
		if (open) return;
		await new Promise(resolve => setTimeout(resolve, 20));
	}
}

/** Starts `command` with the configuration that `configure` writes for a port and a folder; `{config}` in the words is its file. */
export async function startProgram(
	command: readonly string[],
	configure: (port: number, folder: string) => string,
	files: Readonly<Record<string, Uint8Array>> = {},
): Promise<Program> {
	const port = await freePort();
	const folder = mkdtempSync(join(tmpdir(), "sim900-peer-"));
	const config = join(folder, "server.conf");
	writeFileSync(config, configure(port, folder));
	for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
	const [program, ...words] = command.map(word => word.replace("{config}", config).replace("{folder}", folder));
	const child = spawn(program!, words, { stdio: ["ignore", "pipe", "pipe"] });
	let complaints = "";
	for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (complaints += bytes.toString()));
	await listening(port, child, () => complaints);
	return {
		port,
		folder,
		async stop() {
			const ended = once(child, "exit");
			child.kill("SIGTERM");
			await ended;
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
