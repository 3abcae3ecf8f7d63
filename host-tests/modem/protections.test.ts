import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { damage, MemoryNetwork } from "../../simulator/index.ts";
import type { ErrorCode } from "../../src/index.js";
import { LOOK, NONE, Recovery } from "../../src/modem/recovery.js";
import { mishear } from "../support/misheard.ts";
import { ScenarioBench, SCENARIOS } from "../support/scenarios.ts";
import { Workbench } from "../support/workbench.ts";

/*
	Protections that no other test missed when they were taken away (npm run mutate).
*/

const OK = Buffer.from("\r\nOK\r\n");
const scenarioOf = (name: string) => SCENARIOS.find(each => each.name === name)!;

/** Plays a scenario whose modem says every OK twice, in one burst. */
async function commandsOf(name: string, isTwice: boolean): Promise<string[]> {
	const scenario = scenarioOf(name);
	const bench = new ScenarioBench(scenario);
	const { txd } = bench.simulator;
	let matched = 0;
	if (isTwice) {
		txd.tamper = byte => {
			matched = byte === OK[matched] ? matched + 1 : Number(byte === OK[0]);
			return matched === OK.length ? [byte, ...OK] : [byte];
		};
	}
	assert.is(await bench.play(scenario), "done");
	bench.modem.close();
	return bench.commands;
}

for (const name of ["HEAD", "FTP size", "FTP rename"]) {
	test(`${name}: an OK that comes twice in one burst answers no command that has not gone out`, async () => {
		const commands = await commandsOf(name, true);
		for (const command of await commandsOf(name, false)) assert.ok(commands.includes(command), `${command} has not been sent`);
	});
}

test("after a command that was not answered the settings are made again, whatever the next operation needs", async () => {
	const bench = new ScenarioBench();
	await bench.run(() => bench.ready > 0);
	bench.simulator.leaveUnanswered();
	assert.is(await bench.play(scenarioOf("signal")), "timeout");
	const before = bench.simulator.transcript.entries.length;
	assert.is(await bench.play(scenarioOf("signal")), "done");
	const said = bench.simulator.transcript.entries.slice(before).map(({ text }) => text);
	assert.ok(said.indexOf("AT+CMEE=1") >= 0 && said.indexOf("AT+CMEE=1") < said.indexOf("AT+CSQ"), said.join("\n"));
});

test("after a damaged line that has harmed nothing the settings are made again, too", async () => {
	const bench = new ScenarioBench();
	await bench.run(() => bench.ready > 0);
	const happened = mishear(bench.simulator.txd, "+HTTPREAD:1152");
	assert.is(await bench.play(scenarioOf("GET")), "done");
	assert.ok(happened());
	const before = bench.simulator.transcript.entries.length;
	assert.is(await bench.play(scenarioOf("signal")), "done");
	const said = bench.simulator.transcript.entries.slice(before).map(({ text }) => text);
	assert.ok(said.indexOf("AT+CMEE=1") >= 0 && said.indexOf("AT+CMEE=1") < said.indexOf("AT+CSQ"), said.join("\n"));
});

test("a modem that never falls silent does not hold an operation for ever", async () => {
	const bench = new ScenarioBench();
	await bench.run(() => bench.ready > 0);
	const flood = (): void => {
		bench.simulator.unsolicited("RING");
		bench.clock.schedule(60, flood);
	};
	flood();
	bench.simulator.leaveUnanswered();
	let end: string | undefined;
	bench.modem.signal(error => void (end = error?.code ?? "done"));
	await bench.run(() => end !== undefined, 60_000);
	assert.is(end, "timeout");
});

test("a network that denies and then agrees is no error", async () => {
	const bench = new Workbench({ cell: { registration: 3 } });
	bench.clock.schedule(4000, () => bench.simulator.changeWorld({ cell: { registration: 1 } }));
	await bench.run(() => bench.ready > 0 || bench.errors.length > 0);
	assert.equal(bench.errors, []);
});

test("a bearer that has been refused three times has the network left and joined again", async () => {
	const bench = new ScenarioBench({ simulator: { settings: { bearerOpenings: ["refused", "refused", "refused", "works"] } } });
	await bench.run(() => bench.ready > 0);
	assert.equal(bench.errors, []);
	assert.ok(bench.commands.includes("AT+CFUN=0"), bench.commands.join("\n"));
});

test("a PIN that the SIM has taken is given again after every restart", async () => {
	const bench = new ScenarioBench({ simulator: { sim: { pin: "4711" } }, options: { pin: "4711" } });
	await bench.run(() => bench.ready > 0);
	for (let restart = 0; restart < 3; restart++) {
		bench.simulator.powerDip();
		await bench.clock.advance(5000);
		await bench.assertWorks(`restart ${restart}`);
	}
});

test("a data phase that somebody has left is outlasted, where DCD tells of it", async () => {
	const bench = new Workbench({}, { dcd: { pin: 34 } } as object);
	await bench.run(() => bench.ready > 0);
	await bench.restart(["AT+FTPEXTPUT=1", "AT+FTPEXTPUT=2,0,300000,60000"]);
	await bench.run(() => bench.ready > 0 || bench.errors.length > 0);
	assert.equal(bench.errors, []);
});

test("what runs and what waits ends when the modem is closed, once, and nothing is taken after that", async () => {
	const bench = new ScenarioBench();
	await bench.run(() => bench.ready > 0);
	const ends: string[] = [];
	for (let i = 0; i < 3; i++) bench.modem.signal(error => void ends.push(error?.code ?? "done"));
	bench.modem.close();
	await bench.clock.advance(60_000);
	assert.equal(ends, ["cancelled", "cancelled", "cancelled"]);
	assert.throws(() => bench.modem.signal(() => {}), /closed/);
});

test("closed in the middle of a portion, an upload gives the modem nothing that the application has not written", async () => {
	// Before its prompt, and in its payload.
	for (const delay of [0, 2, 20, 80]) {
		const bench = new ScenarioBench();
		const { simulator, clock, content } = bench;
		await bench.run(() => bench.ready > 0);
		let end: string | undefined;
		let at = 0;
		const taken: number[] = [];
		simulator.rxd.tamper = byte => {
			if (simulator.dcd.level === 0) taken.push(byte);
			return byte;
		};
		const put = bench.modem.ftp.put({
			host: "server",
			user: "me",
			password: "secret",
			path: "/new",
			length: content.length,
			extended: false,
			onWritable(count) {
				this.write(content.subarray(at, at + count));
				at += count;
			},
			onDone: error => void (end = error?.code ?? "done"),
		});
		await bench.run(() => simulator.transcript.entries.some(({ text }) => text.startsWith("AT+FTPPUT=2")));
		await clock.advance(delay);
		put.close();
		await bench.run(() => end !== undefined);
		assert.is(end, "cancelled");
		assert.equal(Buffer.from(taken), Buffer.from(content.subarray(0, taken.length)), `${delay} ms`);
	}
});

const BODY = Buffer.from("a line\r\n\r\nRDY\r\n\r\nNORMAL POWER DOWN\r\n\r\n+SAPBR 1: DEACT\r\n\r\nOK\r\nthe last line");

test("words that end a session end nothing where they are payload, whichever byte of its header is lost", async () => {
	const header = `\r\n+HTTPREAD:${BODY.length}\r\n`;
	for (let lost = 0; lost < header.length; lost++) {
		const network = new MemoryNetwork({ server: () => ({ body: BODY }) });
		const bench = new Workbench({ network });
		const { txd, transcript } = bench.simulator;
		const unwatch = transcript.watch(({ text }) => {
			if (!text.startsWith("+HTTPREAD")) return;
			unwatch();
			damage(txd, { drop: [lost] });
		});
		const { end, body } = await bench.download("http://server/file");
		assert.is(end, "done", `byte ${lost}\n${transcript.format(30)}`);
		assert.equal(Buffer.from(body), BODY);
		assert.is(bench.modem.statistics.starts, 1, `byte ${lost}: it was started again`);
	}
});

// What the page says of each error, read from it: the tests hold no other table.
const PAGE = readFileSync("docs/recovery.md", "utf8");
const EFFECTS: readonly (readonly [RegExp, number])[] = [
	[/back to the foot/, NONE],
	[/`look`, and no rung more/, LOOK],
	[/\| none +\|/, LOOK + 1],
];

for (const [row, due] of EFFECTS) {
	const line =
		PAGE.split("\n").find(each => row.test(each) && each.startsWith("| none,")) ?? PAGE.split("\n").find(each => row.test(each))!;
	for (const [, code] of line.matchAll(/`([a-zA-Z]+)`(?=[,. |])/g)) {
		if (code === "look") continue;
		test(`${code} leaves the ladder as docs/recovery.md says`, () => {
			const recovery = new Recovery();
			recovery.note("timeout");
			recovery.note("timeout");
			recovery.note(code as ErrorCode);
			assert.is(recovery.due, due);
			recovery.note("timeout");
			// From the foot the first failure leads to another look.
			if (due === NONE) assert.is(recovery.due, LOOK);
		});
	}
}

test.run();
