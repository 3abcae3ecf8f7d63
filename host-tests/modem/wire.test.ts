/* What a board's manifest gives, what an application takes away from it, and the mistakes that are named. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Modem, type ModemError, type ModemOptions, wire } from "../../src/modem.js";
import { Workbench } from "../support/workbench.ts";

class Serial {
	read(): undefined {}
	write(): void {}
	close(): void {}
}
class Digital {
	read(): number {
		return 0;
	}
	write(): void {}
	close(): void {}
}
const IO = { Serial, Digital };
const serial = { port: 2, transmit: 17, receive: 16 };
const BOARD = {
	serial,
	dcd: { pin: 34 },
	powerKey: { pin: 4 },
	supply: { pin: 23 },
	powerOn: [
		["supply", 1, 1500],
		["powerKey", 0, 1100],
		["powerKey", 1, 0],
	],
	apn: { name: "internet" },
};

const wired = (config: unknown): Record<string, unknown> =>
	wire(config as Parameters<typeof wire>[0], IO) as unknown as Record<string, unknown>;

/** What is thrown for a description: the operation and the message. */
function refusal(begin: () => unknown): string {
	try {
		begin();
	} catch (error) {
		const { code, operation, message } = error as ModemError;
		return code === "argument" ? `${operation}: ${message}` : String(error);
	}
	return "none";
}

test("ports and pins are given their class, and everything else is taken over", () => {
	assert.equal(wired({ ...BOARD, status: { pin: 36, mode: 1 }, burst: 512 }), {
		...BOARD,
		serial: { ...serial, io: Serial },
		dcd: { pin: 34, io: Digital },
		powerKey: { pin: 4, io: Digital },
		supply: { pin: 23, io: Digital },
		status: { pin: 36, mode: 1, io: Digital },
		burst: 512,
	});
});

test("null takes a pin away, and its steps with it", () => {
	const options = wired({ ...BOARD, dcd: null, supply: null });
	assert.equal(Object.keys(options), ["serial", "powerKey", "powerOn", "apn"]);
	assert.equal(options["powerOn"], BOARD.powerOn.slice(1));
	assert.equal(wired({ ...BOARD, powerKey: null, supply: null })["powerOn"], []);
});

test("null takes a sequence, or any other option, away: the default is left", () => {
	assert.equal(
		Object.keys(wired({ ...BOARD, powerOn: null, resetPulse: null, burst: null })),
		Object.keys(wired(BOARD)).filter(name => name !== "powerOn"),
	);
});

test("what is undefined is left out", () => {
	assert.equal(wired({ ...BOARD, dcd: undefined, burst: undefined }), wired({ ...BOARD, dcd: null }));
});

test("a frozen description is not written to", () => {
	const frozen = JSON.parse(JSON.stringify(BOARD), (_, value: unknown) => Object.freeze(value)) as object;
	assert.equal(wired({ ...frozen, dcd: null })["powerKey"], { pin: 4, io: Digital });
	assert.equal(wired(Object.freeze(frozen))["dcd"], { pin: 34, io: Digital });
});

const REFUSED: [name: string, config: unknown, message: string][] = [
	["no description", undefined, "wire: config.sim900 must be an object"],
	["null for a description", null, "wire: config.sim900 must be an object"],
	["no serial", { dcd: { pin: 34 } }, "open: serial must be an object"],
	["null for serial", { ...BOARD, serial: null }, "open: serial must be an object"],
	["a number for a pin", { ...BOARD, dcd: 34 }, "open: dcd.pin must be a whole number from 0 to 255"],
	["a pin without a number", { ...BOARD, dcd: {} }, "open: dcd.pin must be a whole number from 0 to 255"],
	["text for a pin's number", { ...BOARD, powerKey: { pin: "4" } }, "open: powerKey.pin must be a whole number from 0 to 255"],
	["a negative pin", { ...BOARD, supply: { pin: -1 } }, "open: supply.pin must be a whole number from 0 to 255"],
];
for (const [name, config, message] of REFUSED) {
	test(`${name}: an error that names it`, () =>
		assert.is(
			refusal(() => new Modem(wire(config as typeof BOARD & ModemOptions, IO))),
			message,
		));
}

test("a misspelt name is an error that names it", () => {
	const { powerKey, powerOn: _, ...board } = BOARD;
	const message = refusal(() => new Modem(wire({ ...board, powerkey: powerKey } as unknown as ModemOptions, IO)));
	assert.match(message, /^open: the options: no option is called powerkey; there are serial, dcd, powerKey,/);
});

test("pins given without wire() are checked as well", () => {
	const { modem, io } = new Workbench();
	modem.close();
	const options = (pins: object): ModemOptions =>
		({ serial: { ...serial, io: io.Serial }, apn: { name: "internet" }, ...pins }) as ModemOptions;
	for (const [pins, message] of [
		[{ dcd: null }, "open: dcd must be an object"],
		[{ reset: { pin: 5 } }, "open: reset.io must be a function"],
		[{ status: { io: io.Digital } }, "open: status.pin must be a whole number from 0 to 255"],
	] as const)
		assert.is(
			refusal(() => new Modem(options(pins))),
			message,
		);
});

test.run();
