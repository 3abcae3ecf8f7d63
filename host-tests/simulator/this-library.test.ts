import { test } from "uvu";
import { equal } from "uvu/assert";
import { SIM900 } from "sim900";
import { createIO, createRuntime, MemoryNetwork, SIM900Simulator, VirtualClock } from "sim900/simulator";

test("a GET by this library, in simulated time", async () => {
	const clock = new VirtualClock();
	const network = new MemoryNetwork({ "example.com": () => ({ body: "hello" }) });
	const simulator = new SIM900Simulator({ clock, network, apn: "internet" });
	const serial = { io: createIO({ clock, modem: simulator }).Serial as never, port: 2, transmit: 17, receive: 16, baud: 115200 };
	const modem = new SIM900({ serial, apn: { name: "internet" }, runtime: createRuntime(clock) });
	let body = "";
	let end: string | undefined;

	modem.http.request({
		url: "http://example.com/",
		onReadable(count) {
			const bytes = new Uint8Array(count);
			body += String.fromCharCode(...bytes.subarray(0, this.read(bytes)));
		},
		onDone(error) {
			end = error?.code ?? "done";
		},
	});
	await clock.run(() => end !== undefined, 60_000);

	equal([end, body], ["done", "hello"]);
});

test.run();
