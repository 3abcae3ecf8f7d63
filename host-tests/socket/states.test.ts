import { test } from "uvu";
import * as assert from "uvu/assert";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { loseByte } from "../support/damage.ts";
import { SocketBench } from "../support/socket-bench.ts";

const FILE = nastyFile(500);
/** ms of virtual time in which a socket has ended, whatever happens: a start of the modem is the longest. */
const BOUND = 240_000;

interface Fault {
	readonly name: string;
	/** What it may come to, beside `done`. */
	readonly ends: readonly string[];
	strike(bench: SocketBench): void;
}

const FAULTS: readonly Fault[] = [
	{
		name: "the network takes the context",
		ends: ["bearerLost", "closed", "connect", "network", "timeout"],
		strike: bench => bench.simulator.loseContext(),
	},
	{
		name: "the server drops the connection",
		ends: ["closed", "connect", "network", "timeout"],
		strike: bench => bench.simulator.dropConnection(),
	},
	{ name: "the modem restarts", ends: ["reset", "noAnswer"], strike: bench => bench.simulator.restart() },
	{ name: "the next bytes are lost", ends: ["closed", "network", "timeout"], strike: bench => bench.simulator.failNextSend(1) },
	{
		name: "a byte from the modem is lost",
		ends: ["protocol", "timeout", "connect", "network", "bearer", "closed", "unsupported", "command"],
		strike: once("txd"),
	},
	{
		name: "a byte to the modem is lost",
		ends: ["protocol", "timeout", "connect", "network", "bearer", "closed", "unsupported", "command"],
		strike: once("rxd"),
	},
	{ name: "somebody's text says that it is closed", ends: [], strike: says("1, CLOSED") },
	{ name: "somebody's text says that it does not connect", ends: [], strike: says("1, CONNECT FAIL") },
	{ name: "somebody's text says that the context is released", ends: [], strike: says("+PDP: DEACT") },
	{ name: "somebody's text says that the modem is off", ends: [], strike: says("NORMAL POWER DOWN") },
	{ name: "somebody's text says that bytes wait", ends: [], strike: says("+CIPRXGET:1,1") },
];

function says(text: string): Fault["strike"] {
	return ({ simulator }) => simulator.unsolicited(text);
}

function once(name: "txd" | "rxd"): Fault["strike"] {
	return bench => loseByte(bench, name, 5);
}

/** Strikes at event number `at` of the dialogue of a connection; the number of events there are. */
async function run(fault: Fault, at: number): Promise<number> {
	const bench = new SocketBench({ networkRate: 1e4, socketMuteTime: 100_000 });
	await bench.run(() => bench.ready > 0);
	let events = 0;
	const unwatch = bench.simulator.transcript.watch(() => {
		events++;
		if (events === at) bench.clock.schedule(0, () => fault.strike(bench));
	});
	const client = bench.connect("echo", 7);
	client.send(FILE);
	const isOver = (): boolean => client.errors.length > 0 || client.body.length >= FILE.length;
	await bench.run(isOver, BOUND);
	unwatch();
	const where = `${fault.name} at event ${at}`;
	assert.equal(client.body, Buffer.from(FILE.subarray(0, client.body.length)), where);
	const end = client.errors[0] ?? "done";
	assert.ok(end === "done" || fault.ends.includes(end), `${where}: ${end}\n${bench.simulator.transcript.format(30)}`);
	client.socket.close();
	await bench.clock.advance(40_000);
	assert.ok(client.errors.length <= 1, where);
	const next = await bench.open("echo", 7);
	next.send("x");
	await bench.run(() => next.body.length === 1, BOUND);
	return events;
}

for (const fault of FAULTS) {
	test(`${fault.name}, at every event of a connection's life: one end at most, no wrong byte, and the next one works`, async () => {
		const events = await run(fault, 0);
		assert.ok(events > 40);
		for (let at = 1; at <= events; at++) await run(fault, at);
	});
}

test.run();
