import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryFtpServer, MemoryNetwork } from "../../simulator/index.ts";
import { build } from "../../tools/build/build.ts";
import { Model } from "./model.ts";

await build("espruino");

/** An example with the engine around it, and what it has printed. */
class Example {
	readonly said: string[] = [];
	readonly posted: string[] = [];
	readonly ftp: MemoryFtpServer = new MemoryFtpServer({ users: { me: "secret" }, files: { "/log.csv": "before\n" } });
	readonly model: Model;

	constructor(name: string) {
		const web = {
			"example.com": ({ method, body }: { method: string; body?: Uint8Array }) => {
				if (method === "POST") this.posted.push(Buffer.from(body ?? []).toString());
				return { status: 200, body: "Hello World" };
			},
		};
		this.model = new Model({ network: new MemoryNetwork(web, { "ftp.example.com": this.ftp }) }, text => this.said.push(text));
		for (const module of ["sim900-http", "sim900-ftp"]) this.model.store(module, readFileSync(`dist/espruino/${module}.js`, "utf8"));
		this.model.run(readFileSync(`espruino/${name}.js`, "utf8"));
	}

	/** Lets time pass until the last word is `word`. */
	async until(word: string): Promise<void> {
		await this.model.clock.run(() => this.said.at(-1) === word, 100 * 3_600_000);
	}
}

test("HTTP GET prints what the server says", async () => {
	const example = new Example("http-get");
	await example.until("Hello World");
	assert.equal(example.said, ["connected", "status 200, 11 bytes", "Hello World"]);
});

test("HTTP POST sends a measured value", async () => {
	const example = new Example("http-post");
	await example.until("posted");
	assert.equal(example.said, ["status 200", "posted"]);
	assert.equal(example.posted, ['{"temperature":21.5}']);
});

test("FTP put stores a file", async () => {
	const example = new Example("ftp-put");
	await example.until("stored");
	assert.is(Buffer.from(example.ftp.files.get("/hello.txt")!).toString(), "20 bytes to be kept\n");
});

test("the data logger appends a day's lines, and begins anew", async () => {
	const example = new Example("data-logger");
	await example.until("stored");
	const lines = Buffer.from(example.ftp.files.get("/log.csv")!).toString().trim().split("\n");
	assert.is(lines[0], "before");
	assert.is(lines.length, 1 + 24);
	assert.ok(
		lines.slice(1).every(line => /^\d+,21\.5$/.test(line)),
		lines.join("|"),
	);
	assert.is(example.model.run('require("Storage").read("log")'), undefined);
});

test.run();
