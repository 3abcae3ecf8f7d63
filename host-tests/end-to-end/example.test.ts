/* Every example, as its manifests wire it, against a simulated modem; the first things to run also on an emulated microcontroller. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { microcontrollerAvailable } from "../../lab/lane/index.ts";
import { engines } from "../../lab/lane/rig.ts";
import { type FileServer, nastyFile, serve, serveFile } from "../../lab/peers/file-server.ts";
import { openFtpSite } from "../../lab/peers/ftp-site.ts";
import { bootExample, type Config, createMemory, type Example } from "../support/example.ts";

const mcu = await microcontrollerAvailable();
if (mcu !== "mcu" && process.env.CI === "true") throw new Error(`CI needs the emulated microcontroller: ${mcu}`);
const lanes = [...engines, ...(mcu === "mcu" ? (["mcu"] as const) : [])];

const crcOf = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, "0");
const unchanged = (): object => ({});

for (const engine of lanes) {
	test(`${engine}: examples/http-get runs as its manifests wire it, from a modem that is off`, async () => {
		const file = nastyFile(5000);
		const server = await serveFile(file);
		// A factory-fresh modem, which detects its rate.
		const example = await bootExample("http-get", engine, () => ({ url: `${server.origin}/` }), { boot: "cold", baud: 0 });
		await example.run(() => /received|failed|modem:/.test(example.trace()), 120_000).finally(() => server.close());
		assert.is(example.trace(), `modem ready\nstatus 200, 5000 bytes\nreceived 5000 bytes, CRC-32 ${crcOf(file)}\n`);
		assert.is(example.modem.rate, 57600);
	});

	test(`${engine}: examples/modem-info says what the modem is and how far it comes`, async () => {
		const example = await bootExample("modem-info", engine, unchanged, { boot: "cold", baud: 0 });
		await example.run(() => example.trace().includes("that is all"), 120_000);
		assert.match(
			example.trace(),
			new RegExp(
				[
					"reached: answering\nreached: unlocked\nreached: registered\nreached: connected",
					"network: registered, home\nbearer: open, by the access point internet",
					"manufacturer: SIMCOM_Ltd\nmodel: SIMCOM_SIM900\nrevision: .*SIM900.*\nimei: \\d{15}\niccid: [\\dF]{19,20}\noperator: .+",
					"signal: -\\d+ dBm\nthat is all\n$",
				].join("\n"),
			),
		);
	});
}

for (const [what, options, said] of [
	["no SIM", { sim: { present: false } }, /failed: sim\. The SIM is missing .*\. Put a SIM in/],
	["a SIM that asks for its PIN", { sim: { pin: "1234" } }, /failed: simLocked\. The SIM asks for its PIN\. Give it as the option pin/],
	[
		"a network that refuses",
		{ cell: { registration: 3 } },
		/failed: denied\. The network refuses this SIM.*\. Check that the SIM is active/,
	],
	["another access point", { apn: "other" }, /failed: bearer\. .*access point/i],
] as const) {
	test(`examples/modem-info says what to do with ${what}`, async () => {
		const example = await bootExample("modem-info", engines[0]!, unchanged, options as object);
		await example.run(() => example.trace().includes("failed"), 600_000);
		assert.match(example.trace(), said);
	});
}

test("the microcontroller: examples/ftp-log appends lines", async () => {
	if (mcu !== "mcu") return;
	const site = await openFtpSite();
	const { host, port, user, password } = site;
	const change = (config: Config): object => ({ ftp: { ...(config["ftp"] as object), host, port, user, password, path: "/log.txt" } });
	const example = await bootExample("ftp-log", "mcu", change, { baud: 57600 });
	try {
		await example.run(() => /(?:.*sent\n){2}/.test(example.trace()), 400_000);
		assert.is(await readFile(join(site.root, "log.txt"), "utf8"), "1 1\n2 1\n", example.trace());
	} finally {
		await site.close();
	}
});

for (const engine of engines) {
	test(`${engine}: examples/http-post-sensor posts values, and none is lost while the server fails`, async () => {
		const bodies: string[] = [];
		let requests = 0;
		const server = await serve((request, response) => {
			const failed = requests++ === 1;
			let body = "";
			request.on("data", part => (body += part));
			request.on("end", () => {
				if (!failed) bodies.push(body);
				response.writeHead(failed ? 503 : 200).end("thanks");
			});
		});
		const example = await bootExample("http-post-sensor", engine, () => ({ url: `${server.origin}/` }), { baud: 57600 });
		await example.run(() => bodies.length === 2, 400_000).finally(() => server.close());
		assert.equal(bodies, ['{"values":[0.75]}', '{"values":[0.75,0.75]}']);
		assert.match(example.trace(), /^1 values sent\n1 values wait: 503\n/);
	});

	test(`${engine}: examples/sms sends a message, prints what arrives, more of it than may wait, and leaves the SIM empty`, async () => {
		const text = "It is 21 °C in here";
		const example = await bootExample("sms", engine, () => ({ number: "+491701234567" }), { baud: 57600 });
		const { clock, modem } = example;
		const came = ["one", "two", "three", "four", "five", "six", "sieben: €5"];
		const receive = (each: string): void => void modem.receiveMessage("+4915112345678", each);
		// While it is sent.
		modem.transcript.watch(({ text: line }) => line.startsWith("AT+CMGS") && clock.schedule(1000, () => came.slice(0, 6).forEach(receive)));
		clock.schedule(60_000, () => came.slice(6).forEach(receive));
		const card = (): readonly unknown[] => modem.nvram.get("messages") as unknown[];
		await example.run(() => clock.now > 60_000 && !card().some(Boolean), 400_000);
		const lines = came.map(each => `+4915112345678: ${each}\n`);
		assert.is(example.trace(), `sent to +491701234567, parts: 1\n${lines.join("")}`);
		assert.equal(
			modem.sentMessages.map(sent => [sent.number, sent.text]),
			[["+491701234567", text]],
		);
	});

	test(`${engine}: examples/sms sends nothing where nobody is named`, async () => {
		const example = await bootExample("sms", engine, unchanged, { baud: 57600 });
		await example.run(() => example.modem.transcript.entries.some(({ text }) => text.startsWith("+CPMS")), 60_000);
		assert.is(example.trace(), "nothing is sent: config.number is empty\n");
		assert.equal(example.modem.sentMessages, []);
	});

	test(`${engine}: examples/fetch loads a file`, async () => {
		const file = nastyFile(3000);
		const server = await serveFile(file);
		const example = await bootExample("fetch", engine, () => ({ url: `${server.origin}/file` }), { baud: 57600 });
		await example.run(() => /received|failed|modem:/.test(example.trace()), 120_000).finally(() => server.close());
		assert.is(example.trace(), `received 3000 bytes, CRC-32 ${crcOf(file)}\n`);
	});
}

test("an example prints its dialogue with the modem where its config says so, payload as counts and secrets as stars", async () => {
	const site = await openFtpSite();
	const { host, port, user } = site;
	const change = (config: Config): object => ({
		dialogue: "true",
		ftp: { ...(config["ftp"] as object), host, port, user, password: site.password, path: "/log.txt" },
	});
	const example = await bootExample("ftp-log", engines[0]!, change, { baud: 57600 });
	await example.run(() => /characters/.test(example.trace()), 400_000).finally(() => site.close());
	assert.match(example.trace(), /^ +\d+\.\d{3} +\+\d+\.\d{3} > AT\+FTPPUT=1$/m);
	assert.match(example.trace(), /> AT\+FTPPW=\*\*\*$/m);
	assert.match(example.trace(), /< \+FTPPUT:2,4\n.* > \[4 bytes\]$/m);
	assert.not.match(example.trace(), site.password);
});

/** An image of an ESP32, and how a server describes it. */
const IMAGE = Buffer.concat([Buffer.of(0xe9), nastyFile(20_000)]);
const DIGEST = createHash("sha256").update(IMAGE).digest("hex");

function serveImage(image: Uint8Array, digest: string): Promise<FileServer & { readonly ranges: string[] }> {
	const ranges: string[] = [];
	return serve((request, response) => {
		if (request.url === "/firmware.txt") return void response.end(`${image.length} ${digest}\n`);
		const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
		ranges.push(`${first ?? ""}-${last ?? ""}`);
		const [from, end] = [Number(first ?? 0), last ? Number(last) + 1 : image.length];
		const headers = { "content-range": `bytes ${from}-${end - 1}/${image.length}` };
		response.writeHead(first === undefined ? 200 : 206, first === undefined ? {} : headers).end(image.subarray(from, end));
	}).then(server => Object.assign(server, { ranges }));
}

const update = (origin: string) => (): object => ({ image: `${origin}/firmware.txt`, piece: 10_000, pause: 1000 });

for (const engine of engines) {
	test(`${engine}: examples/ota goes on after restarts of the board, and starts the image whose digest is right`, async () => {
		const server = await serveImage(IMAGE, DIGEST);
		const memory = createMemory();
		let example: Example | undefined;
		const checkpoint = (): number => Number(memory.preferences.get("ota.checkpoint") ?? 0);
		try {
			// The board loses its power twice, in the middle of a block.
			for (const limit of [4096, 12_288]) {
				example = await bootExample("ota", engine, update(server.origin), { baud: 57600 }, memory, example);
				const { clock } = example;
				let since = Infinity;
				await example.run(() => {
					if (checkpoint() >= limit && since === Infinity) since = clock.now;
					return clock.now > since + 300;
				}, 600_000);
				assert.ok(checkpoint() >= limit && checkpoint() < IMAGE.length, String(checkpoint()));
				assert.equal(memory.deeds, []);
			}
			const before = server.ranges.length;
			const reached = checkpoint();
			example = await bootExample("ota", engine, update(server.origin), {}, memory, example);
			await example.run(() => false, 600_000);
			assert.match(server.ranges[before]!, new RegExp(`^${reached}-`));
		} finally {
			await server.close();
		}
		assert.equal(memory.deeds, [["boot", IMAGE.length], ["restart"]]);
		assert.is(createHash("sha256").update(memory.flash.subarray(0, IMAGE.length)).digest("hex"), DIGEST);
		assert.equal([...memory.preferences], []);
		assert.match(example.trace(), /the new firmware starts\n$/);
	});
}

test("examples/ota starts no image whose digest is another one", async () => {
	const server = await serveImage(IMAGE, "0".repeat(64));
	const memory = createMemory();
	const example = await bootExample("ota", engines[0]!, update(server.origin), { baud: 57600 }, memory);
	await example.run(() => example.trace().includes("digest"), 600_000).finally(() => server.close());
	assert.match(example.trace(), /the digest is another one; again in 1 s\n$/);
	assert.equal([memory.deeds, [...memory.preferences]], [[], []]);
});

test("examples/ota leaves alone what runs already", async () => {
	const server = await serveImage(IMAGE, DIGEST);
	const memory = createMemory();
	const change = (): object => ({ ...update(server.origin)(), running: DIGEST });
	const example = await bootExample("ota", engines[0]!, change, { baud: 57600 }, memory);
	await example.run(() => example.trace().includes("nothing new"), 600_000).finally(() => server.close());
	assert.equal([memory.deeds, server.ranges], [[], []]);
});

test.run();
