import { test } from "uvu";
import * as assert from "uvu/assert";
import type { HTTPRequestOptions, ModemOptions } from "../../src/index.js";
import { Exchange } from "../support/exchange.ts";

/** What is never a text between quotes on a command line. */
const BAD_TEXTS: unknown[] = [
	'"',
	'a"b',
	'x",1;+CPOWD=1;"',
	"a\rAT+CPOWD=1\r",
	"a\nb",
	"a\0b",
	"\x1b",
	"\x7f",
	"\u00e9",
	"\ud83d\ude00",
	"x".repeat(10_000),
	5,
	true,
	null,
	{},
	[],
	["a"],
	() => "a",
	Symbol("a"),
	{ toString: () => "a" },
];

/** What is never a whole number. */
const BAD_NUMBERS: unknown[] = [
	"1",
	"0;+CPOWD=1",
	1.5,
	Number.NaN,
	Number.POSITIVE_INFINITY,
	-1,
	1e12,
	null,
	{},
	[],
	[1],
	true,
	2n,
	{ valueOf: () => 1 },
];

function refuses(act: () => unknown, what: string): void {
	assert.throws(act, (error: { code?: string; message: string }) => error.code === "argument" && error.message.length > 10, what);
}

const named = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value)).slice(0, 40);

const MODEM_TEXTS: [string, (value: unknown) => object][] = [
	["apn.name", value => ({ apn: { name: value } })],
	["apn.user", value => ({ apn: { name: "a", user: value } })],
	["apn.password", value => ({ apn: { name: "a", password: value } })],
	["pin", value => ({ pin: value })],
];
const MODEM_NUMBERS: [string, (value: unknown) => object][] = [
	["cid", value => ({ cid: value })],
	["burst", value => ({ burst: value })],
	["powerOn level", value => ({ powerOn: [["powerKey", value, 1]], powerKey: {} })],
	["powerOn ms", value => ({ powerOn: [["powerKey", 1, value]], powerKey: {} })],
];

for (const [name, make] of MODEM_TEXTS) {
	for (const value of BAD_TEXTS) {
		test(`${name}: ${named(value)} is refused before anything is opened`, () => {
			refuses(() => new Exchange(64, make(value) as Partial<ModemOptions>), name);
		});
	}
}

for (const [name, make] of MODEM_NUMBERS) {
	for (const value of BAD_NUMBERS.filter(value => value !== null || !["cid", "burst"].includes(name))) {
		test(`${name}: ${named(value)} is refused before anything is opened`, () => {
			refuses(() => new Exchange(64, make(value) as Partial<ModemOptions>), name);
		});
	}
}

test("a sequence of pins names pins that are there", () => {
	for (const powerOn of [5, "powerKey", [["key", 1, 1]], [["supply", 1, 1]], [[]], [["dtr", 1, 1]]]) {
		refuses(() => new Exchange(64, { powerOn, powerKey: { pin: 1 } } as unknown as Partial<ModemOptions>), named(powerOn));
	}
});

test("nothing that a request is given reaches the wire unless it is right", () => {
	const exchange = new Exchange(64);
	exchange.start();
	for (const value of BAD_TEXTS) {
		refuses(() => exchange.modem.http.request({ url: value } as HTTPRequestOptions), `url ${named(value)}`);
		refuses(() => exchange.modem.http.request({ url: "http://x/", userAgent: value } as HTTPRequestOptions), `userAgent ${named(value)}`);
		refuses(() => exchange.modem.http.request({ url: "http://x/", method: value } as HTTPRequestOptions), `method ${named(value)}`);
		if (value !== '"' && value !== 'a"b') refuses(() => exchange.modem.command(value as string, {}), `command ${named(value)}`);
	}
	for (const value of BAD_NUMBERS.filter(value => value !== null)) {
		refuses(() => exchange.modem.command("AT", { limit: value as number }), `limit ${named(value)}`);
	}
	exchange.expect("");
});

test.run();
