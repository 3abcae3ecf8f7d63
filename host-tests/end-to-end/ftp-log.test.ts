import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { engines } from "../../lab/lane/rig.ts";
import { bootExample, type Config } from "../support/example.ts";
import { openFtpSite } from "../../lab/peers/ftp-site.ts";

for (const engine of engines) {
	test(`${engine}: examples/ftp-log appends a line a minute, and none is lost with the bearer`, async () => {
		const site = await openFtpSite();
		const { host, port, user, password } = site;
		const change = (config: Config): object => ({ ftp: { ...(config["ftp"] as object), host, port, user, password, path: "/log.txt" } });
		const { clock, modem, trace, run } = await bootExample("ftp-log", engine, change, { baud: 57600 });
		// Once while nothing is sent, once while the second session opens.
		clock.schedule(90_000, () => modem.loseBearer());
		clock.schedule(121_000, () => modem.loseBearer());
		try {
			await run(() => clock.now > 330_000, 400_000);
			const log = await readFile(join(site.root, "log.txt"), "utf8");
			assert.is(log, "1 1\n2 1\n3 1\n4 1\n5 1\n", trace());
		} finally {
			await site.close();
		}
	});
}

test.run();
