import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DEVKIT, Esp32Board, SIM900Simulator, VirtualClock } from "../../simulator/index.ts";
import { buildFirmware, startFirmware } from "../lane/index.ts";
import { engines } from "../lane/rig.ts";
import { openFtpSite } from "../support/ftp-site.ts";

interface Manifest {
	config: { sim900: Record<string, unknown>; ftp?: Record<string, unknown>; interval?: number };
}

const manifest = (path: string): Manifest => JSON.parse(readFileSync(path, "utf8")) as Manifest;

for (const engine of engines) {
	test(`${engine}: examples/ftp-log appends a line a minute, and none is lost with the bearer`, async () => {
		const site = await openFtpSite();
		const board = manifest("boards/esp32-devkit/manifest.json").config;
		const application = manifest("examples/ftp-log/manifest.json").config;
		const { host, port, user, password } = site;
		const config = {
			...application,
			sim900: { ...board.sim900, ...application.sim900 },
			ftp: { ...application.ftp, host, port, user, password, path: "/log.txt" },
		};
		const clock = new VirtualClock();
		const modem = new SIM900Simulator({ clock, baud: 57600 });
		let trace = "";
		const firmware = await startFirmware({
			bundle: await buildFirmware("examples/ftp-log/main.ts"),
			config,
			engine,
			clock,
			board: new Esp32Board({ clock, modem, wiring: { ...DEVKIT, inverted: [4] } }),
			onTrace: text => {
				trace += text;
			},
		});
		firmware.result.catch(() => {});
		// Once while nothing is sent, once while the second session opens.
		clock.schedule(90_000, () => modem.loseBearer());
		clock.schedule(121_000, () => modem.loseBearer());
		try {
			await clock.run(() => clock.now > 330_000, 400_000);
			const log = await readFile(join(site.root, "log.txt"), "utf8");
			assert.is(log, "1 1\n2 1\n3 1\n4 1\n5 1\n", trace);
		} finally {
			firmware.stop();
			await site.close();
		}
	});
}

test.run();
