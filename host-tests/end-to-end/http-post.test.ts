import type { IncomingHttpHeaders } from "node:http";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { engines } from "../../lab/lane/rig.ts";
import { type FileServer, serve } from "../../lab/peers/file-server.ts";
import { runSession, sha256 } from "../../lab/session.ts";
import { assertFlat } from "../support/flat.ts";

const LENGTH = 300_000;
const PORTION = 512;
/** What the firmware writes. */
const BODY = Uint8Array.from({ length: LENGTH }, (_, i) => ((i % PORTION) * 31 + 7) & 255);

let server: FileServer;
let received: { method: string | undefined; headers: IncomingHttpHeaders; body: Buffer };

test.before(async () => {
	// Says back what it was told.
	server = await serve((request, response) => {
		const parts: Buffer[] = [];
		request.on("data", (part: Buffer) => parts.push(part));
		request.on("end", () => {
			received = { method: request.method, headers: request.headers, body: Buffer.concat(parts) };
			response.end(received.body.subarray(0, 50_000));
		});
	});
});
test.after(() => server.close());

for (const engine of engines) {
	test(`${engine}: a body of ${LENGTH.toLocaleString("en")} bytes arrives whole, and the response too`, async () => {
		const result = await runSession({
			firmware: "lab/firmware/http-post.ts",
			config: {
				url: `${server.origin}/form`,
				length: LENGTH,
				portion: PORTION,
				contentType: "application/x-test",
				headers: [
					["X-One", "1"],
					["X-Two", "a|b"],
				],
			},
			engine,
			baud: 115200,
		});
		assert.is(result.trace, "status 200\n");
		assert.is(received.method, "POST");
		assert.is(received.headers["content-type"], "application/x-test");
		assert.is(received.headers["x-one"], "1");
		assert.is(received.headers["x-two"], "a|b");
		assert.is(received.body.length, LENGTH);
		assert.is(sha256(received.body), sha256(BODY));
		assert.is(result.sha256, sha256(BODY.subarray(0, 50_000)));
		assertFlat(engine, result);
	});
}

test.run();
