import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryNetwork } from "../../simulator/index.ts";
import { type CommandOptions, hashOf, type ModemOptions } from "../../src/index.js";
import { CUTS, Exchange } from "../support/exchange.ts";
import { Workbench } from "../support/workbench.ts";

/** Sends a raw command and keeps what comes back. */
function raw(exchange: Exchange, text: string, options: CommandOptions = {}): string[] {
	const heard: string[] = [];
	exchange.modem.command(text, {
		onLine(memory, start, end) {
			heard.push(String.fromCharCode(...memory.subarray(start, end)));
		},
		onDone(error) {
			heard.push(error ? `${error.code} ${error.status} ${error.operation}` : "OK");
		},
		...options,
	});
	return heard;
}

test("a raw command gets the lines of its answer, and what means something by itself goes where it belongs", () => {
	for (const cut of CUTS) {
		const exchange = new Exchange(cut);
		exchange.start();
		const heard = raw(exchange, "AT+GSV;+CBC");
		exchange.row("AT+GSV;+CBC\r", "\r\nSIMCOM_Ltd\r\nSIMCOM_SIM900\r\n\r\n+CBC: 0,91,4080\r\n\r\n+SAPBR 1: DEACT\r\n\r\nOK\r\n");
		assert.equal(heard, ["SIMCOM_Ltd", "SIMCOM_SIM900", "+CBC: 0,91,4080", "OK"]);
		assert.not(exchange.modem.ready);
	}
});

// Errors in every form of AT+CMEE (V1.11 chapter 19).
for (const [answer, status] of [
	["ERROR", 0],
	["+CME ERROR: 3", 3],
	["+CME ERROR: operation not allowed", 3],
	["+CME ERROR: SIM not inserted", 10],
	["+CME ERROR: PDP authentication failure", 149],
	["+CME ERROR: a text that nobody knows", 100],
	["+CMS ERROR: 500", 500],
] as const) {
	test(`${answer} is an error with the number ${status}`, () => {
		const exchange = new Exchange(16);
		exchange.start();
		const heard = raw(exchange, "AT+X");
		exchange.row("AT+X\r", `\r\n${answer}\r\n`);
		assert.equal(heard, [`command ${status} command`]);
	});
}

test("a raw command that is not answered ends with timeout after its own limit", () => {
	const exchange = new Exchange(16);
	exchange.start();
	const heard = raw(exchange, "AT+COPS=?", { limit: 60_000 });
	exchange.expect("AT+COPS=?\r");
	exchange.runtime.advance(59_000);
	exchange.expect("");
	exchange.runtime.advance(1_100);
	exchange.settle();
	assert.equal(heard, ["timeout 0 command"]);
});

test("a raw command is cancelled once, while it waits and while it runs", () => {
	const exchange = new Exchange(16);
	exchange.start();
	const done: (string | undefined)[] = [];
	const options: CommandOptions = { onDone: error => done.push(error?.code) };
	const running = exchange.modem.command("AT+A", options);
	const waiting = exchange.modem.command("AT+B", options);
	waiting.close();
	assert.equal(done, ["cancelled"]);
	running.close();
	running.close();
	exchange.expect("AT+A\r");
	exchange.settle();
	assert.equal(done, ["cancelled", "cancelled"]);
	exchange.expect("");
});

test("lines that mean nothing to the driver reach the application with the hash of their keyword", () => {
	for (const cut of CUTS) {
		const heard: string[] = [];
		const exchange = new Exchange(cut, {
			onUnsolicited(keyword, memory, start, end) {
				if (keyword === hashOf("+CMTI")) heard.push(String.fromCharCode(...memory.subarray(start, end)));
			},
		});
		exchange.start();
		exchange.answer('\r\nRING\r\n\r\n+CMTI: "SM",1\r\n\r\n+CMTI: "SM",2\r\n');
		assert.equal(heard, ['+CMTI: "SM",1', '+CMTI: "SM",2']);
	}
});

function workbench(options: object = {}): Workbench {
	const network = new MemoryNetwork({ server: () => ({ status: 200, body: "body" }) });
	return new Workbench({ network }, options as Partial<ModemOptions>);
}

test("signal and identity are asked of the modem", async () => {
	const bench = workbench();
	await bench.run(() => bench.ready === 1);
	const answers: Record<string, unknown> = {};
	bench.modem.signal((error, rssi, errorRate) => {
		answers["signal"] = [error, rssi, errorRate];
	});
	await bench.run(() => "signal" in answers);
	for (const name of ["manufacturer", "model", "revision", "imei", "imsi", "iccid", "operator"] as const) {
		bench.modem.identify(name, (error, text) => {
			answers[name] = error ?? text;
		});
		await bench.run(() => name in answers);
	}
	assert.is((answers["signal"] as unknown[])[0], null);
	assert.is(answers["manufacturer"], "SIMCOM_Ltd");
	assert.is(answers["model"], "SIMCOM_SIM900");
	assert.match(answers["revision"] as string, "1137B11SIM900M64_ST");
	assert.match(answers["imei"] as string, /^\d{15}$/);
	assert.match(answers["imsi"] as string, /^\d{15}$/);
	assert.match(answers["iccid"] as string, /^[0-9A-F]{20}$/);
	assert.ok((answers["operator"] as string).length > 0);
	assert.is(bench.modem.firmware.platform, 1137);
	assert.is(bench.modem.firmware.build, 11);
	assert.throws(() => bench.modem.identify("name" as "imei", () => {}), /name must be one of manufacturer/);
});

test("the modem sleeps when it is let, and the next request wakes it", async () => {
	const bench = workbench({ dtr: { pin: 32 } });
	await bench.run(() => bench.ready === 1);
	let asleep = false;
	bench.modem.sleep(error => {
		asleep = error === null;
	});
	await bench.run(() => asleep);
	await bench.clock.advance(20_000);
	assert.is(bench.simulator.dtr.level, 1);
	const { end, body } = await bench.download("http://server/");
	assert.is(end, "done");
	assert.is(Buffer.from(body).toString(), "body");
	assert.is(bench.simulator.dtr.level, 0);
	assert.is(bench.modem.statistics.resynchronised, 1, "the first start's, and none for deafness");
});

test("sleeping takes the DTR line", async () => {
	const bench = workbench();
	assert.throws(
		() => bench.modem.sleep(),
		(error: { code: string }) => error.code === "unsupported",
	);
});

test("powerDown() switches the modem off for good, until the next request", async () => {
	const bench = new Workbench(
		{ network: new MemoryNetwork({ server: () => ({ status: 200, body: "body" }) }) },
		{ powerKey: { pin: 4 }, status: { pin: 35 } } as unknown as Partial<ModemOptions>,
		{ inverted: [4] },
	);
	await bench.run(() => bench.ready === 1);
	let off = false;
	bench.modem.powerDown(error => {
		off = error === null;
	});
	await bench.run(() => off);
	await bench.clock.advance(60_000);
	assert.is(bench.simulator.power, "off");
	assert.equal(bench.errors, []);
	assert.is((await bench.download("http://server/")).end, "done");
});

test("a modem that has said that it powers down, and says nothing more, is off", async () => {
	const bench = workbench();
	await bench.run(() => bench.ready === 1);
	const ends: string[] = [];
	bench.simulator.transcript.watch(({ direction, text }) => {
		if (direction !== "host" || text !== "AT+CPOWD=1") return;
		// It stands where it could be a part of the text, and nobody can be asked any more.
		bench.simulator.silence(3_600_000);
		bench.simulator.txd.send(Buffer.from('\r\n+CMT: "+491234567","","15/01/12,10:00:00+32"\r\nhello\r\n\r\nNORMAL POWER DOWN\r\n'));
	});
	bench.modem.powerDown(error => void ends.push(error === null ? "done" : error.code));
	await bench.run(() => ends.length > 0);
	assert.equal(ends, ["done"]);
});

test.run();
