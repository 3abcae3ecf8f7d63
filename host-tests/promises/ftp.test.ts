import { test } from "uvu";
import * as assert from "uvu/assert";
import { SIM900Error } from "../../src/promises.js";
import { PromiseBench } from "../support/promise-bench.ts";

const SERVER = { host: "ftp.example.com", user: "me", password: "secret" };
const bench = (): PromiseBench => new PromiseBench(() => ({ body: "" }));
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

test("a file is read as bytes, as text, from an offset; one without bytes is one too", async () => {
	const b = bench();
	const get = (path: string, options = {}): Promise<string> =>
		b.wait(b.modem.ftp.get({ ...SERVER, path, ...options }).then(file => file.text()));
	assert.is(await get("/file"), "0123456789");
	assert.is(await get("/file", { offset: 4 }), "456789");
	assert.is(await get("/empty"), "");
});

test("a file is written from text, bytes and pieces, appended to, and resumed", async () => {
	const b = bench();
	const { ftp } = b.modem;
	const stored = (path: string): string => text(b.ftp.files.get(path) ?? new Uint8Array(0));
	await b.wait(ftp.put({ ...SERVER, path: "/a" }, "one"));
	assert.is(stored("/a"), "one");
	await b.wait(ftp.put({ ...SERVER, path: "/a", mode: "append" }, Buffer.from(" two")));
	assert.is(stored("/a"), "one two");
	async function* pieces(): AsyncGenerator<Uint8Array> {
		for (const piece of ["x".repeat(700), "y".repeat(700), "z".repeat(1400)]) yield Buffer.from(piece);
	}
	await b.wait(ftp.put({ ...SERVER, path: "/b" }, pieces()));
	assert.is(stored("/b"), "x".repeat(700) + "y".repeat(700) + "z".repeat(1400));
	// All of it, of which the server has the beginning.
	await b.wait(ftp.put({ ...SERVER, path: "/a", resume: true, offset: 7 }, "one two three"));
	assert.is(stored("/a"), "one two three");
	await b.wait(ftp.put({ ...SERVER, path: "/text" }, ["21.5", Buffer.from(" "), "°C"]));
	assert.is(Buffer.from(b.ftp.files.get("/text")!).toString(), "21.5 °C");
	await b.wait(ftp.put({ ...SERVER, path: "/large" }, new Uint8Array(10_000).fill(66)));
	assert.is(stored("/large"), "B".repeat(10_000));
});

test("folders and files: list, size, remove, make, remove the folder, state", async () => {
	const b = bench();
	const { ftp } = b.modem;
	await b.wait(ftp.makeDirectory({ ...SERVER, path: "/folder" }));
	const files = await b.wait(ftp.list({ ...SERVER, path: "/" }));
	assert.equal(files.find(({ name }) => name === "file")?.size, 10);
	assert.ok(files.find(({ name }) => name === "folder")?.isDirectory);
	assert.is(await b.wait(ftp.size({ ...SERVER, path: "/file" })), 10);
	await b.wait(ftp.removeDirectory({ ...SERVER, path: "/folder" }));
	await b.wait(ftp.remove({ ...SERVER, path: "/file" }));
	assert.equal(
		(await b.wait(ftp.list({ ...SERVER, path: "/" }))).map(({ name }) => name),
		["empty"],
	);
});

test("what fails says what to do", async () => {
	const b = bench();
	const failures = {
		missing: b.modem.ftp.get({ ...SERVER, path: "/none" }),
		password: b.modem.ftp.size({ ...SERVER, password: "wrong", path: "/file" }),
		host: b.modem.ftp.list({ ...SERVER, host: "nowhere.example", path: "/" }),
	};
	const missing = await b.failure(failures.missing);
	assert.ok(missing instanceof SIM900Error);
	assert.match(missing.message, /^The FTP server ftp\.example\.com has no such file, .* \(79\)\. Check the path/);
	assert.match((await b.failure(failures.password)).message, /refuses the password \(72\)\. Correct/);
	assert.match((await b.failure(failures.host)).message, /nowhere\.example was not found \(62\)\. /);
	const wrong = await b.failure(b.modem.ftp.get({ ...SERVER, path: "/" }));
	assert.match(wrong.message, /^name in path must have 1 to 99 characters, it has 0\. Nothing has been sent/);
	const busy = await Promise.all(
		["/1", "/2", "/3", "/4", "/5", "/6"].map(path => b.modem.ftp.size({ ...SERVER, path }).catch(error => error as SIM900Error)).slice(5),
	);
	assert.is((busy[0] as SIM900Error).code, "busy");
	b.modem.close();
});

test("an aborted upload ends with the reason", async () => {
	const b = bench();
	await b.wait(b.modem.ready());
	const controller = new AbortController();
	const reason = new Error("enough");
	const put = b.modem.ftp.put({ ...SERVER, path: "/a", signal: controller.signal }, "text");
	controller.abort(reason);
	assert.is(await b.failure(put), reason);
	assert.is(await b.wait(b.modem.ftp.size({ ...SERVER, path: "/file" })), 10);
});

test.run();
