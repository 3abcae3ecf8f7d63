import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nastyFile, serveFile } from "../../lab/peers/file-server.ts";
import { runSession } from "../../lab/session.ts";
import { stall } from "../../lab/stalls.ts";
import { drawTimeline, Recorder, scheduleFaults, timelineOf, writeRecording } from "../../simulator/index.ts";
import { build } from "../../tools/build/build.ts";

const folder = mkdtempSync(join(tmpdir(), "sim900-timeline-"));
test.after(() => rmSync(folder, { recursive: true }));

/** A download whose firmware stands still again and again. */
async function stalledDownload(size: number): Promise<{ recorder: Recorder; healed: number }> {
	const server = await serveFile(nastyFile(size));
	const recorder = new Recorder();
	const { trace } = await runSession({
		firmware: "lab/firmware/http-get.ts",
		config: { url: `${server.origin}/file` },
		engine: "node",
		baud: 115200,
		modem: { boot: "cold" },
		recorder,
		prepare({ clock, modem, board }) {
			stall({ clock, board }, 15, 2000, 1);
			clock.schedule(100, () => modem.pwrkey.set(0));
			clock.schedule(1400, () => modem.pwrkey.set(1));
			scheduleFaults({ clock, modem }, [{ code: "RING", at: 20_000 }]);
		},
	});
	await server.close();
	return { recorder, healed: (JSON.parse(/statistics (\{.*\})/.exec(trace)![1]!) as { healed: number }).healed };
}

let download: Awaited<ReturnType<typeof stalledDownload>>;
test.before(async () => {
	await build("simulator");
	download = await stalledDownload(300_000);
});

test("a download of 300,000 bytes with stalls shows each healed chunk, in a bounded picture", () => {
	const { recorder, healed } = download;
	const timeline = timelineOf(recorder);
	assert.ok(healed > 5, `${healed}`);
	assert.is(timeline.moments.filter(({ kind }) => kind === "healed").length, healed);
	assert.is(timeline.rx.filter(({ kind }) => kind === "broken").length, healed);
	const whole = drawTimeline(timeline, { from: 0, to: timeline.duration, width: 1200 });
	assert.is(whole.match(/<path class="healed"/g)!.length, healed);
	const marks = whole.match(/<(rect|text|path|line)/g)!.length;
	assert.ok(marks < 1200, `${marks} marks`);
});

test("the lanes say what the driver, the wires, the pins and the faults did", () => {
	const { driver, tx, rx, pins, moments, duration } = timelineOf(download.recorder);
	const states = [...new Set(driver.map(({ text }) => text))];
	for (const state of ["starting", "setting up", "waiting for the server", "reading", "resynchronising", "closing"])
		assert.ok(states.includes(state), state);
	assert.is(tx.filter(({ text }) => text === "AT+HTTPACTION=0").length, 1);
	const payload = rx.filter(({ kind }) => kind === "payload").reduce((sum, { count }) => sum + count!, 0);
	assert.is(payload, 300_000);
	assert.equal(
		pins.slice(0, 3).map(({ name }) => name),
		["DCD", "PWRKEY", "RI"],
	);
	const key = pins.find(({ name }) => name === "PWRKEY")!;
	assert.equal(
		[key.initial, key.changes],
		[
			1,
			[
				[100, 0],
				[1400, 1],
			],
		],
	);
	assert.ok(moments.some(({ kind, text }) => kind === "fault" && text === "CPU busy for 15 ms"));
	assert.ok(moments.some(({ kind, text, time }) => kind === "fault" && text === "code RING" && time === 20_000));
	assert.ok(moments.some(({ kind, text }) => kind === "lost" && /^\d+ bytes lost/.test(text)));
	assert.ok(duration > 26_000);
});

test("the closer one looks, the more single lines there are", () => {
	const timeline = timelineOf(download.recorder);
	const { start } = timeline.tx.find(({ text }) => text.startsWith("AT+HTTPREAD"))!;
	const near = drawTimeline(timeline, { from: start - 5, to: start + 145, width: 1200 });
	assert.match(near, ">AT+HTTPREAD=0,1152<");
	const whole = drawTimeline(timeline, { from: 0, to: timeline.duration, width: 1200 });
	assert.not.match(whole, ">AT+HTTPREAD=0,1152<");
});

test("a page holds everything and asks for nothing from elsewhere", () => {
	const file = join(folder, "page.html");
	writeRecording(download.recorder, { timeline: file, title: "<b>download</b> & co" });
	const page = readFileSync(file, "utf8");
	assert.not.match(page, "<b>");
	assert.not.match(page, /\s(src|href)=|url\(|@import|<link|\bimport\s*[("]/);
	assert.ok(page.length < 400_000, `${page.length} bytes`);
	assert.throws(() => writeRecording(download.recorder, { timeline: join(folder, "page.png") }), /ends in \.svg or \.html/);
});

test("a test that fails leaves the timeline of its modem behind and names it", () => {
	const { stdout, status } = spawnSync(process.execPath, ["--import", "tsx", "host-tests/tools/fixtures/fails-with-modem.ts"], {
		encoding: "utf8",
	});
	assert.is(status, 1);
	const [, file] = /^ +timeline: (\S+\.html)$/m.exec(stdout) ?? /timeline: (\S+\.html)/.exec(stdout) ?? [];
	assert.ok(file && existsSync(file), stdout);
	assert.match(readFileSync(file, "utf8"), "AT+CSQ");
	rmSync(file);
});

test.run();
