import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryFtpServer, MemoryNetwork, scheduleFaults } from "../../simulator/index.ts";
import { randomNumbers } from "../../simulator/random.ts";
import { engines } from "../../lab/lane/rig.ts";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { runSession, type SessionResult, sha256 } from "../../lab/session.ts";
import { stall } from "../../lab/stalls.ts";
import { assertSplit } from "../support/split.ts";
import { hidesWrongData } from "../support/weather/oracle.ts";
import { between, describe, pick, type Random, weather } from "../support/weather/scripts.ts";
import { WireTap } from "../support/weather/wire-tap.ts";

/*
	Weather over firmware that also stands still now and then, behind the FIFO of an ESP32: nothing that is said to be done is wrong, nothing is
	allocated whatever happens, and both engines end in the same way.
*/

const SIZE = 20_000;
const FILE = nastyFile(SIZE);
/** Seeds of each kind. More of it: FIRST=1 COUNT=10000 npm test -- end-to-end/weather */
const FIRST = Number(process.env["FIRST"] ?? 1);
const COUNT = Number(process.env["COUNT"] ?? 25);

/** What the firmware does, and what its end says. */
interface Work {
	readonly firmware: string;
	config(random: Random): Record<string, unknown>;
	readonly done: RegExp;
	/** The payload that has arrived. */
	arrived(result: SessionResult, server: MemoryFtpServer): string;
}

const ftp = (what: string, options: (random: Random) => object): Work => ({
	firmware: "lab/firmware/ftp.ts",
	config: random => ({ server: { host: "server", user: "me", password: "x" }, steps: [{ do: what, options: options(random) }] }),
	done: new RegExp(`${what}: done`),
	arrived: (result, server) => (what === "get" ? result.sha256 : sha256(server.files.get("/new")!)),
});

const WORK = {
	"HTTP GET": {
		firmware: "lab/firmware/http-get.ts",
		config: random => ({
			url: "http://server/file",
			burst: pick(random, [64, 96, 512, 1152, 2048]),
			buffered: pick(random, [1, 7, 512, 1152]),
			request: { verify: random() < 0.2 },
		}),
		done: /status 200/,
		arrived: result => result.sha256,
	},
	"FTP get": ftp("get", random => ({ path: "/file", burst: pick(random, [96, 512, 1024]), checkSize: random() < 0.3 })),
	"FTP put": ftp("put", () => ({ path: "/new", length: SIZE, extended: false })),
	"FTP extended put": ftp("putExtended", () => ({ path: "/new", length: SIZE })),
} satisfies Readonly<Record<string, Work>>;

/** One run; how it ended, in words. */
async function endure(engine: "xs" | "node", work: Work, seed: number): Promise<string> {
	const random = randomNumbers(seed);
	const faults = weather(random);
	const server = new MemoryFtpServer({ files: { "/file": FILE } });
	let tap: WireTap | undefined;
	let isDeaf = false;
	const network = new MemoryNetwork({ server: () => ({ body: FILE }) }, { server });
	const result = await runSession({
		firmware: work.firmware,
		config: work.config(random),
		engine,
		baud: pick(random, [9600, 57600, 115200]),
		modem: { network, settings: { networkRate: 2e4 } },
		prepare(parts) {
			tap = new WireTap(parts.modem);
			scheduleFaults({ clock: parts.clock, modem: parts.modem, machine: parts.board.machine }, faults, seed);
			isDeaf = random() < 0.7;
			if (isDeaf) stall(parts, between(random, 5, 45), between(random, 300, 2300), seed);
		},
	}).catch((error: Error) => {
		error.message = `seed ${seed}: ${describe(faults)}\n${error.message}`;
		throw error;
	});
	if (work.done.test(result.trace) && work.arrived(result, server) !== sha256(FILE)) {
		const { damages } = tap!;
		const isHTTP = work === WORK["HTTP GET"];
		assert.ok(
			hidesWrongData(faults, damages, isHTTP, isDeaf),
			`seed ${seed}: ${describe(faults)}\nwrong data; on the wire: ${JSON.stringify(damages)}`,
		);
	}
	const mark = result.marks[1];
	if (mark) assert.equal([mark.slots, mark.chunkBytes, mark.blocks, mark.keys], [0, 0, 0, 0], `seed ${seed}: ${describe(faults)}`);
	return result.trace;
}

/** The seeds, on both engines. */
export function testWeather(name: keyof typeof WORK): void {
	const work: Work = WORK[name];
	test(`${name}: seeds ${FIRST} to ${FIRST + COUNT - 1}, on ${engines.join(" and ")}`, async () => {
		let done = 0;
		for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
			const traces = [];
			for (const engine of engines) traces.push(await endure(engine, work, seed));
			for (const trace of traces) assert.is(trace, traces[0], `seed ${seed}`);
			if (work.done.test(traces[0]!)) done++;
		}
		assert.ok(done > 0 && done < COUNT, `${done} of ${COUNT} are done`);
	});
}

test("every kind of work has a file of its own", () => assertSplit(new URL(".", import.meta.url), "weather", Object.keys(WORK)));
