import { createHash, type Hash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { engines } from "../../lab/lane/rig.ts";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { MemoryNetwork, type MemorySocketServer } from "../../simulator/index.ts";
import { runSession, type SessionResult, sha256 } from "../../lab/session.ts";
import { assertFlat } from "../support/flat.ts";

interface Echo extends SessionResult {
	/** What each socket has handed over, and what the server has heard from each: digests. */
	readonly bodies: string[];
	readonly heard: string[];
	readonly lengths: number[];
}

/** A session over a server in memory that sends everything back; its deliveries are told apart by the number before each. */
async function run(engine: "xs" | "node", sockets: number, length: number, config: object = {}): Promise<Echo> {
	const bodies = Array.from({ length: sockets }, () => createHash("sha256"));
	const heard: Hash[] = [];
	const lengths = bodies.map(() => 0);
	const echo: MemorySocketServer = connection => {
		const digest = createHash("sha256");
		heard.push(digest);
		return {
			received(bytes) {
				digest.update(bytes);
				connection.send(bytes);
			},
		};
	};
	const result = await runSession({
		firmware: "lab/firmware/sockets.ts",
		config: { host: "echo", port: 7, sockets, length, ...config },
		engine,
		baud: 115200,
		modem: { network: new MemoryNetwork({}, {}, { "echo:7": echo }), settings: { networkRate: 12_500 } },
		onDeliver(bytes) {
			bodies[bytes[0]!]!.update(bytes.subarray(1));
			lengths[bytes[0]!]! += bytes.length - 1;
		},
	});
	const hex = (digest: Hash): string => digest.digest("hex");
	return { ...result, bodies: bodies.map(hex), heard: heard.map(hex), lengths };
}

for (const engine of engines) {
	for (const [sockets, length] of [
		[1, 300_000],
		[6, 50_000],
	] as const) {
		test(`${engine}: ${length.toLocaleString("en")} nasty bytes go and come back, ${sockets} at once, and nothing is allocated`, async () => {
			const result = await run(engine, sockets, length);
			const expected = Array.from({ length: sockets }, () => sha256(nastyFile(length)));
			assert.equal(
				result.lengths,
				Array.from({ length: sockets }, () => length),
				result.trace,
			);
			assert.equal(result.bodies, expected);
			assert.equal(result.heard, expected);
			assertFlat(engine, result);
		});
	}
}

test.run();
