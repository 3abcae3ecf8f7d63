import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { engines } from "../../lab/lane/rig.ts";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { FTP_PROGRAMS, type FtpSite, openFtpSite } from "../../lab/peers/ftp-site.ts";
import { runSession, type SessionOptions, type SessionResult, sha256 } from "../../lab/session.ts";
import { assertFlat } from "../support/flat.ts";

const FILE = nastyFile(300_000);
let site: FtpSite;

test.before(async () => {
	site = await openFtpSite();
	await writeFile(join(site.root, "nasty.bin"), FILE);
});
test.after(() => site.close());

interface Step {
	do: string;
	options?: Record<string, unknown>;
}

function run(engine: "xs" | "node", steps: Step[], config: object = {}, options: Partial<SessionOptions> = {}): Promise<SessionResult> {
	return runAt(site, engine, steps, config, options);
}

function runAt(
	{ host, port, user, password }: FtpSite,
	engine: "xs" | "node",
	steps: Step[],
	config: object = {},
	options: Partial<SessionOptions> = {},
): Promise<SessionResult> {
	return runSession({
		firmware: "lab/firmware/ftp.ts",
		config: { server: { host, port, user, password }, steps, ...config },
		engine,
		baud: 115200,
		...options,
	});
}

const stored = async (name: string): Promise<Uint8Array> => readFile(join(site.root, name));

for (const engine of engines) {
	test(`${engine}: 300,000 nasty bytes come down, and nothing is allocated`, async () => {
		const result = await run(engine, [{ do: "get", options: { path: "/nasty.bin" } }]);
		assert.match(result.trace, "get: done 300000");
		assert.is(result.sha256, sha256(FILE));
		assertFlat(engine, result);
	});

	test(`${engine}: an application that reads nothing for ten minutes gets the whole file, and nothing is allocated`, async () => {
		const options = { path: "/nasty.bin", pauseAt: 100_000, pause: 600_000, stallTimeout: 0 };
		const result = await run(engine, [{ do: "get", options }]);
		assert.match(result.trace, "get: done 300000");
		assert.match(result.trace, '"healed":1,');
		assert.is(result.sha256, sha256(FILE));
		assert.ok(result.clock.now > 600_000);
		assertFlat(engine, result);
	});

	test(`${engine}: 300,000 nasty bytes go up, and nothing is allocated`, async () => {
		const result = await run(engine, [{ do: "put", options: { path: "/up.bin", length: 300_000, extended: false } }]);
		assert.match(result.trace, "put: done 300000");
		assert.is(sha256(await stored("up.bin")), sha256(FILE));
		assertFlat(engine, result);
	});

	test(`${engine}: 300,000 nasty bytes are appended, and nothing is allocated`, async () => {
		await writeFile(join(site.root, "log.bin"), "before");
		const options = { path: "/log.bin", length: 300_000, mode: "append", offset: 6, extended: false };
		const result = await run(engine, [{ do: "put", options }]);
		assert.match(result.trace, "put: done 300006");
		assert.is(sha256(await stored("log.bin")), sha256(Buffer.concat([Buffer.from("before"), FILE])));
		assertFlat(engine, result);
	});

	test(`${engine}: 300,000 nasty bytes go up by way of the modem's store, and nothing is allocated`, async () => {
		const result = await run(engine, [{ do: "putExtended", options: { path: "/extended.bin", length: 300_000 } }]);
		assert.match(result.trace, "putExtended: done 300000");
		assert.is(sha256(await stored("extended.bin")), sha256(FILE));
		assertFlat(engine, result);
	});

	test(`${engine}: a firmware that dies in the middle of a download continues where it was`, async () => {
		const delivered: Buffer[] = [];
		const onDeliver = (bytes: Uint8Array): void => {
			delivered.push(Buffer.from(bytes));
		};
		const first = await run(engine, [{ do: "get", options: { path: "/nasty.bin" } }], { stopAfter: 100_000 }, { onDeliver });
		assert.is(first.status, 3);
		assert.ok(first.bytes >= 100_000 && first.bytes < FILE.length);
		// What was stored is a plain number; the modem still has the session of the one that died.
		const rest = [{ do: "get", options: { path: "/nasty.bin", offset: first.bytes } }];
		const second = await run(engine, rest, {}, { after: first, onDeliver });
		assert.match(second.trace, "get: done 300000");
		assert.is(sha256(Buffer.concat(delivered)), sha256(FILE));
		assertFlat(engine, second);
	});

	for (const extended of [false, true]) {
		test(`${engine}: a firmware that dies in the middle of an upload, extended: ${extended}, continues where the server is`, async () => {
			const options = { path: `/died-${engine}-${extended}`, length: FILE.length, extended };
			const first = await run(engine, [{ do: "put", options }], { stopAfter: 100_000 });
			assert.is(first.status, 3);
			const offset = Number(/checkpoint (\d+)/.exec(first.trace)![1]);
			assert.ok(offset >= 100_000 && offset < FILE.length);
			const rest = [{ do: "put", options: { ...options, resume: true, offset } }];
			const second = await run(engine, rest, {}, { after: first });
			assert.match(second.trace, "put: done 300000");
			assert.is(sha256(await stored(options.path)), sha256(FILE));
			assertFlat(engine, second);
		});
	}

	test(`${engine}: everything else that a server can do`, async () => {
		await writeFile(join(site.root, "old.txt"), "12345");
		await mkdir(join(site.root, "folder"), { recursive: true });
		await writeFile(join(site.root, "folder", "a name.txt"), "1");
		const name = `new-${engine}`;
		const steps = [
			{ do: "size", options: { path: "/old.txt" } },
			{ do: "makeDirectory", options: { path: `/${name}` } },
			{ do: "put", options: { path: `/${name}/log`, length: 700 } },
			{ do: "put", options: { path: `/${name}/log`, length: 30, mode: "append" } },
			{ do: "size", options: { path: `/${name}/log` } },
			{ do: "remove", options: { path: `/${name}/log` } },
			{ do: "removeDirectory", options: { path: `/${name}` } },
			{ do: "rename", options: { path: "/old.txt", name: "renamed.txt" } },
			{ do: "list", options: { path: "/folder" } },
			{ do: "state" },
			{ do: "quit" },
		];
		const result = await run(engine, steps);
		assert.is(
			result.trace.slice(0, result.trace.indexOf("statistics")),
			"size: done 5\nmakeDirectory: done -1\nput: done 700\nput: done 30\nsize: done 730\nremove: done -1\nremoveDirectory: done -1\n" +
				"rename: done -1\nlist: done \nstate: done false\nquit: done \n",
		);
		assert.is(result.sha256, sha256(Buffer.from("a name.txt")));
		assert.ok(!(await readdir(site.root)).includes(name));
		for (const measured of [0, 1, 3, 8]) {
			await writeFile(join(site.root, "old.txt"), "12345");
			assertFlat(engine, await run(engine, steps, { measured }));
		}
	});

	for (const { name, isThere, open } of FTP_PROGRAMS.filter(program => program.name !== "ftp-srv")) {
		(isThere() ? test : test.skip)(`${engine}: ${name} takes 100,000 nasty bytes by every way, and gives them back`, async () => {
			const other = await open();
			const there = (file: string): Promise<Uint8Array> => readFile(join(other.root, file));
			const path = (file: string): string => `${other.base}/${file}`;
			const steps = [
				{ do: "put", options: { path: path("up"), length: 100_000, extended: false } },
				{ do: "put", options: { path: path("up"), length: 1000, mode: "append" } },
				{ do: "putExtended", options: { path: path("extended"), length: 100_000 } },
				{ do: "get", options: { path: path("extended"), offset: 1 } },
			];
			const result = await runAt(other, engine, steps);
			assert.match(result.trace, "put: done 100000\nput: done 1000\nputExtended: done 100000\nget: done 100000\n");
			assert.is(result.sha256, sha256(FILE.subarray(1, 100_000)));
			assert.is(sha256(await there("extended")), sha256(FILE.subarray(0, 100_000)));
			assert.is(sha256(await there("up")), sha256(Buffer.concat([FILE.subarray(0, 100_000), FILE.subarray(0, 1000)])));
			await other.close();
		});
	}
}

test.run();
