/* The waveforms, read by a program that knows nothing of ours. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Recorder, waveformsOf, type Wire } from "../../simulator/index.ts";
import { FtpBench } from "../support/ftp-bench.ts";
import { Workbench } from "../support/workbench.ts";
import { MemoryNetwork } from "../../simulator/index.ts";
import { nastyFile } from "../../lab/peers/nasty.ts";

const folder = mkdtempSync(join(tmpdir(), "sim900-vcd-"));
test.after(() => rmSync(folder, { recursive: true }));

const isThere = spawnSync("sigrok-cli", ["--version"]).status === 0;
if (!isThere && process.env.CI === "true") throw new Error("CI needs sigrok-cli (Debian: sigrok-cli)");
if (!isThere) console.log("no sigrok-cli: waveforms are not decoded (Debian: sigrok-cli)");
const withSigrok = isThere ? test : test.skip;

/** What sigrok's UART decoder reads on a wire. */
function decode(vcd: string, wire: Wire, baud: number): Buffer {
	const file = join(folder, "waveforms.vcd");
	writeFileSync(file, vcd);
	const words = ["-I", "vcd", "-i", file, "-P", `uart:rx=${wire}:baudrate=${baud}`, "-B", "uart=rx"];
	const { stdout, stderr, status } = spawnSync("sigrok-cli", words, { maxBuffer: 1 << 26 });
	assert.is(status, 0, stderr.toString());
	return stdout;
}

const bytesOf = (recorder: Recorder, wire: Wire): Buffer =>
	Buffer.concat(recorder.runs.filter(run => run.wire === wire).map(({ bytes }) => Buffer.from(bytes)));

/** A GET of `file`, recorded. */
async function recordGet(file: Uint8Array): Promise<Recorder> {
	const bench = new Workbench({ network: new MemoryNetwork({ host: () => ({ body: file }) }), settings: { networkRate: 1e6 } });
	const recorder = new Recorder();
	recorder.follow(bench.simulator);
	const { body } = await bench.download("http://host/");
	assert.equal(Buffer.from(body), Buffer.from(file));
	return recorder;
}

withSigrok("a download is decoded back to the exact bytes of both wires", async () => {
	const file = nastyFile(6000);
	const recorder = await recordGet(file);
	const vcd = waveformsOf(recorder);
	const received = decode(vcd, "RX", 115200);
	assert.equal(received, bytesOf(recorder, "RX"));
	assert.ok(received.includes(Buffer.from(file.subarray(0, 1152))));
	const sent = decode(vcd, "TX", 115200);
	assert.equal(sent, bytesOf(recorder, "TX"));
	assert.match(sent.toString("latin1"), "AT+HTTPACTION=0\r");
});

for (const baud of [9600, 460_800]) {
	withSigrok(`every byte there is, at ${baud} baud`, () => {
		const recorder = new Recorder();
		const all = Uint8Array.from({ length: 256 }, (_, index) => index);
		recorder.chunk("TX", all, 0, 256, 3, baud);
		assert.equal(decode(waveformsOf(recorder), "TX", baud), Buffer.from(all));
	});
}

test("an upload shows DCD, and every pin is there", async () => {
	const bench = new FtpBench({}, {}, nastyFile(500));
	const recorder = new Recorder();
	recorder.follow(bench.simulator);
	const put = bench.start("put", { path: "/up" });
	await bench.run(() => put.done.length > 0);
	const vcd = waveformsOf(recorder);
	const names = [...vcd.matchAll(/^\$var wire 1 (\S) (\w+) \$end$/gm)].map(match => match[2]);
	assert.equal(names, ["TX", "RX", "DCD", "RI", "PWRKEY", "NRESET", "STATUS", "DTR", "RTS", "CTS"]);
	const [, id] = /^\$var wire 1 (\S) DCD/m.exec(vcd)!;
	const levels = vcd.split("\n").filter(line => /^[01]/.test(line) && line[1] === id);
	assert.equal(levels.slice(0, 3), [`1${id}`, `0${id}`, `1${id}`]);
	const times = [...vcd.matchAll(/^#(\d+)$/gm)].map(match => Number(match[1]));
	assert.equal(
		times,
		times.toSorted((a, b) => a - b),
	);
});

test.run();
