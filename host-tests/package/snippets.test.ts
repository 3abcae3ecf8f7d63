/* Every piece of code for Node.js in README.md and docs/ is run in an empty folder where the package is installed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type FtpSite, openFtpSite } from "../../lab/peers/ftp-site.ts";
import { install, packOnce, runIn, temporaryFolder } from "./package.ts";
import { programs, type Snippet } from "./snippets.ts";

const folder = temporaryFolder();
const application = join(folder.path, "application");
const simulators: ChildProcess[] = [];
let server: Server;
let site: FtpSite;
let httpPort = 0;

/** What runs, by the name of the snippet: all of it side by side, because most of it waits for a modem. */
const begun = new Map<string, Promise<string>>();

/** Begins; whoever waits for it hears how it ends. */
function begin(name: string, program: string, ...words: string[]): void {
	const running = runIn(application, program, ...words);
	running.catch(() => {});
	begun.set(name, running);
}

/** Starts a simulated modem as a user does; what it says first. */
async function simulate(...place: string[]): Promise<string> {
	const child = spawn(join(application, "node_modules/.bin/sim900-simulator"), place);
	simulators.push(child);
	const [said] = (await once(child.stdout, "data")) as [Buffer];
	return String(said);
}

/** A tty with a modem of its own. */
async function openTTY(name: string): Promise<string> {
	const path = join(folder.path, name);
	await simulate("--pty", path);
	return path;
}

/** The snippet, with the servers and the modem that this computer has. */
async function local({ name, code }: Snippet): Promise<string> {
	const tty = code.includes("/dev/ttyUSB0") ? await openTTY(`tty-${name}`) : "";
	const tcpPort = code.includes("connect(7000,") ? /:(\d+)/.exec(await simulate("--tcp", "127.0.0.1:0"))![1]! : "";
	return code
		.replaceAll("/dev/ttyUSB0", tty)
		.replaceAll("http://example.com", `http://127.0.0.1:${httpPort}`)
		.replaceAll("connect(7000,", `connect(${tcpPort},`)
		.replaceAll('host: "ftp.example.com"', `host: "127.0.0.1", port: ${site.port}`)
		.replaceAll('user: "me"', `user: "${site.user}"`)
		.replaceAll('password: "secret"', `password: "${site.password}"`);
}

test.before(async () => {
	mkdirSync(application);
	await install(application, (await packOnce()).tarball);
	server = createServer((request, response) => {
		request.resume();
		request.on("end", () => response.end(`answer to ${request.method} ${request.url}`));
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	httpPort = (server.address() as AddressInfo).port;
	site = await openFtpSite();
	writeFileSync(join(site.root, "log.txt"), "20.0\n");
	writeFileSync(join(application, "measurements.bin"), "x".repeat(500));
	for (const program of programs) {
		writeFileSync(join(application, `${program.name}.mjs`), await local(program));
		begin(program.name, process.execPath, `${program.name}.mjs`);
	}
	begin("npx", "npx", "--no-install", "sim900", "get", `http://127.0.0.1:${httpPort}/x`, "--port", await openTTY("tty-npx"));
});
test.after(async () => {
	for (const child of simulators) child.kill();
	server.close();
	await site.close();
	folder.remove();
});

const SAYS: Readonly<Record<string, RegExp>> = {
	"README-md-1": /^200 answer to GET \/data\.txt\n$/,
	"docs-node-md-1": /^200 answer to GET \/data\.txt\n$/,
	"docs-node-md-2": /^signal \d+ of 31, operator CHINA MOBILE\n$/,
	"docs-node-md-3": /^dns 603\nThe name of the server nowhere\.invalid was not found \(603\)\. Check/,
	"docs-node-md-4": /^ +\d\.\d{3} +\+\d\.\d{3} > AT$/m,
	"docs-http-md-1": /^200 answer to POST \/log\n$/,
	"docs-http-md-2": /^\d+ of \d+$/m,
	"docs-ftp-md-1": /^\d+ log\.txt$/m,
	"docs-ftp-md-2": /^10 bytes\n20\.0\n21\.5\n$/,
	"docs-ftp-md-3": /^$/,
};

for (const { name } of programs) {
	test(`${name} runs, ends by itself and says what it should`, async () => {
		assert.match(await begun.get(name)!, SAYS[name]!);
	});
}

test("npx sim900 get fetches a file from the modem on a tty, and ends", async () => {
	assert.is(await begun.get("npx")!, "answer to GET /x");
});

test("what the snippets have written is there", () => {
	assert.is(readFileSync(join(application, "firmware.bin"), "utf8"), "answer to GET /firmware.bin");
	assert.is(readFileSync(join(site.root, "measurements.bin"), "latin1"), "x".repeat(500));
});

test.run();
