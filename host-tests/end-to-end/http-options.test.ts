import { request as forward } from "node:http";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { engines } from "../../lab/lane/rig.ts";
import { type FileServer, nastyFile, serve } from "../../lab/peers/file-server.ts";
import { runSession, type SessionOptions, type SessionResult, sha256 } from "../../lab/session.ts";
import { assertFlat } from "../support/flat.ts";

const FILE = nastyFile(60_000);
const BIG = nastyFile(1_000_000);
let server: FileServer;
let proxy: FileServer;
let seen: string[] = [];

test.before(async () => {
	// A server with ranges, a redirection, and a path that ignores ranges.
	server = await serve((request, response) => {
		seen.push(`${request.method} ${request.url} ${request.headers["user-agent"]}`);
		if (request.url === "/moved") return void response.writeHead(302, { Location: `${server.origin}/file` }).end("moved");
		const file = request.url === "/big" ? BIG : FILE;
		const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
		if (!range || request.url === "/whole") return void response.end(file);
		const first = Number(range[1]);
		const last = range[2] ? Math.min(Number(range[2]), file.length - 1) : file.length - 1;
		if (first >= file.length) return void response.writeHead(416).end();
		response.writeHead(206, { "Content-Range": `bytes ${first}-${last}/${file.length}` }).end(file.subarray(first, last + 1));
	});
	// A proxy that says that it was there.
	proxy = await serve((request, response) => {
		seen.push(`proxy ${request.method} ${request.url}`);
		forward(request.url!, { method: request.method }, answer => answer.pipe(response)).end();
	});
});
test.before.each(() => {
	seen = [];
});
test.after(async () => {
	await server.close();
	await proxy.close();
});

function get(
	engine: "xs" | "node",
	path: string,
	request: object,
	more: Partial<SessionOptions> & { stopAfter?: number; watch?: boolean } = {},
): Promise<SessionResult> {
	const { stopAfter, watch, ...options } = more;
	return runSession({
		firmware: "lab/firmware/http-get.ts",
		config: { url: `${server.origin}${path}`, request, stopAfter, watch },
		engine,
		baud: 115200,
		...options,
	});
}

for (const engine of engines) {
	test(`${engine}: HEAD has a status and no body`, async () => {
		const result = await get(engine, "/file", { method: "HEAD" });
		assert.match(result.trace, "status 200");
		assert.is(result.bytes, 0);
		assert.match(seen[0]!, "HEAD /file");
	});

	test(`${engine}: the modem's own progress is told, and allocates nothing`, async () => {
		const result = await get(engine, "/file", {}, { watch: true });
		assert.is(result.sha256, sha256(FILE));
		assert.ok(Number(/transfers (\d+)/.exec(result.trace)![1]) > 2, result.trace);
		assertFlat(engine, result);
	});

	test(`${engine}: a redirection is reported as it is, or followed by the modem`, async () => {
		const reported = await get(engine, "/moved", {});
		assert.match(reported.trace, "status 302");
		const followed = await get(engine, "/moved", { redirect: true });
		assert.match(followed.trace, "status 200");
		assert.is(followed.sha256, sha256(FILE));
	});

	test(`${engine}: a proxy stands between`, async () => {
		const port = Number(new URL(proxy.origin).port);
		const result = await get(engine, "/file", { proxy: { host: "127.0.0.1", port }, userAgent: "tester/1" });
		assert.is(result.sha256, sha256(FILE));
		assert.is(seen[0], `proxy GET ${server.origin}/file`);
	});

	test(`${engine}: a range brings that range`, async () => {
		const rest = await get(engine, "/file", { offset: 12_345 });
		assert.match(rest.trace, "status 206");
		assert.is(rest.sha256, sha256(FILE.subarray(12_345)));
		const middle = await get(engine, "/file", { offset: 100, length: 2000 });
		assert.is(middle.sha256, sha256(FILE.subarray(100, 2100)));
		const start = await get(engine, "/file", { length: 2 });
		assert.is(start.sha256, sha256(FILE.subarray(0, 2)));
		const first = await get(engine, "/file", { length: 1 });
		assert.is(first.sha256, sha256(FILE.subarray(0, 1)));
	});

	test(`${engine}: a server that ignores the range ends the request before a byte is handed over`, async () => {
		const result = await get(engine, "/whole", { offset: 500 });
		assert.match(result.trace, "failed: rangeIgnored 200");
		assert.is(result.bytes, 0);
	});

	test(`${engine}: 1,000,000 bytes, more than the modem holds, arrive in windows`, async () => {
		const result = await get(engine, "/big", {});
		assert.is(result.status, 0, result.trace);
		assert.is(result.bytes, BIG.length);
		assert.is(result.sha256, sha256(BIG));
		assertFlat(engine, result);
	});

	test(`${engine}: a firmware that dies in the middle continues where it was`, async () => {
		const delivered: Buffer[] = [];
		const onDeliver = (bytes: Uint8Array): void => {
			delivered.push(Buffer.from(bytes));
		};
		const first = await get(engine, "/file", {}, { stopAfter: 20_000, onDeliver });
		assert.is(first.status, 3);
		assert.ok(first.bytes >= 20_000 && first.bytes < FILE.length);
		// What was stored is a plain number; the modem still has the session of the one that died.
		const second = await get(engine, "/file", { offset: first.bytes, total: FILE.length }, { after: first, onDeliver });
		assert.is(second.status, 0, second.trace);
		assert.is(sha256(Buffer.concat(delivered)), sha256(FILE));
		assertFlat(engine, second);
	});
}

test.run();
