import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { engines } from "../../lab/lane/rig.ts";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { type FtpSite, openFtpSite } from "../../lab/peers/ftp-site.ts";
import { runSession, type SessionResult, sha256 } from "../../lab/session.ts";
import { stall } from "../../lab/stalls.ts";

const FILE = nastyFile(300_000);
let site: FtpSite;

test.before(async () => {
	site = await openFtpSite();
	await writeFile(join(site.root, "nasty.bin"), FILE);
});
test.after(() => site.close());

/** Lost bytes of the UART, the sessions that were opened again, and how long it took. */
interface Cost {
	lost: number;
	healed: number;
	seconds: number;
}

async function download(engine: "xs" | "node", burst: number, seed: number): Promise<Cost> {
	const { host, port, user, password } = site;
	let lost = (): number => 0;
	const result: SessionResult = await runSession({
		firmware: "lab/firmware/ftp.ts",
		config: { server: { host, port, user, password }, steps: [{ do: "get", options: { path: "/nasty.bin", burst } }] },
		engine,
		baud: 115200,
		prepare(parts) {
			lost = () => parts.board.uarts[2]!.dropped;
			if (seed > 0) stall(parts, 15, 2000, seed);
		},
	});
	assert.match(result.trace, "get: done 300000");
	assert.is(result.sha256, sha256(FILE));
	const { healed } = JSON.parse(/statistics (.*)/.exec(result.trace)![1]!) as { healed: number };
	return { lost: lost(), healed, seconds: result.clock.now / 1000 };
}

for (const engine of engines) {
	test(`${engine}: stalls of 15 ms cost no byte at a burst of 96`, async () => {
		for (const seed of [1, 2, 3]) {
			const { lost, healed } = await download(engine, 96, seed);
			assert.equal({ lost, healed }, { lost: 0, healed: 0 });
		}
	});

	test(`${engine}: at a burst of 1024 they cost sessions, and the file is whole`, async () => {
		const calm = await download(engine, 1024, 0);
		const stalled = await download(engine, 1024, 1);
		assert.is(calm.healed, 0);
		assert.ok(stalled.lost > 0 && stalled.healed > 0);
		console.log(`burst 1024: ${calm.seconds.toFixed(0)} s; ${stalled.healed} new sessions make it ${stalled.seconds.toFixed(0)} s`);
	});
}

test.run();
