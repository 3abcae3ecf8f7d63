import { test } from "uvu";
import { equal } from "uvu/assert";
import { createIO, MemoryNetwork, SIM900Simulator, VirtualClock, withTranscript } from "sim900/simulator";
import { reportTemperature } from "./own-application.ts";

test("the temperature arrives at the server, although the phone rings", async () => {
	const clock = new VirtualClock();
	const network = new MemoryNetwork({ "example.com": () => ({ status: 204 }) });
	const modem = new SIM900Simulator({ clock, network, apn: "internet" });
	const { Serial } = createIO({ clock, modem }); // an ESP32's serial port, wired to the modem
	let result: string | undefined;

	reportTemperature(Serial, 21.5, text => (result = text));
	clock.schedule(1000, () => modem.unsolicited("RING"));
	await withTranscript(modem, () => clock.run(() => result !== undefined, 60_000));

	equal(result, "204");
	equal(network.requests[0]!.path, "/log?t=21.5");
});

test.run();
