/* What a newcomer does wrong, and what is said about it: what has happened, and what to do next. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { explain } from "../../src/explain.js";
import { SIM900 } from "../../src/promises.js";
import { PortError } from "../../src/runtime/stream.js";
import { PromiseBench } from "../support/promise-bench.ts";
import { Workbench } from "../support/workbench.ts";

const FTP = { host: "ftp.example.com", user: "me", password: "secret" };
const SITE = "http://example.com";

type Options = ConstructorParameters<typeof PromiseBench>;

/** A modem and what is done wrong with it. */
const bench =
	(act: (modem: SIM900) => Promise<unknown>, simulator: Options[1] = {}, options: Options[2] = {}) =>
	async (): Promise<string> => {
		const made = new PromiseBench(({ path }) => (path === "/missing" ? { status: 404 } : { body: "text" }), simulator, options);
		return (await made.failure(act(made.modem))).message;
	};

/** Options that no modem can be made of. */
const construct = (options: object) => async (): Promise<string> => {
	try {
		new SIM900(options as ConstructorParameters<typeof SIM900>[0]).close();
	} catch (error) {
		return (error as Error).message;
	}
	return "nothing";
};

class Serial {
	read(): undefined {}
	write(): void {}
	close(): void {}
}

const text = new Error("Error: No such file or directory, cannot open /dev/ttyUSB9");
const locked = new Error("Error: Error Resource temporarily unavailable Cannot lock port");
async function* pieces(): AsyncGenerator<Uint8Array> {
	yield new Uint8Array(1);
}

/** A read with what is no buffer throws within a callback: the callbacks' error, put into words. */
async function readWithString(): Promise<string> {
	const made = new Workbench({ network: new PromiseBench(() => ({ body: "text" })).network });
	let said = "";
	made.modem.http.request({
		url: `${SITE}/`,
		onReadable() {
			try {
				this.read("text" as unknown as Uint8Array);
			} catch (error) {
				said = explain(error as Error);
			}
			this.skip(4);
		},
	});
	await made.run(() => said !== "");
	return said;
}

const MISTAKES: readonly [mistake: string, provoke: () => Promise<string>, says: RegExp, next: RegExp][] = [
	["an APN that is no object", construct({ serial: { io: Serial }, apn: "internet" }), /apn must be an object/, /correct the call/],
	["no io", construct({ serial: { baud: 9600 }, apn: { name: "a" } }), /serial\.io must be a class: StreamSerial/, /correct the call/],
	["no such port", async () => explain(new PortError("missing", text)), /no such serial port/, /Check its name/],
	["a port that is busy", async () => explain(new PortError("busy", locked)), /Another program has/, /End that program/],
	["https", bench(modem => modem.http.get("https://example.com/")), /no TLS/, /use an http: URL\.$/],
	["an ftp URL", bench(modem => modem.http.get("ftp://example.com/")), /ftp: is a service of its own/, /modem\.ftp/],
	["a misspelt option", bench(modem => modem.http.get(SITE, { timout: 60 } as object)), /timout/, /there are .*timeout/],
	["a read with a string", readWithString, /the buffer must be a Uint8Array/, /correct the call/],
	["no SIM", bench(modem => modem.ready(), { sim: { present: false } }), /SIM is missing/, /Put a SIM in/],
	["a wrong PIN", bench(modem => modem.ready(), { sim: { pin: "1234" } }, { pin: "4321" }), /refused the PIN/, /Correct the option pin/],
	["no modem", bench(modem => modem.http.get(SITE), { boot: "cold" }), /No modem answers/, /Check that it has power/],
	[
		"a rate that nobody can find",
		bench(modem => modem.ready(), {}, { serial: { io: Serial } }),
		/No modem answers at any rate/,
		/TXD and RXD are crossed/,
	],
	[
		"a server that is not there",
		bench(modem => modem.http.get(`${SITE}:81/`)),
		/example\.com:81 could not be reached/,
		/check the address and the port/,
	],
	["404", bench(modem => modem.http.get(`${SITE}/missing`)), /answered with an error \(404\)/, /Check the address/],
	[
		"a name that is not known",
		bench(modem => modem.http.get("http://exmaple.com/")),
		/exmaple\.com was not found/,
		/Check how it is spelt/,
	],
	["a file that is missing on FTP", bench(modem => modem.ftp.get({ ...FTP, path: "/none" })), /no such file/, /Check the path/],
	[
		"a wrong password",
		bench(modem => modem.ftp.list({ ...FTP, password: "wrong", path: "/" })),
		/refuses the password/,
		/Correct the user and the password/,
	],
	[
		"a body that is too large",
		bench(modem => modem.http.post(SITE, new Uint8Array(400_000))),
		/length must be a whole number from 0 to 318976/,
		/correct the call/,
	],
	["a space in a URL", bench(modem => modem.http.get(`${SITE}/a b`)), /url has a space at index 20: write %20\. /, /correct the call/],
	[
		"an upload without a body",
		bench(modem => modem.ftp.put({ ...FTP, path: "/x" }, undefined as never)),
		/body must be a string/,
		/correct the call/,
	],
	[
		"an upload of an object",
		bench(modem => modem.ftp.put({ ...FTP, path: "/x" }, {} as never)),
		/body must be a string/,
		/correct the call/,
	],
	["a POST of an object", bench(modem => modem.http.post(SITE, {} as never, { length: 5 })), /body must be a string/, /correct the call/],
	["no options of FTP", bench(modem => modem.ftp.get(undefined as never)), /the options must be an object/, /correct the call/],
	["a listing of nothing", bench(modem => modem.ftp.list(undefined as never)), /the options must be an object/, /correct the call/],
	["null for options", bench(modem => modem.http.get(SITE, null as never)), /the options must be an object/, /correct the call/],
	["a text for options", bench(modem => modem.http.get(SITE, "x" as never)), /the options must be an object/, /correct the call/],
	[
		"a signal that is none",
		bench(modem => modem.http.get(SITE, { signal: 5 as never })),
		/signal must be an AbortSignal/,
		/correct the call/,
	],
	["a callback", bench(modem => modem.http.get(SITE, { onReadable() {} } as object)), /onReadable is not called here/, /correct the call/],
	[
		"a body that breaks at its beginning",
		bench(modem =>
			modem.ftp.put(
				{ ...FTP, path: "/x" },
				{
					[Symbol.iterator]: () => {
						throw new Error("The disk is gone: mount it.");
					},
				},
			),
		),
		/The disk is gone/,
		/mount it/,
	],
	["a POST without length", bench(modem => modem.http.post(SITE, pieces())), /length is required/, /correct the call/],
	[
		"a request after close()",
		bench(modem => {
			modem.close();
			return modem.http.get(SITE);
		}),
		/the modem is closed/,
		/create a new one/,
	],
];

for (const [mistake, provoke, says, next] of MISTAKES) {
	test(`${mistake}: a sentence says what it is and what to do`, async () => {
		const sentence = await provoke();
		assert.match(sentence, says);
		assert.match(sentence, next);
		assert.match(sentence, /^\S.*\.$/);
	});
}

test("there are twenty of them, and more", () => assert.ok(MISTAKES.length >= 20));

test.run();
