/* The command line, against the simulated modem and a web server on this computer. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import { build, parts } from "../../tools/build/build.ts";

export const folder: string = mkdtempSync(join(tmpdir(), "sim900-cli-"));
export const CONTENT = "0123456789".repeat(500);
let server: Server;
/** Where the server is. */
export let host: string;
/** Ended with the tests. */
export const running: Set<ChildProcess> = new Set();

test.before(async () => {
	for (const part of parts) await build(part);
	server = createServer((request, response) => {
		const from = /^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1];
		let body = "";
		request.on("data", (bytes: Buffer) => (body += bytes.toString("latin1")));
		request.on("end", () => {
			if (request.url === "/missing") response.writeHead(404).end("none");
			else if (request.url === "/moved") response.writeHead(302, { location: "/file" }).end();
			else if (request.method === "POST") response.end(`${request.headers["content-type"]}: ${body}`);
			else if (Number(from) >= CONTENT.length) response.writeHead(416).end();
			else if (from !== undefined) response.writeHead(206, { "content-range": `bytes ${from}-4999/5000` }).end(CONTENT.slice(Number(from)));
			else response.end(CONTENT);
		});
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.after(() => {
	for (const child of running) child.kill("SIGKILL");
	server.close();
	rmSync(folder, { recursive: true });
});

export interface Run {
	readonly status: number | null;
	readonly out: string;
	readonly err: string;
}

/** Runs the command line to its end. */
export async function run(
	words: readonly string[],
	{ input = "", environment = {} }: { input?: string; environment?: NodeJS.ProcessEnv } = {},
): Promise<Run> {
	const child = spawn(process.execPath, ["dist/cli/main.js", ...words], { env: { ...process.env, ...environment } });
	running.add(child);
	let [out, err] = ["", ""];
	child.stdout.on("data", (bytes: Buffer) => (out += bytes.toString("latin1")));
	child.stderr.on("data", (bytes: Buffer) => (err += bytes.toString("latin1")));
	child.stdin.end(input);
	const [status] = (await once(child, "close")) as [number | null];
	running.delete(child);
	return { status, out, err };
}
