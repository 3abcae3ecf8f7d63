import { test } from "uvu";
import * as assert from "uvu/assert";
import { engines } from "../../lab/lane/rig.ts";
import { bootExample } from "../support/example.ts";
import { nastyFile, serveFile } from "../../lab/peers/file-server.ts";

for (const engine of engines) {
	test(`${engine}: examples/http-get runs as its manifests wire it, from a modem that is off`, async () => {
		const server = await serveFile(nastyFile(5000));
		// A factory-fresh modem, which detects its rate.
		const example = await bootExample("http-get", engine, () => ({ url: `${server.origin}/` }), { boot: "cold", baud: 0 });
		await example.run(() => /received|failed|modem:/.test(example.trace()), 120_000).finally(() => server.close());
		assert.is(example.trace(), "modem ready\nstatus 200, 5000 bytes\nreceived 5000 bytes\n");
		assert.is(example.modem.rate, 57600);
	});
}

test.run();
