/* Servers that others have written: nginx, and tinyproxy between. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { engines } from "../../lab/lane/rig.ts";
import { nastyFile } from "../../lab/peers/file-server.ts";
import { installed, type Program, startProgram } from "../../lab/peers/programs.ts";
import { runSession, type SessionResult, sha256 } from "../../lab/session.ts";

const FILE = nastyFile(100_000);
const BIG = nastyFile(400_000);
const testPeers = installed("nginx") && installed("tinyproxy") ? test : test.skip;

const NGINX = (port: number, folder: string): string => `
${process.getuid?.() === 0 ? "user root;" : ""}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
	access_log off;
	default_type application/octet-stream;
	client_body_temp_path ${folder};
	proxy_temp_path ${folder};
	fastcgi_temp_path ${folder};
	uwsgi_temp_path ${folder};
	scgi_temp_path ${folder};
	server {
		listen 127.0.0.1:${port};
		root ${folder};
		location = /moved { return 301 /file; }
	}
}
`;
const TINYPROXY = (port: number): string => `
Port ${port}
Listen 127.0.0.1
Allow 127.0.0.1
Timeout 60
MaxClients 10
`;

let nginx: Program;
let proxy: Program;

test.before(async () => {
	if (testPeers !== test) return;
	nginx = await startProgram(["nginx", "-p", "{folder}", "-c", "{config}"], NGINX, { file: FILE, big: BIG });
	proxy = await startProgram(["tinyproxy", "-d", "-c", "{config}"], TINYPROXY);
});
test.after(async () => {
	if (testPeers !== test) return;
	await nginx.stop();
	await proxy.stop();
});

function get(engine: "xs" | "node", path: string, request: object = {}): Promise<SessionResult> {
	return runSession({
		firmware: "lab/firmware/http-get.ts",
		config: { url: `http://127.0.0.1:${nginx.port}${path}`, request },
		engine,
		baud: 115200,
	});
}

for (const engine of engines) {
	testPeers(`${engine}: nginx serves a file, a part of it, its head, a redirection, and what the modem cannot hold`, async () => {
		assert.is((await get(engine, "/file")).sha256, sha256(FILE));
		assert.is((await get(engine, "/file", { offset: 70_001 })).sha256, sha256(FILE.subarray(70_001)));
		assert.is((await get(engine, "/file", { offset: 5, length: 1000 })).sha256, sha256(FILE.subarray(5, 1005)));
		const head = await get(engine, "/file", { method: "HEAD" });
		assert.match(head.trace, "status 200");
		assert.is(head.bytes, 0);
		assert.match((await get(engine, "/moved")).trace, "status 301");
		assert.is((await get(engine, "/moved", { redirect: true })).sha256, sha256(FILE));
		assert.match((await get(engine, "/nothing")).trace, "status 404");
		assert.is((await get(engine, "/big")).sha256, sha256(BIG));
	});

	testPeers(`${engine}: tinyproxy passes a file and a part of it on`, async () => {
		const through = { proxy: { host: "127.0.0.1", port: proxy.port } };
		assert.is((await get(engine, "/file", through)).sha256, sha256(FILE));
		assert.is((await get(engine, "/file", { ...through, offset: 50_000 })).sha256, sha256(FILE.subarray(50_000)));
	});
}

test.run();
