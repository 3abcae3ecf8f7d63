import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	BEARER_TEXT,
	CONTENT_LENGTH,
	FTP_LOGIN_LENGTH,
	FTP_NAME_LENGTH,
	FTP_SERVER_LENGTH,
	HEADERS_LENGTH,
	PROXY_LENGTH,
	URL_LENGTH,
	USER_AGENT_LENGTH,
} from "../../src/at/limits.js";
import type { FTPPath, HTTPRequestOptions, ModemOptions, SIM900 } from "../../src/index.js";
import { Exchange } from "../support/exchange.ts";
import { ScriptedPort } from "../support/scripted-port.ts";

/** What is never a text between quotes on a command line. */
const BAD_TEXTS: unknown[] = [
	'"',
	'a"b',
	'x",1;+CPOWD=1;"',
	"a\rAT+CPOWD=1\r",
	"a\nb",
	"a\0b",
	"\x1b",
	"\x1a",
	"\x7f",
	"\u00e9",
	"\ud83d\ude00",
	"\ud83d",
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

/** One character too many. */
const over = (limit: number): string => "x".repeat(limit + 1);

/** What is never a whole number. */
const BAD_NUMBERS: unknown[] = [
	"1",
	"0;+CPOWD=1",
	1.5,
	Number.NaN,
	Number.POSITIVE_INFINITY,
	Number.NEGATIVE_INFINITY,
	-1,
	1e12,
	null,
	{},
	[],
	[1],
	true,
	2n,
	Symbol("1"),
	{ valueOf: () => 1 },
];

/** What is never true or false. */
const BAD_FLAGS: unknown[] = [0, 1, "true", null, {}, []];

/** What is never a callback, where one is given. */
const BAD_CALLBACKS: unknown[] = [0, 1, "onDone", null, {}, []];

/** What is never an object with options. */
const BAD_OPTIONS: unknown[] = [undefined, null, 5, "a", true];

/** The error says what is wrong with which option: its message begins with `name`. */
function refuses(act: () => unknown, what: string, name = ""): void {
	const isClear = ({ code, message }: { code?: string; message: string }): boolean =>
		code === "argument" && message.length > 10 && message.startsWith(name);
	assert.throws(act, isClear, what);
}

const named = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value)).slice(0, 40);

/** What a modem is made of, with one value in it. */
type Make = (value: unknown) => object;

/** Nothing opens it: what is wrong is said before. */
const KEY = { pin: 4, io: () => assert.unreachable("the pin is opened") };

const MODEM: [string, unknown[], Make][] = [
	["apn", BAD_OPTIONS, apn => ({ apn })],
	["apn.name", [...BAD_TEXTS, over(BEARER_TEXT)], name => ({ apn: { name } })],
	["apn.user", [...BAD_TEXTS, over(BEARER_TEXT)], user => ({ apn: { name: "a", user } })],
	["apn.password", [...BAD_TEXTS, over(BEARER_TEXT)], password => ({ apn: { name: "a", password } })],
	["pin", [...BAD_TEXTS, "123", "123456789", "12a4", " 1234"], pin => ({ pin })],
	["serial", BAD_OPTIONS, serial => ({ serial })],
	["serial.baud", BAD_NUMBERS, baud => ({ serial: { io: ScriptedPort, baud } })],
	["cid", [...BAD_NUMBERS, 0, 4], cid => ({ cid })],
	["burst", [...BAD_NUMBERS, 63, 8193], burst => ({ burst })],
	["powerOn level", BAD_NUMBERS, level => ({ powerOn: [["powerKey", level, 1]], powerKey: KEY })],
	["powerOn ms", BAD_NUMBERS, ms => ({ powerOn: [["powerKey", 1, ms]], powerKey: KEY })],
	["onReady", BAD_CALLBACKS, onReady => ({ onReady })],
	["onError", BAD_CALLBACKS, onError => ({ onError })],
	["onProgress", BAD_CALLBACKS, onProgress => ({ onProgress })],
	["onUnsolicited", BAD_CALLBACKS, onUnsolicited => ({ onUnsolicited })],
];
for (const [name, values, make] of MODEM) {
	for (const value of values) {
		test(`${name}: ${named(value)} is refused before anything is opened`, () => {
			refuses(() => new Exchange(64, make(value) as Partial<ModemOptions>), name, name.split(" ")[0]);
		});
	}
}

test("a sequence of pins names pins that are there", () => {
	for (const powerOn of [5, null, "powerKey", [["key", 1, 1]], [["supply", 1, 1]], [[]], [["dtr", 1, 1]]]) {
		refuses(() => new Exchange(64, { powerOn, powerKey: { pin: 1 } } as unknown as Partial<ModemOptions>), named(powerOn));
	}
});

/** A call of the running modem, with one value in it. */
type Call = (modem: SIM900, value: any) => unknown;

const http =
	(make: Make): Call =>
	(modem, value) =>
		modem.http.request({ url: "http://x/", ...make(value) } as HTTPRequestOptions);
const post = (make: Make): Call => http(value => ({ method: "POST", onWritable() {}, ...make(value) }));

const HTTP: [string, unknown[], Call][] = [
	["options", BAD_OPTIONS, (modem, value) => modem.http.request(value)],
	["url", [...BAD_TEXTS, "", undefined, `http://x/${over(URL_LENGTH - 9)}`], http(url => ({ url }))],
	["method", [...BAD_TEXTS, "PUT", "get"], http(method => ({ method }))],
	["userAgent", [...BAD_TEXTS, "", over(USER_AGENT_LENGTH)], http(userAgent => ({ userAgent }))],
	["contentType", [...BAD_TEXTS, "", over(CONTENT_LENGTH)], post(contentType => ({ contentType }))],
	["headers", [5, true, null, {}, "a", [5], ["ab"], [null], [{}]], http(headers => ({ headers }))],
	["header name", [...BAD_TEXTS, "", "a:b", "a b"], http(name => ({ headers: [[name, "1"]] }))],
	["header value", [...BAD_TEXTS, over(HEADERS_LENGTH - 3)], http(value => ({ headers: [["a", value]] }))],
	["second header value", BAD_TEXTS, http(value => ({ headers: [["a", "1"], ["b", value]] }))], // prettier-ignore
	["timeout", [...BAD_NUMBERS, 29, 1001], http(timeout => ({ timeout }))],
	["redirect", BAD_FLAGS, http(redirect => ({ redirect }))],
	["verify", BAD_FLAGS, http(verify => ({ verify }))],
	["proxy", [null, 5, "proxy:80", true], http(proxy => ({ proxy }))],
	["proxy.host", [...BAD_TEXTS, "", undefined, over(PROXY_LENGTH)], http(host => ({ proxy: { host, port: 80 } }))],
	["proxy.port", [...BAD_NUMBERS, 0, 65536, undefined], http(port => ({ proxy: { host: "a", port } }))],
	["offset", BAD_NUMBERS, http(offset => ({ offset }))],
	["length", [...BAD_NUMBERS, 0], http(length => ({ length }))],
	["length of a body", [...BAD_NUMBERS, 318_977], post(length => ({ length }))],
	["total", BAD_NUMBERS, http(total => ({ total }))],
	...["onHeaders", "onReadable", "onProgress", "onDone"].map(
		name => [name, BAD_CALLBACKS, http(value => ({ [name]: value }))] as [string, unknown[], Call],
	),
	["onWritable", [...BAD_CALLBACKS, undefined], post(onWritable => ({ length: 5, onWritable }))],
];

/** Every FTP operation that takes options. */
const FTP = ["get", "put", "putExtended", "list", "size", "remove", "makeDirectory", "removeDirectory", "rename"] as const;
type FTPName = (typeof FTP)[number];
const ACCOUNT = { host: "a", user: "b", password: "c", path: "/d/e", name: "f", length: 5, onWritable() {} };

const ftp =
	(operation: FTPName, make: Make): Call =>
	(modem, value) =>
		modem.ftp[operation]({ ...ACCOUNT, ...make(value) } as unknown as FTPPath & { length: number; name: string });

const OF_EACH: [string, unknown[], Make][] = [
	["host", [...BAD_TEXTS, "", undefined, over(FTP_SERVER_LENGTH)], host => ({ host })],
	["port", [...BAD_NUMBERS, 0, 65536], port => ({ port })],
	["user", [...BAD_TEXTS, "", over(FTP_LOGIN_LENGTH)], user => ({ user })],
	["password", [...BAD_TEXTS, over(FTP_LOGIN_LENGTH)], password => ({ password })],
	["passive", BAD_FLAGS, passive => ({ passive })],
	["path", [...BAD_TEXTS, "", undefined], path => ({ path })],
	["onDone", BAD_CALLBACKS, onDone => ({ onDone })],
];

const OF_SOME: [string, FTPName, unknown[], Make][] = [
	["path without a name", "get", ["/", "a/", `/${over(FTP_NAME_LENGTH)}`], path => ({ path })],
	["burst", "get", [...BAD_NUMBERS, 63, 1461], burst => ({ burst })],
	["offset", "get", BAD_NUMBERS, offset => ({ offset })],
	["checkSize", "get", BAD_FLAGS, checkSize => ({ checkSize })],
	["onReadable", "get", BAD_CALLBACKS, onReadable => ({ onReadable })],
	["onProgress", "get", BAD_CALLBACKS, onProgress => ({ onProgress })],
	["length", "put", BAD_NUMBERS, length => ({ length })],
	["length", "putExtended", [...BAD_NUMBERS, undefined, 300_001], length => ({ length })],
	["offset", "put", BAD_NUMBERS, offset => ({ mode: "append", offset })],
	["offset", "put", [1], offset => ({ mode: "create", offset })],
	["mode", "put", [...BAD_TEXTS, "STOR", "a"], mode => ({ mode })],
	["mode with resume", "put", ["append"], mode => ({ mode, resume: true })],
	["resume", "put", BAD_FLAGS, resume => ({ resume })],
	["extended", "put", BAD_FLAGS, extended => ({ extended })],
	["onWritable", "put", [...BAD_CALLBACKS, undefined], onWritable => ({ onWritable })],
	["onProgress", "put", BAD_CALLBACKS, onProgress => ({ onProgress })],
	["onEntry", "list", BAD_CALLBACKS, onEntry => ({ onEntry })],
	["onLine", "list", BAD_CALLBACKS, onLine => ({ onLine })],
	["name", "rename", [...BAD_TEXTS, "", undefined, over(FTP_NAME_LENGTH)], name => ({ name })],
];

/** What only a raw command may have. */
const QUOTED = ['"', 'a"b', 'x",1;+CPOWD=1;"'];
const COMMAND: [string, unknown[], Call][] = [
	[
		"text",
		[...BAD_TEXTS.filter(value => !QUOTED.includes(value as string)), "", "A", "BT", undefined],
		(modem, text) => modem.command(text, {}),
	],
	["text behind AT", QUOTED.map(text => `AT${text}\r`), (modem, text) => modem.command(text, {})],
	["options", BAD_OPTIONS, (modem, options) => modem.command("AT", options)],
	["limit", [...BAD_NUMBERS, 99, 300_001], (modem, limit) => modem.command("AT", { limit })],
	["onLine", BAD_CALLBACKS, (modem, onLine) => modem.command("AT", { onLine })],
	["onDone", BAD_CALLBACKS, (modem, onDone) => modem.command("AT", { onDone })],
	["name of a text", [...BAD_TEXTS, "", "phone", "toString"], (modem, name) => modem.identify(name, () => {})],
	["name of a feature", [...BAD_TEXTS, "", "FTPGET", "toString"], (modem, name) => modem.firmware.has(name)],
	["onDone of a text", [...BAD_CALLBACKS, undefined], (modem, onDone) => modem.identify("imei", onDone)],
	["onDone of signal", [...BAD_CALLBACKS, undefined], (modem, onDone) => modem.signal(onDone)],
	["onDone of state", [...BAD_CALLBACKS, undefined], (modem, onDone) => modem.ftp.state(onDone)],
	["onDone of quit", BAD_CALLBACKS, (modem, onDone) => modem.ftp.quit(onDone)],
	["onDone of disconnect", BAD_CALLBACKS, (modem, onDone) => modem.disconnect(onDone)],
	["onDone of powerDown", BAD_CALLBACKS, (modem, onDone) => modem.powerDown(onDone)],
];

const CALLS: [string, unknown[], Call][] = [
	...HTTP.map(([name, values, call]): [string, unknown[], Call] => [`http.request: ${name}`, values, call]),
	...FTP.map((name): [string, unknown[], Call] => [`ftp.${name}: options`, BAD_OPTIONS, (modem, value) => modem.ftp[name](value)]),
	...FTP.flatMap(name =>
		OF_EACH.map(([option, values, make]): [string, unknown[], Call] => [`ftp.${name}: ${option}`, values, ftp(name, make)]),
	),
	...OF_SOME.map(([option, name, values, make]): [string, unknown[], Call] => [`ftp.${name}: ${option}`, values, ftp(name, make)]),
	...COMMAND.map(([name, values, call]): [string, unknown[], Call] => [`modem: ${name}`, values, call]),
];
for (const [name, values, call] of CALLS) {
	test(`${name} is refused before anything is sent, and leaves no trace`, () => {
		const exchange = new Exchange(64);
		exchange.start();
		for (const value of values) {
			refuses(() => call(exchange.modem, value), `${name} ${named(value)}`);
			exchange.expect("");
		}
		const ends: unknown[] = [];
		exchange.modem.command("AT", { onDone: error => ends.push(error) });
		exchange.row("AT\r", "\r\nOK\r\n");
		assert.equal(ends, [null]);
	});
}

test.run();
