import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DEVKIT, Esp32Board, SIM900Simulator, VirtualClock } from "../../simulator/index.ts";
import { buildFirmware, startFirmware } from "../lane/index.ts";
import { engines } from "../lane/rig.ts";
import { nastyFile, serveFile } from "../support/file-server.ts";

interface Manifest {
	config: { sim900: Record<string, unknown>; url?: string };
}

const manifest = (path: string): Manifest => JSON.parse(readFileSync(path, "utf8")) as Manifest;

for (const engine of engines) {
	test(`${engine}: examples/http-get runs as its manifests wire it, from a modem that is off`, async () => {
		const server = await serveFile(nastyFile(5000));
		const board = manifest("boards/esp32-devkit/manifest.json").config;
		const application = manifest("examples/http-get/manifest.json").config;
		const config = { sim900: { ...board.sim900, ...application.sim900 }, url: `${server.origin}/` };
		const clock = new VirtualClock();
		// As the README wires it: the power key through a transistor, a factory-fresh modem that detects its rate.
		const modem = new SIM900Simulator({ clock, boot: "cold", baud: 0 });
		let trace = "";
		const firmware = await startFirmware({
			bundle: await buildFirmware("examples/http-get/main.ts"),
			config,
			engine,
			clock,
			board: new Esp32Board({ clock, modem, wiring: { ...DEVKIT, inverted: [4] } }),
			onTrace: text => {
				trace += text;
			},
		});
		const ended = assert.unreachable;
		firmware.result.catch((error: Error) => {
			if (error.message !== "stopped") ended(error.message);
		});
		await clock.run(() => /received|failed|modem:/.test(trace), 120_000).finally(() => server.close());
		firmware.stop();
		assert.is(trace, "modem ready\nstatus 200, 5000 bytes\nreceived 5000 bytes\n");
		assert.is(modem.rate, 57600);
	});
}

test.run();
