/* Every board's manifest: its schema, its pins against the facts, the targets that it refuses, and a modem that it boots. */
import { Ajv } from "ajv";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createIO, SIM900Simulator, VirtualClock } from "../../simulator/index.ts";
import { type BoardConfig, type BoardIO, SIM900, wire } from "../../src/index.js";
import { virtualRuntime } from "../support/workbench.ts";
import { type BoardManifest, boardNames, PIN_NAMES, pinsOf, readBoard, readGuide, readSchema, type Step } from "./boards.ts";
import { allowedFor, CHIPS, PICO_TRANSMIT, TARGETS, WIRINGS } from "./facts.ts";

const validate = new Ajv({ allErrors: true, strictTypes: false, strictRequired: false }).compile(readSchema());
const INPUTS = ["receive", "dcd", "status"];

/** Where the schema finds fault, and with what. */
function faultsOf(manifest: unknown): string[] {
	validate(manifest);
	return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** A copy with `value` where `path` leads; undefined takes it away. */
function changed(manifest: BoardManifest, path: readonly string[], value: unknown): BoardManifest {
	const copy = JSON.parse(JSON.stringify(manifest)) as BoardManifest;
	const owner = path.slice(0, -1).reduce<any>((object, name) => (object[name] ??= {}), copy);
	owner[path.at(-1)!] = value;
	return JSON.parse(JSON.stringify(copy)) as BoardManifest;
}

/** The SDK's rule (tools/mcmanifest.js, matchPlatform): the name, then what is before its last slash; of those that match, the first. */
function platformFor(platforms: BoardManifest["platforms"], target: string): { error?: string } | undefined {
	for (let parts = target.split("/"); parts.length > 0; parts = parts.slice(0, -1)) {
		const partial = parts.join("/");
		const name = Object.keys(platforms).find(each => (each.endsWith("/*") ? partial.startsWith(each.slice(0, -1)) : each === partial));
		if (name !== undefined) return platforms[name];
	}
	return platforms["..."];
}

/** ms for which a sequence holds a pin at a level, at the longest. */
function heldFor(steps: readonly Step[], name: string, level: number): number {
	let held = 0;
	let longest = 0;
	let isHeld = false;
	for (const [pin, to, ms] of steps) {
		if (pin === name) isHeld = to === level;
		held = isHeld ? held + ms : 0;
		longest = Math.max(longest, held);
	}
	return longest;
}

test("there is a board for every set of facts, and none without", () => {
	assert.equal(boardNames, Object.keys(WIRINGS).toSorted());
});

for (const name of boardNames) {
	const manifest = readBoard(name);
	const { about, config, platforms } = manifest;
	const { sim900 } = config;
	const facts = WIRINGS[name]!;
	const chip = CHIPS[about.chip]!;

	test(`${name}: the schema has nothing against it`, () => {
		assert.equal(faultsOf(manifest), []);
		assert.is(manifest.$schema, "../schema.json");
	});

	test(`${name}: UART and pins are those of the facts`, () => {
		const { presses: _presses, resets: _resets, port, ...pins } = facts;
		assert.equal(pinsOf(sim900), pins);
		assert.is(sim900.serial.port, port);
	});

	test(`${name}: no pin is used twice, taken by the board, or forbidden by its chip`, () => {
		const pins = pinsOf(sim900);
		const used = [...Object.values(pins), ...(about.taken ?? [])];
		assert.equal(used.length, new Set(used).size, `${used}`);
		for (const [use, pin] of Object.entries(pins)) {
			assert.not.ok(chip.never.includes(pin), `${use} ${pin}`);
			assert.ok(INPUTS.includes(use) || !chip.inputOnly.includes(pin), `${use} ${pin}`);
		}
		const { port, transmit, receive } = sim900.serial;
		if (about.chip === "rp2040") assert.ok(port === undefined && PICO_TRANSMIT.includes(transmit) && receive === transmit + 1);
		else assert.ok(chip.ports.includes(port!));
	});

	test(`${name}: an input with no pull of the chip's own asks for none`, () => {
		for (const use of ["dcd", "status"] as const) {
			const pin = sim900[use];
			if (pin && chip.inputOnly.includes(pin.pin)) assert.is(pin.mode ?? 0, 0, use);
		}
	});

	test(`${name}: the sequences press long enough, and let go`, () => {
		const { powerOn = [], resetPulse = [] } = sim900;
		if (facts.powerKey === undefined) assert.equal(powerOn, []);
		else {
			assert.ok(heldFor(powerOn, "powerKey", facts.presses!) > 1000);
			assert.is(powerOn.findLast(([pin]) => pin === "powerKey")![1], 1 - facts.presses!);
		}
		if (facts.supply !== undefined) assert.equal(powerOn[0], ["supply", 1, 1500]);
		if (facts.reset === undefined) return assert.equal(resetPulse, []);
		// More than 105 ms: a SIM800; 20 us would do for a SIM900.
		assert.ok(heldFor(resetPulse, "reset", facts.resets!) > 105);
		assert.is(resetPulse.at(-1)![1], 1 - facts.resets!);
	});

	test(`${name}: every target that it is not for is refused, with a sentence that says for which it is`, () => {
		const allowed = allowedFor(name);
		assert.equal(TARGETS.filter(target => platformFor(platforms, target)!.error === undefined).toSorted(), allowed.toSorted());
		for (const { error } of Object.values(platforms)) if (error) for (const target of allowed) assert.ok(error.includes(target), error);
	});

	test(`${name}: wired so, a modem is started, and its key is let go`, async () => {
		const clock = new VirtualClock();
		const modem = new SIM900Simulator({
			clock,
			boot: facts.powerKey === undefined ? "running" : "cold",
			personality: about.modem.startsWith("SIM8") ? "sim800" : "sim900-1137B11",
		});
		const inverted = [facts.presses === 1 ? facts.powerKey : undefined, facts.resets === 1 ? facts.reset : undefined];
		const wiring = { port: 0, ...facts, inverted: inverted.filter(pin => pin !== undefined) };
		const io = createIO({ clock, modem, wiring, occupied: [] });
		let isReady = false;
		const options = wire({ ...sim900, apn: { name: "internet" } } as BoardConfig, io as unknown as BoardIO);
		const driver = new SIM900({ ...options, runtime: virtualRuntime(clock), onReady: () => (isReady = true) });
		await clock.run(() => isReady, 120_000);
		assert.equal([modem.pwrkey.level, modem.nreset.level, modem.status.level], [1, 1, 1]);
		if (facts.dtr !== undefined) assert.is(modem.dtr.level, 0);
		driver.close();
	});

	test(`${name}: the guide has it, marked as what it is`, () => {
		const row = readGuide()
			.split("\n")
			.find(line => line.startsWith(`| [\`${name}\`](${name}/manifest.json)`));
		assert.ok(row, "no row");
		assert.ok(row.includes(about.tried ? "tried" : "proposal"), row);
		assert.is(about.tried, about.record !== undefined);
	});

	test(`${name}: the guide's wiring table has every pin`, () => {
		const section = new RegExp(`\n### \`${name.replaceAll(".", "\\.")}\`\n([^]*?)(\n###? |$)`).exec(readGuide())?.[1];
		assert.ok(section, "no section");
		const gpio = about.chip === "rp2040" ? "GP" : "GPIO ";
		for (const [use, pin] of Object.entries(pinsOf(sim900))) assert.match(section, new RegExp(`\\| ${gpio}${pin} +\\| ${use} +\\|`));
		assert.is(section.match(/^\| GP(IO )?\d+ +\| (?!\()/gm)?.length, Object.keys(pinsOf(sim900)).length);
	});
}

for (const [name, { never, inputOnly }] of Object.entries(CHIPS)) {
	const board = readBoard(boardNames.find(each => readBoard(each).about.chip === name)!);

	test(`${name}: the schema refuses each pin that the chip forbids`, () => {
		for (const use of PIN_NAMES) {
			const refused = INPUTS.includes(use) ? never : [...never, ...inputOnly];
			for (const pin of refused) assert.ok(faultsOf(changed(board, ["config", "sim900", use], { pin })).length > 0, `${use} ${pin}`);
		}
		for (const pin of [...never, ...inputOnly])
			assert.ok(faultsOf(changed(board, ["config", "sim900", "serial", "transmit"], pin)).length > 0, `transmit ${pin}`);
	});

	test(`${name}: the schema knows its UARTs`, () => {
		const ports = [0, 1, 2, 3].filter(port => faultsOf(changed(board, ["config", "sim900", "serial", "port"], port)).length === 0);
		assert.equal(ports, CHIPS[name]!.ports);
	});
}

const REFUSED: [what: string, path: string[], value: unknown][] = [
	["a misspelt pin", ["config", "sim900", "powerkey"], { pin: 4 }],
	["a pin that is only a number", ["config", "sim900", "dcd"], 34],
	["a pin without its number", ["config", "sim900", "dcd"], { mode: 0 }],
	["a misspelt option of a pin", ["config", "sim900", "dcd", "Mode"], 1],
	["no serial", ["config", "sim900", "serial"], undefined],
	["a misspelt receive", ["config", "sim900", "serial", "recevice"], 16],
	["no receive", ["config", "sim900", "serial", "receive"], undefined],
	["no baud", ["config", "sim900", "serial", "baud"], undefined],
	["a rate that no modem has", ["config", "sim900", "serial", "baud"], 56000],
	["a step of an unknown pin", ["config", "sim900", "powerOn"], [["power", 1, 0]]],
	["a step without its time", ["config", "sim900", "powerOn"], [["powerKey", 1]]],
	["a level of 2", ["config", "sim900", "powerOn"], [["powerKey", 2, 100]]],
	["a burst of 8193", ["config", "sim900", "burst"], 8193],
	["no target refused", ["platforms", "..."], undefined],
	["a target that would merge something", ["platforms", "esp32"], { modules: {} }],
	["tried, without a record", ["about", "tried"], true],
	["no source", ["about", "source"], undefined],
	["an unknown chip", ["about", "chip"], "esp32s9"],
];
for (const [what, path, value] of REFUSED) {
	test(`the schema refuses ${what}`, () => {
		const board = readBoard("esp32-devkit");
		assert.equal(faultsOf(board), []);
		assert.ok(faultsOf(changed(board, path, value)).length > 0);
	});
}

test("the schema takes null for a pin or a sequence", () => {
	for (const name of [...PIN_NAMES, "powerOn", "resetPulse"])
		assert.equal(faultsOf(changed(readBoard("esp32-devkit"), ["config", "sim900", name], null)), []);
});

test("the schema describes everything that an editor can offer", () => {
	const silent: string[] = [];
	const visit = (path: string, node: unknown): void => {
		if (typeof node !== "object" || node === null) return;
		const { properties = {}, description } = node as { properties?: Record<string, object>; description?: string };
		if (/\/sim900\/(serial\/)?\w+$/.test(path) && !description) silent.push(path);
		for (const [name, child] of Object.entries(properties)) visit(`${path}/${name}`, child);
	};
	visit("", readSchema());
	assert.equal(silent, []);
});

test.run();
