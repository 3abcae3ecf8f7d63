import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { run, type Run } from "./command-line.ts";

/** Something at the other end that never answers. */
async function withMuteModem(work: (place: string) => Promise<Run>): Promise<Run> {
	const mute = createServer(socket => void socket.resume().on("error", () => {})).listen(0, "127.0.0.1");
	await once(mute, "listening");
	return work(`127.0.0.1:${(mute.address() as AddressInfo).port}`).finally(() => mute.close());
}

test("console sends each line of its input, ends with it, and says by its exit status whether all of them worked", async () => {
	const [good, refused, mute] = await Promise.all([
		run(["console", "--simulate"], { input: "ATE0\nAT+CSQ\nAT+CREG?" }),
		run(["console", "--simulate"], { input: "ATE0\nAT+FOO\nAT+CREG?\n" }),
		withMuteModem(place => run(["console", "--tcp", place, "--wait", "1"], { input: "AT\nAT+CSQ\n" })),
	]);
	assert.match(good.out, /OK\r\n\r\n\+CSQ: \d+,\d+\r\n\r\nOK\r\n\r\n\+CREG: 0,1\r\n\r\nOK\r\n$/);
	assert.is(good.status, 0, good.err);
	// The lines after the one that is refused are sent.
	assert.match(refused.out, /ERROR\r\n\r\n\+CREG: 0,1\r\n\r\nOK\r\n$/);
	assert.is(refused.status, 4);
	assert.match(refused.err, 'The modem has refused "AT+FOO".');
	assert.is(mute.status, 4);
	assert.match(mute.err, 'The modem has given no result to "AT" within 1 s. Check power');
});

test.run();
