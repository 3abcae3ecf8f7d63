import { test } from "uvu";
import * as assert from "uvu/assert";
import { nastyFile } from "../../lab/peers/file-server.ts";
import { MemoryNetwork, scheduleFaults, type SimulatorOptions } from "../../simulator/index.ts";
import type { ModemOptions } from "../../src/index.js";
import { loseByte } from "../support/damage.ts";
import { FtpBench } from "../support/ftp-bench.ts";
import { Workbench } from "../support/workbench.ts";

/*
	What the field shows and patience does not cure (docs/recovery.md): the ladder, and what a start finds that somebody else has left.
*/

const FILE = nastyFile(3000);
const FILE_URL = "http://server/file";
const HANDS = { powerKey: { pin: 4 }, reset: { pin: 5 }, status: { pin: 35 } };
const TRANSISTOR = { inverted: [4] };

/** A modem, and the rungs that its driver says it climbs, with the ms before each. */
class Field extends Workbench {
	readonly rungs: [string, number][];

	constructor(simulator: Partial<SimulatorOptions>, options: object = {}, wire: object = {}) {
		const rungs: [string, number][] = [];
		const network = new MemoryNetwork({ server: () => ({ status: 200, body: FILE }) });
		const onRecovery: ModemOptions["onRecovery"] = (rung, delay) => void rungs.push([rung, delay]);
		super({ network, ...simulator }, { onRecovery, ...options } as Partial<ModemOptions>, wire);
		this.rungs = rungs;
	}

	/** The ends of requests, up to the first that is done or `most`. */
	async ends(most: number): Promise<string[]> {
		const ends: string[] = [];
		while (ends.length < most && ends.at(-1) !== "done") {
			const { end, body } = await this.download(FILE_URL);
			if (end === "done") assert.equal(Buffer.from(body), Buffer.from(FILE));
			ends.push(end!);
		}
		return ends;
	}
}

const LOOK: [string, number] = ["look", 0];
const BEARER: [string, number] = ["bearer", 2000];
const NETWORK: [string, number] = ["network", 5000];
const RESTART: [string, number] = ["restart", 10_000];
const RESET: [string, number] = ["reset", 20_000];

// What is stuck, the ends of the requests, and the rungs that were climbed for them.
const STUCK: { what: string; simulator: Partial<SimulatorOptions>; ends: string[]; rungs: [string, number][] }[] = [
	{
		what: "a bearer that looks open and carries nothing until it is closed",
		simulator: { settings: { bearerOpenings: ["dead", "works"] } },
		ends: ["network", "network", "done"],
		rungs: [LOOK, BEARER],
	},
	{
		what: "names that are not found until the bearer is closed",
		simulator: { settings: { jammed: ["dns"] } },
		ends: ["dns", "dns", "done"],
		rungs: [LOOK, BEARER],
	},
	{
		what: "a stack that says 604 until the bearer is closed",
		simulator: { settings: { jammed: ["stack"] } },
		ends: ["stackBusy", "stackBusy", "done"],
		rungs: [LOOK, BEARER],
	},
	{
		what: "HTTPINIT that is refused until the bearer is closed",
		simulator: { settings: { jammed: ["http"] } },
		ends: ["command", "command", "done"],
		rungs: [LOOK, BEARER],
	},
	{
		what: "two bearers that carry nothing",
		simulator: { settings: { bearerOpenings: ["dead", "dead", "works"] } },
		ends: ["network", "network", "network", "done"],
		rungs: [LOOK, BEARER, NETWORK],
	},
	{
		what: "three bearers that carry nothing",
		simulator: { settings: { bearerOpenings: ["dead", "dead", "dead", "works"] } },
		ends: ["network", "network", "network", "network", "done"],
		rungs: [LOOK, BEARER, NETWORK, RESTART],
	},
];
for (const { what, simulator, ends, rungs } of STUCK) {
	test(`${what}: ${rungs.map(([rung]) => rung).join(", ")}, and a request works`, async () => {
		const field = new Field(simulator);
		assert.equal(await field.ends(9), ends);
		assert.equal(field.rungs, rungs);
		field.rungs.length = 0;
		assert.equal(await field.ends(1), ["done"]);
		assert.equal(field.rungs, [], "a success leads back to the foot of the ladder");
	});
}

test("a modem that leaves the network, and does not understand that it is to come back, is told again", async () => {
	const field = new Field({ settings: { bearerOpenings: ["dead", "dead", "works"] } });
	let commands: string[] = [];
	field.simulator.transcript.watch(({ direction, text }) => {
		if (direction !== "host") return;
		commands.push(text);
		if (text !== "AT+CFUN=0") return;
		commands = [];
		loseByte(field, "rxd", 5);
	});
	assert.equal(await field.ends(9), ["network", "network", "network", "done"]);
	assert.equal(commands.slice(0, 2), ["AT+CFN=1", "AT+CFUN=1"]);
});

test("a session of FTP that is stuck in the modem is loosened, by the bearer under it or by the ladder", async () => {
	const bench = new FtpBench({ jammed: ["ftp"] });
	const ends: string[] = [];
	while (ends.length < 9 && ends.at(-1) !== "done") ends.push(await bench.end(bench.start("get")));
	assert.is(ends.at(-1), "done", ends.join());
	assert.ok(ends.length <= 3, ends.join());
	assert.is(await bench.end(bench.start("put", { path: "/new", length: 3000 })), "done");
});

// What a bearer does at first, and the rungs that opening it costs: no request fails for it.
const BEARERS: [string, Partial<SimulatorOptions>, [string, number][]][] = [
	["is refused once", { settings: { bearerOpenings: ["refused", "works"] } }, [BEARER]],
	["is refused twice", { settings: { bearerOpenings: ["refused", "refused", "works"] } }, [BEARER, ["bearer", 4000]]],
	[
		"is refused until the network has been left",
		{ settings: { bearerOpenings: ["refused", "refused", "refused", "works"] } },
		[BEARER, ["bearer", 4000], ["network", 8000]],
	],
	["needs 12 s to connect", { settings: { bearerOpenings: ["connecting"], bearerConnectTime: 12_000 } }, []],
	["has no address at first", { settings: { bearerOpenings: ["no address", "works"] } }, [BEARER]],
	["is refused until AT+CGATT=1", { settings: { attachOnRegistration: false } }, [BEARER]],
];
for (const [what, simulator, rungs] of BEARERS) {
	test(`a bearer that ${what} costs no request`, async () => {
		const field = new Field({ boot: "cold", ...simulator }, { powerKey: { pin: 4 } }, TRANSISTOR);
		assert.equal(await field.ends(1), ["done"]);
		assert.equal([field.errors, field.rungs], [[], rungs]);
	});
}

test("a modem that no word helps is restarted, reset by its pin, and then left alone for longer and longer", async () => {
	const field = new Field({ settings: { bearerOpenings: ["dead"] } }, HANDS, TRANSISTOR);
	let pulses = 0;
	field.simulator.nreset.watch(level => void (pulses += level === 0 ? 1 : 0));
	await field.ends(5);
	assert.equal([field.rungs, pulses], [[LOOK, BEARER, NETWORK, RESTART], 0]);
	await field.ends(1);
	assert.equal([field.rungs.at(-1), pulses], [RESET, 1]);
	await field.ends(27);
	const later = field.rungs.slice(5);
	assert.equal(
		later.filter(([rung]) => rung === "reset"),
		[40_000, 80_000, 160_000].map(delay => ["reset", delay]),
	);
	// Up to the next one, what may loosen a connection without it comes after every other failure.
	assert.equal(later.slice(0, 7), [BEARER, LOOK, ["reset", 40_000], LOOK, BEARER, LOOK, BEARER]);
});

test("a modem with a power key alone is switched off and on again", async () => {
	const field = new Field({ settings: { bearerOpenings: ["dead"] } }, { powerKey: { pin: 4 } }, TRANSISTOR);
	await field.ends(5);
	let states = "";
	field.simulator.pwrkey.watch(level => void (states += level));
	await field.ends(1);
	assert.is(states, "0101");
});

test("a server that is down for hours costs few restarts, and an answer leads back to the foot", async () => {
	let up = false;
	const network = new MemoryNetwork({ server: () => (up ? { status: 404, body: "" } : "connect") });
	const field = new Field({ network }, HANDS, TRANSISTOR);
	assert.equal(new Set(await field.ends(40)), new Set(["network"]));
	assert.equal(
		field.rungs.map(([rung]) => rung).filter(rung => rung !== "look" && rung !== "bearer"),
		["network", "restart", "reset", "reset", "reset", "reset"],
	);
	up = true;
	field.rungs.length = 0;
	assert.is((await field.download(FILE_URL)).status, 404);
	up = false;
	await field.download(FILE_URL);
	await field.download(FILE_URL);
	assert.equal(field.rungs.slice(-1), [LOOK]);
});

test("after a silent restart at any moment of a request the next one works", async () => {
	for (let after = 0; after < 3000; after += 97) {
		const field = new Field({ settings: { bootCodes: [] } });
		scheduleFaults({ clock: field.clock, modem: field.simulator }, [{ on: /HTTPTERM/, after, powerDip: true }]);
		const ends = await field.ends(3);
		assert.ok(ends.length <= 2, `${after} ms: ${ends.join()}`);
	}
});

test("after the bearer was lost without a word one request fails at most, of HTTP and of FTP", async () => {
	const bench = new FtpBench();
	await bench.run(() => bench.ready === 1);
	for (const operation of ["get", "put", "list", "size"]) {
		bench.simulator.txd.tamper = () => [];
		bench.simulator.loseBearer();
		await bench.clock.advance(50);
		bench.simulator.txd.tamper = undefined;
		const ends: string[] = [];
		while (ends.length < 3 && ends.at(-1) !== "done") {
			const { done } = bench.start(operation, operation === "put" ? { path: "/new" } : {});
			await bench.run(() => done.length > 0);
			ends.push(done[0]!);
		}
		assert.ok(ends.length <= 2, `${operation}: ${ends.join()}`);
	}
	const field = new Field({});
	await field.run(() => field.ready === 1);
	field.simulator.txd.tamper = () => [];
	field.simulator.loseBearer();
	await field.clock.advance(50);
	field.simulator.txd.tamper = undefined;
	assert.ok((await field.ends(3)).length <= 2);
});

test("a bearer that is lost while a command is not heard costs no request", async () => {
	const field = new Field({});
	await field.run(() => field.ready === 1);
	field.simulator.txd.tamper = () => [];
	const ends: string[] = [];
	field.modem.command("AT+CBC", { onDone: error => void ends.push(error ? error.code : "done") });
	field.simulator.loseBearer();
	await field.clock.advance(50);
	field.simulator.txd.tamper = undefined;
	await field.run(() => ends.length > 0);
	assert.equal(ends, ["timeout"]);
	assert.equal(await field.ends(1), ["done"]);
});

test("a modem that restarts during the pause before a rung is started at once", async () => {
	const field = new Field({ settings: { bearerOpenings: ["dead", "works"] } });
	await field.ends(2);
	const download = field.get(FILE_URL);
	await field.run(() => field.rungs.length === 2);
	await field.clock.advance(500);
	field.simulator.powerDip();
	const start = field.clock.now;
	await field.run(() => download.end !== undefined);
	assert.is(download.end, "done");
	assert.ok(field.clock.now - start < 20_000, `${field.clock.now - start} ms`);
	assert.not.ok(field.simulator.transcript.format().includes("AT+SAPBR=0"));
});

test("a data phase that opens after its time is filled, and the next request works", async () => {
	// Before the search for the modem, and while it lasts.
	for (const late of [3500, 5331, 8000, 12_000, 20_000, 30_000, 35_000]) {
		const bench = new FtpBench();
		scheduleFaults({ clock: bench.clock, modem: bench.simulator }, [{ on: /^\+FTPPUT/, late }]);
		const { done } = bench.start("put", { path: "/new", length: 1000 });
		await bench.run(() => done.length > 0);
		const { done: next } = bench.start("size");
		await bench.run(() => next.length > 0);
		assert.equal(next, ["done"], `${late} ms: ${done.join()}`);
	}
});

// What somebody else has left, and the first request must not notice.
const LEFT: [string, Partial<SimulatorOptions>][] = [
	["AT+CFUN=4", { settings: { leftBehind: ["AT+CFUN=4"] } }],
	["AT+CFUN=0", { settings: { leftBehind: ["AT+CFUN=0"] } }],
	["AT+CSCLK=2", { settings: { leftBehind: ["AT+CSCLK=2"] } }],
	["AT+CGATT=0", { settings: { leftBehind: ["AT+CGATT=0"] } }],
	["data mode", { settings: { leftOnline: true } }],
	["a registration for data alone", { cell: { registration: 2, gprs: 1 } }],
];
for (const [what, simulator] of LEFT) {
	test(`${what} that somebody has left keeps no request from working, and none after a minute`, async () => {
		const field = new Field(simulator);
		assert.equal(await field.ends(1), ["done"]);
		await field.clock.advance(70_000);
		assert.equal(await field.ends(1), ["done"]);
		assert.equal(field.errors, []);
	});
}

for (const baud of [1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800]) {
	test(`a modem at ${baud} baud is found, with a power key and without`, async () => {
		for (const [options, wire] of [
			[{}, {}],
			[{ powerKey: { pin: 4 } }, TRANSISTOR],
			[HANDS, TRANSISTOR],
		]) {
			const field = new Field({ baud }, options, wire);
			assert.equal(await field.ends(1), ["done"]);
			assert.equal(field.errors, []);
		}
	});
}

test("what gets stuck after many failures is loosened by the second one after it", async () => {
	for (let before = 1; before < 12; before++) {
		for (const jam of ["dns", "stack", "http"] as const) {
			const network = new MemoryNetwork({ server: () => (isUp ? { status: 200, body: FILE } : "connect") });
			const field = new Field({ network });
			let isUp = false;
			await field.ends(before);
			isUp = true;
			field.simulator.jam(jam);
			const ends = await field.ends(3);
			assert.is(ends.at(-1), "done", `${jam} after ${before}: ${ends.join()}`);
		}
	}
});

test("a blocked SIM is named", async () => {
	const field = new Field({ sim: { blocked: true } as object });
	assert.equal(await field.ends(1), ["simBlocked"]);
});

test.run();
