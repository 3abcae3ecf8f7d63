import { test } from "uvu";
import * as assert from "uvu/assert";
import { engines } from "../../lab/lane/rig.ts";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { runSession, type SessionResult } from "../../lab/session.ts";
import { type MemoryConnection, MemoryNetwork, type MemorySocketServer, type SIM900Simulator } from "../../simulator/index.ts";

/*
	Connections are lost in every state, as host-tests/socket/states.test.ts has it, on the engine of a microcontroller: two at once, and nothing is allocated.
*/

const SOCKETS = 2;
const LENGTH = 500;
const FILE = nastyFile(LENGTH);
/** ms of virtual time in which all connections have ended, whatever happens, and for which nothing more must come. */
const BOUND = 240_000;
const LINGER = 40_000;

/** A server that sends everything back, until it is made to stop. */
class Server {
	private readonly connections: MemoryConnection[] = [];
	private isMute = false;

	readonly serve: MemorySocketServer = connection => {
		if (this.isMute) return "timeout";
		this.connections.push(connection);
		// oxlint-disable-next-line typescript/no-this-alias
		const server = this;
		return {
			get mute() {
				return server.isMute;
			},
			received: bytes => {
				if (!this.isMute) connection.send(bytes);
			},
		};
	};

	/** It closes the connection that was made first. */
	close(): void {
		this.connections[0]?.end();
	}

	/** It takes nothing and says nothing any more, and has gone a minute later. */
	stall(): void {
		this.isMute = true;
		for (const connection of this.connections) connection.end(60_000);
	}
}

interface Loss {
	readonly name: string;
	/** What connections may end with, beside `done`; `others`: so may those that are not struck. */
	readonly ends: readonly string[];
	readonly spares?: boolean;
	strike(modem: SIM900Simulator, server: Server): void;
}

const BROKEN = ["closed", "connect", "network", "timeout"];
const LOSSES: readonly Loss[] = [
	{ name: "the server closes one of them", ends: BROKEN, spares: true, strike: (_modem, server) => server.close() },
	{ name: "one of them is reset", ends: BROKEN, spares: true, strike: modem => modem.sockets.slots.find(({ isOpen }) => isOpen)?.drop() },
	{ name: "the server stalls", ends: BROKEN, strike: (_modem, server) => server.stall() },
	{ name: "the network takes the context", ends: [...BROKEN, "bearerLost"], strike: modem => modem.loseContext() },
	{
		name: "the modem restarts without a word",
		ends: ["reset", "noAnswer", "timeout"],
		strike(modem) {
			modem.silence(modem.settings.resetTime + 100);
			modem.powerDip();
		},
	},
];

interface Run extends SessionResult {
	/** Lines of the dialogue from the first command of the sockets on. */
	readonly events: number;
	readonly bodies: readonly Buffer[];
}

/** Two connections, lost at event number `at`. */
async function run(loss: Loss, at: number): Promise<Run> {
	const server = new Server();
	const bodies = Array.from({ length: SOCKETS }, () => Buffer.alloc(0));
	let events = 0;
	const result = await runSession({
		firmware: "lab/firmware/sockets.ts",
		config: { host: "echo", port: 7, sockets: SOCKETS, length: LENGTH, linger: LINGER },
		engine: engines[0]!,
		baud: 115200,
		modem: { network: new MemoryNetwork({}, {}, { "echo:7": server.serve }), settings: { networkRate: 1e4 } },
		limit: BOUND + LINGER,
		prepare({ clock, modem }) {
			modem.transcript.watch(({ text }) => {
				if (events === 0 && text !== "AT+CIPSHUT") return;
				events++;
				if (events === at) clock.schedule(0, () => loss.strike(modem, server));
			});
		},
		onDeliver(bytes) {
			const body = bodies[bytes[0]!]!;
			bodies[bytes[0]!] = Buffer.concat([body, bytes.subarray(1)]);
		},
	});
	return { ...result, events, bodies };
}

/** How the connections have ended, from what the firmware has told. */
function endsOf({ trace, bodies }: Run, where: string): string[] {
	return bodies.map((body, index) => {
		const [, end, count, times] = new RegExp(`^${index}: (\\w+) after (\\d+), (\\d+)$`, "m").exec(trace) ?? [];
		assert.is(times, "1", `${where}: ${trace}`);
		assert.is(Number(count), body.length, where);
		assert.equal(body, Buffer.from(FILE.subarray(0, body.length)), where);
		return end!;
	});
}

/** Nothing was allocated but one error for each connection that has ended with one. */
function assertFlat({ marks }: Run, errors: number, where: string): void {
	const [, whole, before, after] = marks;
	if (!whole) return;
	const isFlat = errors === 0;
	for (const key of ["slots", "chunkBytes", "blocks", "keys"] as const) {
		const expected = isFlat ? 0 : errors * (after![key] - before![key]);
		assert.is(isFlat ? whole[key] : before![key], expected, `${where}: ${key}`);
	}
}

const engine = engines[0]!;
for (const loss of LOSSES) {
	test(`${engine}: ${loss.name}, at every event of their lives: one end each, in bounded time, and nothing is allocated`, async () => {
		let lost = 0;
		const { events } = await run(loss, 0);
		for (let at = 1; at <= events; at++) {
			const result = await run(loss, at);
			const where = `${loss.name} at event ${at}`;
			const ends = endsOf(result, where);
			const errors = ends.filter(end => end !== "done");
			for (const end of errors) assert.ok(loss.ends.includes(end), `${where}: ${end}\n${result.modem.transcript.format(30)}`);
			if (loss.spares) assert.ok(errors.length <= 1, `${where}: ${ends.join()}`);
			assertFlat(result, errors.length, where);
			lost += errors.length;
		}
		assert.ok(events > 40 && lost > 5, `${lost} ends of ${events} events`);
	});
}

test.run();
