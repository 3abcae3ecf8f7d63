import { test } from "uvu";
import * as assert from "uvu/assert";
import { SIM900, SIM900Error } from "../../src/promises.js";
import { PromiseBench } from "../support/promise-bench.ts";

const bench = (...options: object[]): PromiseBench => new PromiseBench(() => ({ body: "" }), ...options);

test("signal, identity, a command of one's own, disconnect", async () => {
	const b = bench();
	await b.wait(b.modem.ready());
	await b.modem.ready();
	assert.equal(Object.keys(await b.wait(b.modem.signal())), ["rssi", "errorRate"]);
	assert.match(await b.wait(b.modem.identify("revision")), "SIM900");
	assert.equal(await b.wait(b.modem.command("AT+COPS?")), (await b.wait(b.modem.command("AT+COPS?"))).slice());
	assert.match((await b.wait(b.modem.command("AT+CGMI")))[0]!, "SIM");
	await b.wait(b.modem.disconnect());
	const refused = await b.failure(b.modem.command("AT+NONSENSE"));
	assert.is(refused.code, "command");
});

test("a modem that cannot be started says why: its PIN", async () => {
	const b = bench({ sim: { pin: "1234" } });
	const error = await b.failure(b.modem.ready());
	assert.ok(error instanceof SIM900Error);
	assert.match(error.message, /^The SIM asks for its PIN\. Give it as the option pin/);
	assert.is((await b.failure(b.modem.ready())).code, "simLocked");
	const wrong = bench({ sim: { pin: "1234" } }, { pin: "9999" });
	assert.match((await wrong.failure(wrong.modem.ready())).message, /^The SIM has refused the PIN/);
});

test("close() ends what waits, and what is asked afterwards says to make a new modem", async () => {
	const b = bench();
	const ready = b.modem.ready();
	const ended = Promise.allSettled([ready, b.modem.http.get("http://example.com/")]);
	b.modem.close();
	for (const result of await ended) assert.is((result as PromiseRejectedResult).reason.code, "cancelled");
	assert.match((await b.failure(b.modem.http.get("http://example.com/"))).message, /the modem is closed: create a new one/);
});

test("wrong options are refused with a sentence", () => {
	const attempt = (options: unknown): string => {
		try {
			new SIM900(options as ConstructorParameters<typeof SIM900>[0]).close();
		} catch (error) {
			assert.ok(error instanceof SIM900Error);
			return error.message;
		}
		return "";
	};
	assert.match(attempt(undefined), /^the options must be an object\. Nothing has been sent: correct the call\.$/);
	assert.match(attempt({}), /^serial must be an object/);
});

test("a port that cannot be used is what everything fails of, at once", async () => {
	const { StreamSerial } = await import("../../src/runtime/stream.js");
	const open = (): never => {
		throw Object.assign(new Error("open ENOENT"), { code: "ENOENT" });
	};
	const modem = new SIM900({ serial: { io: StreamSerial, open, baud: 57600 }, apn: { name: "internet" } });
	const errors = await Promise.all(
		[modem.ready(), modem.http.get("http://example.com/"), modem.signal()].map(promise => promise.catch((error: SIM900Error) => error)),
	);
	for (const error of errors as SIM900Error[]) {
		assert.is(error.code, "port");
		assert.match(error.message, /^There is no such serial port\. Check its name/);
		assert.is((error.cause as Error & { fault: string }).fault, "missing");
	}
	assert.is.not(errors[0], errors[1]);
});

test.run();
