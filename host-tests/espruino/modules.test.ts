import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { build } from "../../tools/build/build.ts";
import { findEngine, runOnEngine } from "./engine.ts";
import { MODULES } from "./measure.ts";
import { Model, runOnModel } from "./model.ts";
import type { Outcome, Report, Step, Task } from "./report.ts";
import { FILE, LENGTH, SERVER, sha256, Site, WRITTEN } from "./site.ts";

await build("espruino");

const GET: Step = { do: "http", options: { url: "http://example.com/file" } };
const POST: Step = { do: "http", options: { method: "POST", url: "http://example.com/post", contentType: "text/plain", length: LENGTH } };
const DOWNLOAD: Step = { do: "get", options: { ...SERVER, path: "/dir/file.bin" } };
const put = (path: string, extended: boolean): Step => ({ do: "put", options: { ...SERVER, path, length: LENGTH, extended } });

type Run = (module: string, steps: readonly Step[], site: Site, options?: object) => Promise<Report>;

const taskOf = (steps: readonly Step[], options: object = {}): Task => ({
	module: "library",
	options: { apn: { name: "internet" }, serial: { baud: 115200 }, ...options },
	steps,
});

const fileOf = (module: string, ending: string): string => `dist/espruino/${module}${ending}`;

const onModel: Run = (module, steps, site, options) => runOnModel(fileOf(module, ".js"), taskOf(steps, options), site);

function assertEnds(report: Report, ends: readonly string[]): void {
	assert.equal(
		report.outcomes.map(({ end }) => end),
		ends,
	);
	assert.equal(report.errors, []);
}

function assertFile({ end, body }: Outcome): void {
	assert.is(end, "done");
	assert.is(body.length, LENGTH);
	assert.is(sha256(body), sha256(FILE));
}

/** What every engine has to do. */
function operations(engine: string, run: Run): void {
	test(`${engine}: HTTP alone: GET, HEAD and POST of 20,000 bytes`, async () => {
		const site = new Site();
		const head: Step = { do: "http", options: { method: "HEAD", url: "http://example.com/file" } };
		const { outcomes } = await run("sim900-http", [GET, head, POST], site);
		assertFile(outcomes[0]!);
		assert.equal(outcomes[0]!.headers, [[200, LENGTH]]);
		assert.is(outcomes[1]!.end, "done");
		assert.equal(outcomes[2]!.headers, [[201, "stored".length]]);
		assert.is(Buffer.from(outcomes[2]!.body).toString(), "stored");
		assert.is(sha256(site.posted[0]!), sha256(WRITTEN));
	});

	test(`${engine}: FTP alone: 20,000 bytes down, and up in both ways`, async () => {
		const site = new Site();
		const { outcomes } = await run("sim900-ftp", [DOWNLOAD, put("/up.bin", false), put("/extended.bin", true)], site);
		assertFile(outcomes[0]!);
		for (const path of ["/up.bin", "/extended.bin"]) assert.is(sha256(site.ftp.files.get(path)!), sha256(WRITTEN), path);
	});

	test(`${engine}: every other operation`, async () => {
		const site = new Site();
		const at = (path: string): Record<string, unknown> => ({ ...SERVER, path });
		const report = await run(
			"sim900",
			[
				{ do: "list", options: at("/dir") },
				{ do: "size", options: at("/dir/file.bin") },
				{ do: "rename", options: { ...at("/old.txt"), name: "new.txt" } },
				{ do: "makeDirectory", options: at("/made") },
				{ do: "removeDirectory", options: at("/made") },
				{ do: "remove", options: at("/new.txt") },
				{ do: "signal" },
				{ do: "identify", options: { name: "imei" } },
				{ do: "command", options: { text: "AT+CSQ" } },
				GET,
				DOWNLOAD,
				{ do: "disconnect" },
			],
			site,
		);
		assertEnds(report, Array(12).fill("done"));
		const [list, size, , , , , signal, imei] = report.outcomes;
		assert.equal(
			list!.entries.filter(([, , name]) => !name.startsWith(".")),
			[[false, LENGTH, "file.bin"]],
		);
		assert.is(size!.value, LENGTH);
		assert.type(signal!.value, "number");
		assert.match(imei!.value as string, /^\d{15}$/);
		assertFile(report.outcomes[9]!);
		assertFile(report.outcomes[10]!);
		assert.equal([...site.ftp.files.keys()], ["/dir/file.bin"]);
	});

	test(`${engine}: an error prints its name, its code and a sentence`, async () => {
		const steps: Step[] = [
			{ do: "http", options: { url: "http://nowhere.invalid/" } },
			{ do: "get", options: { ...SERVER, path: "/missing" } },
			{ do: "wrong", options: { url: 7 } },
			{ do: "wrong", options: { url: "http://example.com/", colour: "red" } },
		];
		const { outcomes } = await run("sim900", steps, new Site());
		const [dns, missing, url, option] = outcomes.map(({ end }) => end);
		assert.is(dns, "ModemError: dns: The name of the server was not found (603)");
		assert.match(missing!, /^ModemError: download: The FTP server has no such file, or the download broke \(79\)$/);
		assert.is(url, "ModemError: argument: url must be a string");
		assert.match(option!, /^ModemError: argument: .*no option is called colour/);
	});
}

operations("the model", onModel);

test("each module begins as those of Espruino's collection, and its tokens take no room for that", () => {
	for (const module of MODULES) {
		assert.match(
			readFileSync(fileOf(module, ".js"), "utf8"),
			/^\/\* Copyright \(c\) \d{4} .* See the file LICENSE for copying permission\. \*\/\n\/\* .* \*\/\n/,
		);
		assert.not.match(readFileSync(fileOf(module, ".tokens.js"), "latin1"), "Copyright");
	}
});

test("the model: DCD and the power key are pins of the engine", async () => {
	const site = new Site();
	const pins = { dcd: { pin: 34 }, powerKey: { pin: 4 }, status: { pin: 35 } };
	const { outcomes, errors } = await onModel("sim900", [POST, put("/up.bin", true)], site, pins);
	assert.equal(
		outcomes.map(({ end }) => end),
		["done", "done"],
	);
	assert.equal(errors, []);
	assert.is(sha256(site.posted[0]!), sha256(WRITTEN));
	assert.is(sha256(site.ftp.files.get("/up.bin")!), sha256(WRITTEN));
});

test("the model: a pin tells of its changes, and is read as a level", async () => {
	const model = new Model(new Site());
	const { readFileSync } = await import("node:fs");
	model.store("sim900", readFileSync(fileOf("sim900", ".js"), "utf8"));
	model.run('var library = require("sim900"); var levels = [];');
	model.run("var pin = new library.Digital({ pin: 33, onReadable: function () { levels.push(this.read()); } });");
	model.modem.ri.set(0);
	await model.clock.advance(10);
	model.modem.ri.set(1);
	await model.clock.advance(10);
	assert.equal(model.run("levels.join()"), "0,1");
	model.run("pin.close()");
});

const engine = findEngine();
if (engine === undefined) console.log("real engine: no program called espruino on the PATH");
else {
	const onEngine: Run = (module, steps, site, options) => runOnEngine(engine, fileOf(module, ".tokens.js"), taskOf(steps, options), site);
	operations("the real engine", onEngine);

	test("the real engine: ten downloads in a row leave its memory as it was", async () => {
		const { outcomes } = await onEngine("sim900-http", Array<Step>(10).fill(GET), new Site());
		outcomes.forEach(assertFile);
		const usage = outcomes.map(outcome => outcome.usage);
		assert.ok(Math.max(...usage) - usage[0]! <= 2, `blocks after each download: ${usage.join(", ")}`);
	});
}

test.run();
