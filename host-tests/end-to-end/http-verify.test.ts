import { test } from "uvu";
import * as assert from "uvu/assert";
import { scheduleFaults } from "../../simulator/index.ts";
import { engines } from "../../lab/lane/rig.ts";
import { type FileServer, nastyFile, serveFile } from "../../lab/peers/file-server.ts";
import { runSession, type SessionResult, sha256 } from "../../lab/session.ts";
import { assertFlat } from "../support/flat.ts";

const FILE = nastyFile(100_000);
/** Of the bytes that the modem sends, so many have a bit flipped: the length stays. */
const RATE = 1e-4;
let server: FileServer;

test.before(async () => {
	server = await serveFile(FILE);
});
test.after(() => server.close());

function download(engine: "xs" | "node", verify: boolean, seed: number): Promise<SessionResult> {
	return runSession({
		firmware: "lab/firmware/http-get.ts",
		config: { url: `${server.origin}/file`, request: { verify } },
		engine,
		baud: 115200,
		prepare({ clock, modem }) {
			scheduleFaults({ clock, modem }, [{ on: /HTTPREAD=0/, bytes: "flip", rate: RATE }], seed);
		},
	});
}

for (const engine of engines) {
	for (const seed of [1, 2, 3]) {
		test(`${engine}: a line that flips bits is found out by reading twice, and nothing is allocated for it (seed ${seed})`, async () => {
			const result = await download(engine, true, seed);
			const { healed } = JSON.parse(/statistics (\{.*\})/.exec(result.trace)![1]!) as { healed: number };
			assert.is(result.sha256, sha256(FILE), result.trace);
			assert.ok(healed > 5, `${healed} chunks were read again`);
			assertFlat(engine, result);
		});
	}
}

test("the same line damages a file that is read once", async () => {
	for (const seed of [1, 2, 3]) {
		const result = await download("node", false, seed);
		assert.is(result.bytes, FILE.length);
		assert.is.not(result.sha256, sha256(FILE));
	}
});

test.run();
