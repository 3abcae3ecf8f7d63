import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryFtpServer, MemoryNetwork, type PersonalityName } from "../../simulator/index.ts";
import * as features from "../../src/at/feature.js";
import { type FeatureName, FirmwareRecord as Firmware } from "../../src/modem/firmware.js";
import { nastyFile } from "../../lab/peers/file-server.ts";
import { ACCOUNT, endOf, FtpExchange } from "../support/ftp-exchange.ts";
import { Workbench } from "../support/workbench.ts";

// Revisions that were seen (docs/behaviour.md 0.2), and what a damaged line may look like.
for (const [revision, platform, build] of [
	["1137B01SIM900M32_ST", 1137, 1],
	["1137B03SIM900M64_ST_MMS", 1137, 3],
	["1137B11SIM900M64_ST", 1137, 11],
	[" 1137B13SIM900M64_ST", 1137, 13],
	["1308B08SIM800M32_BT", 1308, 8],
	["1418B05SIM800L24", 1418, 5],
	["", 0, 0],
	["SIM900", 0, 0],
] as const) {
	test(`Revision:${revision} is platform ${platform}, build ${build}`, () => {
		const firmware = new Firmware();
		const line = Buffer.from(`Revision:${revision}`);
		firmware.read(line, "Revision:".length, line.length);
		assert.equal([firmware.platform, firmware.build], [platform, build]);
	});
}

const FEATURES = Object.entries(features) as [FeatureName, number][];

test("nothing is known of a firmware before it was tried, and nothing that is not a feature is asked for", () => {
	const firmware = new Firmware();
	assert.ok(FEATURES.length > 10);
	for (const [name] of FEATURES) assert.is(firmware.has(name), undefined, name);
	assert.throws(() => firmware.has("FTPGET" as FeatureName), /unknown command or tag FTPGET/);
});

test("what was taken or refused is remembered for this revision only, the last answer counting", () => {
	const firmware = new Firmware();
	const b11 = Buffer.from("1137B11SIM900M64_ST");
	firmware.read(b11, 0, b11.length);
	for (const [name, feature] of FEATURES) {
		firmware.note(feature, false);
		assert.is(firmware.has(name), false);
		firmware.note(feature, true);
		assert.is(firmware.has(name), true);
	}
	firmware.read(b11, 0, b11.length);
	assert.is(firmware.has("FTPSIZE"), true);
	const b13 = Buffer.from("1137B13SIM900M64_ST");
	firmware.read(b13, 0, b13.length);
	assert.is(firmware.has("FTPSIZE"), undefined);
});

const FILE = nastyFile(60_000);
const SERVER = { host: "server", user: "me", password: "secret", path: "/file" };

function workbench(personality: PersonalityName): Workbench {
	const server = new MemoryFtpServer({ files: { "/file": FILE }, users: { me: "secret" } });
	const network = new MemoryNetwork({ server: () => ({ status: 200, body: FILE }) }, { server });
	return new Workbench({ network, personality, settings: { networkRate: 5e4 } });
}

/** Lines that the driver has sent so far. */
function sent(bench: Workbench, line: string): number {
	return bench.simulator.transcript.entries.filter(({ direction, text }) => direction === "host" && text === line).length;
}

/** Runs something that takes `onDone`; how it ended. */
async function end(bench: Workbench, begin: (onDone: (error: Parameters<typeof endOf>[0]) => void) => unknown): Promise<string> {
	let end: string | undefined;
	begin(error => (end = endOf(error)));
	await bench.run(() => end !== undefined);
	return end!;
}

test("a progress that the firmware does not know is asked for once, however many requests want it", async () => {
	for (const [personality, known] of [
		["sim900-1137B03", false],
		["sim900-1137B11", true],
	] as const) {
		const bench = workbench(personality);
		assert.is(bench.modem.firmware.has("HTTPSTATUS"), undefined);
		for (let i = 0; i < 3; i++) {
			assert.is(await end(bench, onDone => bench.modem.http.request({ url: "http://server/", onProgress() {}, onDone })), "done");
			assert.is(bench.modem.firmware.has("HTTPSTATUS"), known);
		}
		assert.is(sent(bench, "AT+HTTPSTATUS?") === 1, !known, personality);
	}
});

test("a store that the firmware does not have is tried once; an application that insists has it tried again", async () => {
	const bench = workbench("sim900-1137B03");
	const put = (extended?: boolean): Promise<string> =>
		end(bench, onDone => {
			let at = 0;
			bench.modem.ftp.put({
				...SERVER,
				path: "/new",
				length: FILE.length,
				...(extended === undefined ? {} : { extended }),
				onWritable(count) {
					this.write(FILE.subarray(at, at + count));
					at += count;
				},
				onDone,
			});
		});
	assert.is(await put(), "done");
	assert.is(await put(), "done");
	assert.is(sent(bench, "AT+FTPEXTPUT=1"), 1);
	assert.is(bench.modem.firmware.has("FTPEXTPUT"), false);
	assert.match(await put(true), /^unsupported/);
	assert.is(sent(bench, "AT+FTPEXTPUT=1"), 2);
});

test("what is documented to be absent is not sent", async () => {
	for (const [personality, expected, times] of [
		["sim800", "unsupported 0 ftp", 0],
		["sim900-1137B03", "unsupported 100 ftp", 1],
		["sim900-1137B11", "done", 1],
	] as const) {
		const bench = workbench(personality);
		assert.is(await end(bench, onDone => bench.modem.ftp.rename({ ...SERVER, name: "other", onDone })), expected);
		assert.is(sent(bench, "AT+FTPRENAME"), times, personality);
		assert.is(bench.modem.firmware.has("FTPRENAME"), expected === "done");
	}
});

// A plain ERROR, or "not supported", or "unknown" (docs/behaviour.md 0.3): the firmware does not have it.
for (const [answer, expected, known] of [
	["ERROR", "unsupported 0 ftp", false],
	["+CME ERROR: 4", "unsupported 4 ftp", false],
	["+CME ERROR: 100", "unsupported 100 ftp", false],
	["+CME ERROR: 3", "command 3 ftp", undefined],
] as const) {
	test(`AT+FTPSIZE refused by ${answer} is ${expected}`, () => {
		const exchange = new FtpExchange(16);
		const done: string[] = [];
		exchange.modem.ftp.size({ ...ACCOUNT, path: "/1K.txt", onDone: error => done.push(endOf(error)) });
		exchange.check();
		exchange.source("/", "1K.txt");
		exchange.row("AT+FTPSIZE\r", `\r\n${answer}\r\n`);
		assert.equal(done, [expected]);
		assert.is(exchange.modem.firmware.has("FTPSIZE"), known);
	});
}

test.run();
