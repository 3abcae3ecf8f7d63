import { test } from "uvu";
import * as assert from "uvu/assert";
import { engines } from "../../lab/lane/rig.ts";
import { type FileServer, nastyFile, serveFile } from "../../lab/peers/file-server.ts";
import { runSession, type SessionOptions, type SessionResult, sha256 } from "../../lab/session.ts";
import { assertFlat } from "../support/flat.ts";

const FILE = nastyFile(100_000);
let server: FileServer;

test.before(async () => {
	server = await serveFile(FILE);
});
test.after(() => server.close());

function download(engine: "xs" | "node", config: object = {}, options: Partial<SessionOptions> = {}): Promise<SessionResult> {
	return runSession({
		firmware: "lab/firmware/http-get.ts",
		config: { url: `${server.origin}/firmware.bin`, ...config },
		engine,
		baud: 115200,
		...options,
	});
}

for (const engine of engines) {
	test(`${engine}: a file of 100,000 bytes arrives whole`, async () => {
		const result = await download(engine);
		assert.is(result.status, 0, result.trace);
		assert.is(result.bytes, FILE.length);
		assert.is(result.sha256, sha256(FILE));
	});

	test(`${engine}: it does at other baud rates, with small buffers and small bursts`, async () => {
		for (const [baud, burst, buffered] of [
			[9600, 1152, 100],
			[57600, 96, 1152],
			[115200, 1000, 7],
		]) {
			const result = await download(engine, { burst, buffered }, { baud: baud! });
			assert.is(result.sha256, sha256(FILE));
		}
	});

	test(`${engine}: the SIM800's spacing makes no difference`, async () => {
		const result = await download(engine, {}, { modem: { personality: "sim800" } });
		assert.is(result.sha256, sha256(FILE));
	});

	test(`${engine}: a server that is not there ends the request with network`, async () => {
		const result = await download(engine, { url: "http://127.0.0.1:9/" });
		assert.is(result.status, 1);
		assert.match(result.trace, "failed: network 601");
	});
}

if (engines.includes("xs")) {
	test("xs: nothing is allocated between the return of request() and onDone", async () => {
		assertFlat("xs", await download("xs"));
	});

	test("xs: one object that a callback plants is seen", async () => {
		const result = await download("xs", { plant: true });
		assert.is(result.sha256, sha256(FILE));
		assert.is(result.marks[1]!.slots, 1);
	});

	test("xs: no figure is made up where nothing is measured", async () => {
		assert.is((await download("node")).marks[1], null);
	});
}

test.run();
