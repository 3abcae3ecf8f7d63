import { test } from "uvu";
import * as assert from "uvu/assert";
import { engines } from "../../lab/lane/rig.ts";
import { type FileServer, nastyFile, serveFile } from "../../lab/peers/file-server.ts";
import { runSession, sha256 } from "../../lab/session.ts";
import { stall } from "../../lab/stalls.ts";
import { assertFlat } from "../support/flat.ts";

const FILE = nastyFile(300_000);
let server: FileServer;

test.before(async () => {
	server = await serveFile(FILE);
});
test.after(() => server.close());

for (const engine of engines) {
	for (const seed of [1, 2, 3]) {
		test(`${engine}: a firmware that stands still for 15 ms every 2 s loses chunks on the wire and no byte of the file (seed ${seed})`, async () => {
			const result = await runSession({
				firmware: "lab/firmware/http-get.ts",
				config: { url: `${server.origin}/file` },
				engine,
				baud: 115200,
				prepare(parts) {
					stall(parts, 15, 2000, seed);
				},
			});
			const statistics = JSON.parse(/statistics (\{.*\})/.exec(result.trace)![1]!) as { healed: number };
			assert.is(result.sha256, sha256(FILE), result.trace);
			assert.ok(statistics.healed > 0, "chunks are lost at these stalls");
			assertFlat(engine, result);
		});
	}

	test(`${engine}: 300,000 bytes without stalls need no healing`, async () => {
		const result = await runSession({
			firmware: "lab/firmware/http-get.ts",
			config: { url: `${server.origin}/file` },
			engine,
			baud: 115200,
		});
		assert.is(result.sha256, sha256(FILE));
		assert.match(result.trace, '"healed":0');
	});
}

test.run();
