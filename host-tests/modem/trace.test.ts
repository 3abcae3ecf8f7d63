import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryNetwork } from "../../simulator/index.ts";
import { type ModemError, SIM900 } from "../../src/index.js";
import { StreamSerial } from "../../src/runtime/stream.js";
import { formatTrace } from "../../src/trace.js";
import { Workbench } from "../support/workbench.ts";

const BODY = "payload ".repeat(400);
const network = (): MemoryNetwork => new MemoryNetwork({ server: () => ({ body: BODY }) });

test("onTrace is shown every byte of both directions, once", async () => {
	const heard = { driver: "", modem: "" };
	const bench = new Workbench(
		{ network: network() },
		{ onTrace: (direction, bytes, start, end) => (heard[direction] += Buffer.from(bytes.subarray(start, end)).toString("latin1")) },
	);
	let said = "";
	const { rxd } = bench.simulator;
	rxd.tamper = byte => {
		said += String.fromCharCode(byte);
		return byte;
	};
	assert.is((await bench.download("http://server/")).end, "done");
	assert.is(heard.driver, said);
	assert.ok(heard.modem.replace(/\r\nOK\r\n|\r\n\+HTTPREAD: ?\d+\r\n/g, "").includes(BODY));
	assert.is(heard.modem.length, bench.modem.statistics.received);
});

test("with formatTrace the dialogue reads as the simulator's, and no secret is in it", async () => {
	const lines: string[] = [];
	const options = { pin: "4321", apn: { name: "internet", user: "me", password: "s3cret" } };
	const bench = new Workbench(
		{ network: network(), sim: { pin: "4321" } },
		{
			...options,
			onTrace: formatTrace(
				line => lines.push(line),
				() => 0,
			),
		},
	);
	assert.is((await bench.download("http://server/")).end, "done");
	const driver = lines.flatMap(line => (line.includes(" > ") ? [line.slice(21)] : []));
	const host = bench.simulator.transcript.entries
		.filter(({ direction }) => direction === "host")
		.map(({ text }) => text.replace(/^(AT\+CPIN=).*/, "$1***"));
	assert.equal(driver, host);
	assert.ok(lines.some(line => line.endsWith("< [1152 bytes]")));
	assert.not.match(lines.join("\n"), /4321|s3cret|payload/);
});

test("a port that cannot be used ends everything with `port`, at once and once", async () => {
	const ends: string[] = [];
	const end = (name: string) => (error: ModemError | null) => void ends.push(`${name} ${error?.code}`);
	await new Promise<void>(resolve => {
		const open = (): never => {
			throw new Error("no such file or directory");
		};
		const modem = new SIM900({
			serial: { io: StreamSerial, open, baud: 57600 },
			apn: { name: "a" },
			onError(error) {
				end("modem")(error);
				resolve();
			},
		});
		modem.http.request({ url: "http://server/", onDone: end("request") });
		modem.signal(end("signal"));
	});
	assert.equal(ends, ["request port", "signal port", "modem port"]);
});

test.run();
