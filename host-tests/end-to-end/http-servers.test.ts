/* Servers that are slow, break off, or say nothing: each ends with exactly the file or with one named error, and the modem is free again. */
import type { ServerResponse } from "node:http";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { NodeNetwork } from "../../simulator/index.ts";
import { SESSION_TIME, SESSION_TIME_MARGIN } from "../../src/at/limits.js";
import { engines } from "../../lab/lane/rig.ts";
import { type FileServer, nastyFile, serve } from "../../lab/peers/file-server.ts";
import { runSession, sha256 } from "../../lab/session.ts";
import { Workbench } from "../support/workbench.ts";
import { assertFlat } from "../support/flat.ts";

const FILE = nastyFile(20_000);
/** Real ms without a byte until the simulated modem's network counts a server as silent. */
const PATIENCE = 300;

/** Writes the file up to `length` in pieces of `size` bytes, one every `pause` ms, and then goes on with `finish`. */
function trickle(response: ServerResponse, length: number, size: number, pause: number, finish: () => void, at = 0): void {
	if (at >= length) return finish();
	response.write(FILE.subarray(at, Math.min(at + size, length)));
	setTimeout(trickle, pause, response, length, size, pause, finish, at + size);
}

const announce = (response: ServerResponse): void => void response.setHeader("Content-Length", FILE.length);

/** What a server does, by its path, and what comes of it: the whole file, or an error. */
const SERVERS: Readonly<Record<string, { answer(response: ServerResponse): void; end: "whole" | "network 601" | "notHttp 600" }>> = {
	"sends chunks of odd sizes": {
		answer(response) {
			response.setHeader("Transfer-Encoding", "chunked");
			trickle(response, FILE.length, 777, 0, () => response.end());
		},
		end: "whole",
	},
	"trickles with a length": {
		answer(response) {
			announce(response);
			trickle(response, FILE.length, 333, 5, () => response.end());
		},
		end: "whole",
	},
	"trickles chunks": {
		answer: response => trickle(response, FILE.length, 333, 5, () => response.end()),
		end: "whole",
	},
	"ends its body by closing": {
		answer: response => void response.socket!.end(Buffer.concat([Buffer.from("HTTP/1.0 200 OK\r\n\r\n"), FILE])),
		end: "whole",
	},
	"closes before its Content-Length": {
		answer(response) {
			announce(response);
			trickle(response, FILE.length - 1, 5000, 0, () => response.socket!.end());
		},
		end: "network 601",
	},
	"closes in front of its last chunk": {
		answer: response => trickle(response, FILE.length, 5000, 0, () => response.socket!.end()),
		end: "network 601",
	},
	"closes behind its headers": {
		answer(response) {
			announce(response);
			response.flushHeaders();
			response.socket!.end();
		},
		end: "network 601",
	},
	"closes without an answer": { answer: response => void response.socket!.end(), end: "network 601" },
	"resets the connection": { answer: response => void response.socket!.resetAndDestroy(), end: "network 601" },
	"resets the connection in its body": {
		answer(response) {
			announce(response);
			trickle(response, 8000, 1000, 0, () => response.socket!.resetAndDestroy());
		},
		end: "network 601",
	},
	"never answers": { answer() {}, end: "network 601" },
	"falls silent in its body": {
		answer(response) {
			announce(response);
			trickle(response, 8000, 1000, 0, () => {});
		},
		end: "network 601",
	},
	"is no HTTP server": { answer: response => void response.socket!.end("220 mail ready\r\n"), end: "notHttp 600" },
};

let server: FileServer;

test.before(async () => {
	server = await serve((request, response) => SERVERS[decodeURIComponent(request.url!.slice(1))]!.answer(response));
});
test.after(() => server.close());

const urlOf = (name: string): string => `${server.origin}/${encodeURIComponent(name)}`;

for (const engine of engines) {
	for (const [name, { end }] of Object.entries(SERVERS)) {
		test(`${engine}: a server that ${name}: ${end}`, async () => {
			const result = await runSession({
				firmware: "lab/firmware/http-get.ts",
				config: { url: urlOf(name) },
				engine,
				baud: 115200,
				modem: { network: new NodeNetwork({ patience: PATIENCE }) },
			});
			if (end === "whole") {
				assert.match(result.trace, "status 200");
				assert.is(result.sha256, sha256(FILE));
			} else {
				assert.match(result.trace, `failed: ${end}`);
				assert.is(result.bytes, 0);
			}
			assert.ok(result.duration < SESSION_TIME + SESSION_TIME_MARGIN, `${result.duration} ms`);
			assertFlat(engine, result);
		});
	}
}

test("one driver meets all of them, and a good one after each", async () => {
	const bench = new Workbench({ network: new NodeNetwork({ patience: PATIENCE }) });
	for (const [name, { end }] of Object.entries(SERVERS)) {
		const download = await bench.download(urlOf(name));
		assert.is(download.end, end === "whole" ? "done" : end.split(" ")[0], name);
		const next = await bench.download(urlOf("sends chunks of odd sizes"));
		assert.is(next.end, "done", `after one that ${name}`);
		assert.is(sha256(next.body), sha256(FILE));
	}
});

test.run();
