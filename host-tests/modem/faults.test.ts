import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryNetwork, scheduleFaults, type SimulatorOptions } from "../../simulator/index.ts";
import type { ModemOptions } from "../../src/index.js";
import { nastyFile } from "../../lab/peers/file-server.ts";
import { Workbench } from "../support/workbench.ts";

const FILE = nastyFile(3000);
const FILE_URL = "http://server/file";

function network(): MemoryNetwork {
	return new MemoryNetwork({ server: () => ({ status: 200, body: FILE }) });
}

function workbench(simulator: Partial<SimulatorOptions> = {}, options: object = {}, wire: object = {}): Workbench {
	return new Workbench({ network: network(), ...simulator }, options as Partial<ModemOptions>, wire);
}

async function assertWorks(bench: Workbench): Promise<void> {
	const { end, body } = await bench.download(FILE_URL);
	assert.is(end, "done", bench.simulator.transcript.format(40));
	assert.equal(Buffer.from(body), Buffer.from(FILE));
}

/** DevKit pins that pass a transistor, as the wiring of a bare module wants it. */
const POWER = { powerKey: { pin: 4 } };
const TRANSISTOR = { inverted: [4] };

test("a modem that is off is switched on by its power key", async () => {
	const bench = workbench({ boot: "cold" }, POWER, TRANSISTOR);
	await bench.run(() => bench.ready === 1);
	assert.is(bench.simulator.power, "on");
	await assertWorks(bench);
});

test("a modem that runs is not switched off", async () => {
	for (const options of [POWER, { ...POWER, status: { pin: 35 } }]) {
		const bench = workbench({}, options, TRANSISTOR);
		await bench.run(() => bench.ready === 1, 5000);
		await assertWorks(bench);
	}
});

test("STATUS says that a modem is off before anything is tried", async () => {
	const bench = workbench({ boot: "cold" }, { ...POWER, status: { pin: 35 } }, TRANSISTOR);
	await bench.run(() => bench.ready === 1, 10_000);
	await assertWorks(bench);
});

test("a modem that detects its rate is told which one to keep, and stores it only if that is wanted", async () => {
	for (const store of [false, true]) {
		const bench = workbench({ boot: "cold", baud: 0, settings: { synchBytes: true } }, { ...POWER, store }, TRANSISTOR);
		await bench.run(() => bench.ready === 1);
		const dialogue = bench.simulator.transcript.format();
		assert.match(dialogue, "AT+IPR=115200");
		assert.is(dialogue.includes("AT&W"), store);
		await assertWorks(bench);
	}
});

test("nothing is stored in a modem whose rate is raised, unless that is wanted", async () => {
	for (const store of [undefined, true]) {
		const bench = workbench({ baud: 9600 }, store ? { store } : {});
		await bench.run(() => bench.ready === 1);
		assert.is(bench.simulator.transcript.format().includes("AT&W"), store === true);
	}
});

test("a modem at another rate is found, and raised to the rate that is wanted", async () => {
	for (const baud of [9600, 19200, 38400, 57600]) {
		const bench = workbench({ baud });
		await bench.run(() => bench.ready === 1);
		assert.is(bench.simulator.rate, 115200);
		await assertWorks(bench);
	}
});

test("a rate that does not work between the two is given up for the one that did", async () => {
	const bench = workbench({ baud: 57600 });
	const { txd } = bench.simulator;
	// The modem takes AT+IPR=115200, and then nothing of it arrives.
	txd.tamper = byte => (bench.simulator.rate === 115200 ? [] : [byte]);
	await bench.run(() => bench.simulator.rate === 115200);
	// Without a power key only somebody's hand helps: the rate was not stored.
	await bench.run(() => bench.errors.length > 0);
	assert.equal(bench.errors, ["noAnswer"]);
	bench.simulator.powerDip();
	await assertWorks(bench);
	assert.is(bench.simulator.rate, 57600);
});

test("a modem that hangs is reset by NRESET", async () => {
	const bench = workbench({}, { reset: { pin: 5 } });
	const { txd, nreset } = bench.simulator;
	let hangs = true;
	txd.tamper = byte => (hangs ? [] : [byte]);
	nreset.watch(() => {
		hangs = false;
	});
	await bench.run(() => bench.ready === 1);
	await assertWorks(bench);
});

test("the start tells how far it is", async () => {
	const stages: string[] = [];
	const bench = workbench({ boot: "cold" }, { ...POWER, onProgress: (stage: string) => stages.push(stage) }, TRANSISTOR);
	await bench.run(() => bench.ready === 1);
	assert.equal(stages, ["answering", "unlocked", "registered", "connected"]);
	assert.is(bench.modem.registration, 1);
	assert.ok(bench.modem.statistics.noise > 0, "the power-on bytes");
});

test("a modem that runs at another rate is found although the power key has switched it off meanwhile", async () => {
	const bench = workbench({ baud: 9600 }, POWER, TRANSISTOR);
	await bench.run(() => bench.ready === 1);
	await assertWorks(bench);
});

/** s that an error of the start takes at most, as its documentation says. */
function documentedTime(code: string): number {
	const source = readFileSync(new URL("../../src/at/error.ts", import.meta.url), "utf8");
	return Number(new RegExp(`\\| \`${code}\` \\|[^|]* (\\d+) s\\b`).exec(source)![1]);
}

/** What keeps a modem from starting: the error that ends every request, and what mends it. */
interface Hindrance {
	what: string;
	simulator?: Partial<SimulatorOptions>;
	options?: object;
	wire?: object;
	prepare?(bench: Workbench): void;
	code: string;
	mend(bench: Workbench): void;
}

const HINDRANCES: Hindrance[] = [
	{
		what: "a modem that is off, and has no power key",
		simulator: { boot: "cold" },
		code: "noAnswer",
		mend({ simulator, clock }) {
			simulator.pwrkey.set(0);
			clock.schedule(1200, () => simulator.pwrkey.set(1));
		},
	},
	{
		what: "a modem that hears and does not speak, whatever is done with its pins",
		options: { ...POWER, reset: { pin: 5 } },
		wire: TRANSISTOR,
		prepare({ simulator }) {
			simulator.txd.tamper = () => [];
		},
		code: "noAnswer",
		mend({ simulator }) {
			simulator.txd.tamper = undefined;
		},
	},
	{
		what: "a SIM that is missing",
		simulator: { sim: { present: false } },
		code: "sim",
		mend({ simulator }) {
			simulator.changeWorld({ sim: { present: true } });
			simulator.powerDip();
		},
	},
	{
		what: "a SIM that is locked",
		simulator: { sim: { pin: "4711" } },
		code: "simLocked",
		mend({ simulator }) {
			simulator.changeWorld({ sim: { pin: "" } });
			simulator.powerDip();
		},
	},
	{
		what: "a PIN that is wrong",
		simulator: { sim: { pin: "4711" } },
		options: { pin: "0000" },
		code: "pin",
		mend({ simulator }) {
			simulator.changeWorld({ sim: { pin: "" } });
			simulator.powerDip();
		},
	},
	{
		what: "no network",
		simulator: { cell: { registration: 2 } },
		code: "notRegistered",
		mend: ({ simulator }) => simulator.changeWorld({ cell: { registration: 1 } }),
	},
	{
		what: "a network that denies",
		simulator: { cell: { registration: 3 } },
		code: "denied",
		mend: ({ simulator }) => simulator.changeWorld({ cell: { registration: 5 } }),
	},
	{
		what: "a bearer that is refused",
		simulator: { apn: "another" },
		code: "bearer",
		mend: ({ simulator }) => simulator.changeWorld({ apn: "internet" }),
	},
];
for (const { what, simulator, options, wire, prepare, code, mend } of HINDRANCES) {
	const seconds = documentedTime(code);
	test(`${what} ends every request with ${code} within ${seconds} s; when that is mended, a request works`, async () => {
		const bench = workbench(simulator, options, wire);
		prepare?.(bench);
		const download = bench.get(FILE_URL);
		await bench.run(() => download.end !== undefined, seconds * 1000);
		assert.is(download.end, code);
		assert.equal(bench.errors, [code]);
		mend(bench);
		await bench.clock.advance(10_000);
		await assertWorks(bench);
	});
}

test("a SIM that is locked works with its PIN, also after a restart; with another SIM in its place the PIN is tried once", async () => {
	const bench = workbench({ sim: { pin: "4711" } }, { pin: "4711" });
	const restart = async (): Promise<void> => {
		bench.simulator.powerDip();
		await bench.clock.advance(10_000);
	};
	const pins = (): number => bench.simulator.transcript.entries.filter(({ text }) => text.startsWith("AT+CPIN=")).length;
	await assertWorks(bench);
	for (let restarts = 1; restarts < 4; restarts++) {
		await restart();
		await assertWorks(bench);
		assert.is(pins(), 1 + restarts);
	}
	bench.simulator.changeWorld({ sim: { pin: "0815" } });
	for (let i = 0; i < 3; i++) {
		await restart();
		assert.is((await bench.download(FILE_URL)).end, "simLocked");
		assert.equal([bench.errors[0], pins()], ["pin", 5]);
	}
});

test("a wrong PIN is sent once", async () => {
	const bench = workbench({ sim: { pin: "4711" } }, { pin: "0000" });
	await bench.run(() => bench.errors.length > 0, 60_000);
	assert.equal(bench.errors, ["pin"]);
	for (let i = 0; i < 3; i++) assert.is((await bench.download(FILE_URL)).end, "simLocked");
	const sent = bench.simulator.transcript.entries.filter(({ text }) => text.startsWith("AT+CPIN="));
	assert.is(sent.length, 1);
});

test("how far a registration has come can be read", async () => {
	for (const registration of [2, 3] as const) {
		const bench = workbench({ cell: { registration } });
		await bench.run(() => bench.errors.length > 0, 300_000);
		assert.is(bench.modem.registration, registration);
	}
});

test("a bearer that is refused ends with bearer, and is asked for again after a growing pause", async () => {
	const bench = workbench({ apn: "another" });
	await bench.run(() => bench.errors.length > 0, 300_000);
	assert.equal(bench.errors, ["bearer"]);
	const pauses = [];
	for (let i = 0; i < 3; i++) {
		const start = bench.clock.now;
		assert.is((await bench.download(FILE_URL)).end, "bearer");
		pauses.push(bench.clock.now - start);
	}
	assert.ok(pauses[1]! > pauses[0]! + 1500 && pauses[2]! > pauses[1]! + 3500, String(pauses));
});

test("a modem that restarts without a word is found out, and its SIM unlocked again", async () => {
	const bench = workbench({ sim: { pin: "4711" }, settings: { bootCodes: [] } }, { pin: "4711" });
	await assertWorks(bench);
	// The bearer is known to be lost, the restart is not.
	bench.simulator.loseBearer();
	await bench.clock.advance(100);
	bench.simulator.powerDip();
	await bench.clock.advance(60_000);
	await bench.download(FILE_URL);
	await assertWorks(bench);
});

test("a bearer lost while the modem is idle is opened for the next request", async () => {
	const bench = workbench();
	await bench.run(() => bench.ready === 1);
	bench.simulator.loseBearer();
	await bench.clock.advance(1000);
	assert.not(bench.modem.ready);
	await assertWorks(bench);
});

/** What the dialogue says, how often, and ms after it. */
const MOMENTS: [string, { on: RegExp; nth?: number; after: number }][] = [
	["at HTTPINIT", { on: /HTTPINIT/, after: 2 }],
	["during the action", { on: /HTTPACTION=0/, after: 100 }],
	["while a chunk comes", { on: /HTTPREAD=1152/, after: 40 }],
	["at HTTPTERM", { on: /HTTPTERM/, nth: 2, after: 1 }],
];

for (const [when, moment] of MOMENTS) {
	test(`a bearer lost ${when} ends the request or does not matter, and the next one works`, async () => {
		const bench = workbench();
		scheduleFaults({ clock: bench.clock, modem: bench.simulator }, [{ ...moment, loseBearer: true }]);
		const { end } = await bench.download(FILE_URL);
		assert.ok(["done", "bearerLost", "network"].includes(end!), end);
		await assertWorks(bench);
	});

	test(`a power dip ${when} ends the request with reset, and the next one works`, async () => {
		const bench = workbench();
		scheduleFaults({ clock: bench.clock, modem: bench.simulator }, [{ ...moment, powerDip: true }]);
		const { end } = await bench.download(FILE_URL);
		assert.ok(["reset", "noAnswer"].includes(end!), end);
		await assertWorks(bench);
	});

	test(`silence for 8 s ${when} is survived or ends the request, and the next one works`, async () => {
		const bench = workbench();
		scheduleFaults({ clock: bench.clock, modem: bench.simulator }, [{ ...moment, silence: 8000 }]);
		const { end } = await bench.download(FILE_URL);
		assert.ok(["done", "timeout", "noAnswer", "protocol", "command"].includes(end!), end);
		await assertWorks(bench);
	});
}

test("RDY at every millisecond of a request ends it with reset, and the next one works", async () => {
	for (let after = 0; after < 120; after += 3) {
		const bench = workbench();
		scheduleFaults({ clock: bench.clock, modem: bench.simulator }, [{ on: /HTTPTERM/, after, powerDip: true }]);
		const { end } = await bench.download(FILE_URL);
		assert.ok(["reset", "noAnswer"].includes(end!), `${after} ms: ${end}`);
		await assertWorks(bench);
	}
});

test("NORMAL POWER DOWN ends what runs with reset; the modem is switched on for the next request", async () => {
	const bench = workbench({}, { ...POWER, status: { pin: 35 } }, TRANSISTOR);
	await bench.run(() => bench.ready === 1);
	bench.simulator.pwrkey.set(0);
	await bench.clock.advance(900);
	const download = bench.get(FILE_URL);
	await bench.clock.advance(300);
	bench.simulator.pwrkey.release();
	await bench.run(() => download.end !== undefined, 60_000);
	assert.is(download.end, "reset");
	await assertWorks(bench);
});

test("a modem that a damaged line has told to answer otherwise is told again how to", async () => {
	for (const line of ["ATV0", "ATE1", "ATQ1", "AT+CMEE=0", "AT+CMEE=2", "AT&C0", "ATE1V0", "ATV0Q1"]) {
		const bench = workbench({}, { dcd: { pin: 34 } });
		await assertWorks(bench);
		bench.simulator.rxd.send(Buffer.from(`${line}\r`));
		await bench.clock.advance(50);
		// The next one may suffer.
		await bench.download(FILE_URL);
		await assertWorks(bench);
		const started = bench.clock.now;
		await assertWorks(bench);
		assert.ok(bench.clock.now - started < 3000, `${line}: ${bench.clock.now - started} ms`);
	}
});

test("a modem that spells its bytes out, one every few ms, holds no request for ever", async () => {
	for (const gap of [2, 5, 20, 90, 110]) {
		const bench = workbench();
		const { clock, simulator: modem } = bench;
		scheduleFaults({ clock, modem }, [{ on: /HTTPREAD/, fragment: gap }]);
		const { end } = await bench.download(FILE_URL);
		assert.ok(["done", "noAnswer", "timeout", "protocol"].includes(end!), `${gap} ms: ${end}`);
		modem.txd.gap = 0;
		await assertWorks(bench);
	}
});

test("stray output for minutes holds no request for ever", async () => {
	const bench = workbench();
	await bench.run(() => bench.ready === 1);
	let talking = true;
	const talk = (): void => {
		if (!talking) return;
		bench.simulator.unsolicited('+CMTI: "SM",1');
		bench.clock.schedule(30, talk);
	};
	talk();
	await assertWorks(bench);
	await bench.clock.advance(180_000);
	await assertWorks(bench);
	talking = false;
	await assertWorks(bench);
});

test.run();
