/* The prompt of a long data phase is lost or damaged, or the command is: everything ends in bounded time, and the next operation works. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { damage, DEVKIT } from "../../simulator/index.ts";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { FtpBench } from "../support/ftp-bench.ts";

for (const size of [5000, 300_000]) {
	for (const dcd of [false, true]) {
		for (const what of ["prompt", "digit", "command"] as const) {
			test(`${size} bytes, ${dcd ? "with" : "without"} DCD: the ${what} is lost`, async () => {
				const bench = new FtpBench({}, {}, nastyFile(size), (dcd ? { dcd: { pin: DEVKIT.dcd } } : {}) as object);
				await bench.run(() => bench.ready > 0);
				const unwatch = bench.simulator.transcript.watch(({ text }) => {
					if (!text.startsWith(what === "command" ? "AT+FTPEXTPUT=1" : "AT+FTPEXTPUT=2,")) return;
					unwatch();
					const line = what === "command" ? bench.simulator.rxd : bench.simulator.txd;
					const drop = what === "prompt" ? Array.from({ length: 22 }, (_, index) => index) : [what === "digit" ? 16 : 3];
					damage(line, { drop });
				});
				const begun = bench.clock.now;
				const end = await bench.end(bench.start("put", { path: "/new", extended: true }));
				assert.ok(end.startsWith("timeout") || end === "done" || end.startsWith("protocol"), end);
				assert.ok(bench.clock.now - begun < 100_000, `${bench.clock.now - begun} ms`);
				assert.is(await bench.end(bench.start("get")), "done");
				assert.is(bench.modem.statistics.dcdUnreliable, 0);
			});
		}
	}
}

test.run();
