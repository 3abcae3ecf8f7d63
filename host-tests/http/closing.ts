/* close() at every line, every pin and every byte of a request's dialogue: a file for each personality calls `testClosing`. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Fault, MemoryNetwork, type Personality, type PersonalityName, PERSONALITIES, scheduleFaults } from "../../simulator/index.ts";
import { ANSWER_TIME, SMALL_STORE_LIMIT } from "../../src/at/limits.js";
import type { SIM900 } from "../../src/index.js";
import { type Closable, CONTENT, LONG_SCENARIOS, type Scenario, ScenarioBench, SCENARIOS, SHORT_SCENARIOS } from "../support/scenarios.ts";
import { assertSplit } from "../support/split.ts";

const named = (name: string): Scenario => [...SCENARIOS, ...SHORT_SCENARIOS, ...LONG_SCENARIOS].find(scenario => scenario.name === name)!;

/** A request, and what disturbs it. */
interface Request {
	readonly what: string;
	readonly scenario: Scenario;
	readonly faults?: readonly Fault[];
	/** Tags that the firmware must have. */
	readonly tags?: readonly string[];
	/** What of the firmware is another. */
	readonly firmware?: Partial<Personality>;
	/** ms for which an answer is awaited that does not come: that of AT+HTTPTERM has the longest limit. */
	readonly silence?: number;
}

const moved = new MemoryNetwork({
	server: ({ path }) => (path === "/moved" ? { status: 302, headers: { location: "http://server/file" } } : { body: CONTENT }),
});
const REQUESTS: readonly Request[] = [
	{ what: "GET", scenario: named("GET") },
	{ what: "GET from an offset", scenario: named("GET from an offset") },
	{ what: "GET by a proxy, with a header", scenario: named("GET by a proxy"), tags: ["TIMEOUT", "USERDATA"] },
	{ what: "HEAD", scenario: named("HEAD") },
	{ what: "POST", scenario: named("POST"), tags: ["CONTENT"] },
	{ what: "POST with DCD", scenario: { ...named("POST"), options: { dcd: { pin: 34 } } }, tags: ["CONTENT"] },
	{ what: "POST of more than a chunk, with small bursts", scenario: { ...named("POST"), options: { burst: 512 } }, tags: ["CONTENT"] },
	{
		what: "a redirection",
		scenario: {
			...named("GET"),
			simulator: { network: moved },
			begin: (modem, onDone) => modem.http.request({ url: "http://server/moved", redirect: true, onDone }),
			yield: () => ({ got: CONTENT, right: CONTENT }),
		},
	},
	{
		what: "GET whose modem is asked how far it is",
		scenario: { ...named("GET"), simulator: { settings: { networkRate: CONTENT.length / 3 } } },
	},
	{
		what: "GET behind whose end the modem says OK alone",
		scenario: { ...named("GET"), simulator: { settings: { httpReadPastEnd: "ok" } } },
	},
	{
		what: "GET in windows",
		scenario: { ...named("GET in windows"), options: { burst: 8192 } },
		firmware: { httpMaximum: SMALL_STORE_LIMIT },
	},
	{ what: "GET that is verified", scenario: { ...named("GET that is verified"), options: { burst: 8192 } } },
	{
		what: "GET whose first chunk is read again",
		scenario: named("GET"),
		faults: [{ on: /AT\+HTTPREAD=0/, after: 30, bytes: "drop", count: 1 }],
	},
	{
		what: "GET whose chunk does not come",
		scenario: named("GET"),
		faults: [{ on: /AT\+HTTPREAD=0/, unanswered: true }],
		silence: ANSWER_TIME,
	},
];

/** ms of virtual time from close() to onDone, at most: payload that is due comes to its end, or the line is silent before and after a probe. */
const LIMIT = 1000;
/** From an event to close(), ms: the modem has just begun to send the line, is in the middle of it, or the driver has gone on. */
const DELAYS = [0, 1, 4];

async function ready(personality: Personality, { scenario, faults = [], firmware }: Request): Promise<ScenarioBench> {
	const bench = new ScenarioBench({ ...scenario, simulator: { ...scenario.simulator, personality: { ...personality, ...firmware } } });
	await bench.run(() => bench.ready > 0);
	scheduleFaults({ clock: bench.clock, modem: bench.simulator }, faults);
	return bench;
}

/** The undisturbed request: its events, its bytes on each line, and how many commands have been sent when its last, AT+HTTPTERM, is out. */
interface Rehearsal {
	readonly events: number;
	readonly txd: number;
	readonly rxd: number;
	readonly commands: number;
}

async function rehearse(personality: Personality, request: Request): Promise<Rehearsal> {
	const bench = await ready(personality, request);
	const { simulator, modem } = bench;
	const before = { events: simulator.transcript.entries.length, txd: simulator.txd.bytes, rxd: simulator.rxd.bytes };
	assert.is(await bench.play(request.scenario), "done");
	const healed = modem.statistics.healed;
	assert.is(healed > 0, request.faults !== undefined, `${healed} chunks were read again`);
	assert.is(simulator.transcript.entries.findLast(({ direction }) => direction === "host")?.text, "AT+HTTPTERM");
	return {
		events: simulator.transcript.entries.length - before.events,
		txd: simulator.txd.bytes - before.txd,
		rxd: simulator.rxd.bytes - before.rxd,
		commands: modem.statistics.commands,
	};
}

/** What the modem has left of the request: nothing. */
async function assertFree(bench: ScenarioBench, where: string): Promise<void> {
	assert.is(await bench.ask("AT+HTTPTERM"), "command", `${where}: a session is open`);
	await bench.assertWorks(where);
}

/** Has `note` called with the name of every callback of the requests that begin from now on. */
function watchCallbacks({ http }: SIM900, note: (name: string) => void): void {
	const request = http.request.bind(http);
	http.request = options => {
		const watched = Object.entries(options).map(([name, value]) => {
			if (typeof value !== "function") return [name, value];
			const callback = function (this: unknown, ...values: unknown[]): void {
				note(name);
				value.apply(this, values);
			};
			return [name, callback];
		});
		return request(Object.fromEntries(watched));
	};
}

/** Closes the request where `close` says. Only one whose last command has gone out already ends as it would have. */
async function closeOnce(
	personality: Personality,
	request: Request,
	commands: number,
	close: (bench: ScenarioBench, operation: Closable) => Promise<void>,
	where: string,
): Promise<void> {
	const bench = await ready(personality, request);
	const ends: string[] = [];
	const onDone = (error: { code: string } | null): void => void ends.push(error?.code ?? "done");
	const called: string[] = [];
	watchCallbacks(bench.modem, name => called.push(name));
	const operation = request.scenario.begin(bench.modem, onDone, () => {}, bench) as Closable;
	let sent: number | undefined;
	await close(bench, {
		close() {
			if (sent === undefined) called.length = 0;
			sent ??= bench.modem.statistics.commands;
			operation.close();
		},
	});
	const closed = bench.clock.now;
	await bench.run(() => ends.length > 0);
	assert.ok(bench.clock.now - closed < LIMIT + (request.silence ?? 0), where);
	assert.is(called.filter(name => name !== "onDone").join(), "", `${where}: called after close()`);
	await assertFree(bench, where);
	assert.equal(ends, [sent! < commands ? "cancelled" : "done"], where);
	bench.modem.close();
}

function has(personality: Personality, tags: readonly string[] = []): boolean {
	return tags.every(tag => personality.httpTags.includes(tag));
}

function testEvents(personality: Personality, request: Request): void {
	test(`${personality.name}: close() of ${request.what} at every event frees the modem`, async () => {
		const { events, commands } = await rehearse(personality, request);
		for (let event = 1; event <= events; event++) {
			for (const delay of DELAYS) {
				const where = `event ${event} of ${events}, ${delay} ms`;
				await closeOnce(personality, request, commands, (bench, operation) => bench.closeAt(operation, event, delay), where);
			}
		}
	});
}

function testBytes(personality: Personality, scenario: Scenario, line: "rxd" | "txd"): void {
	const request = { what: scenario.name, scenario };
	test(`${personality.name}: close() of ${scenario.name} at every byte of ${line} frees the modem`, async () => {
		const { [line]: bytes, commands } = await rehearse(personality, request);
		for (let byte = 1; byte <= bytes; byte++) {
			const where = `byte ${byte} of ${bytes}`;
			await closeOnce(personality, request, commands, (bench, operation) => bench.closeAtByte(operation, line, byte), where);
		}
	});
}

/** All requests that the firmware knows, at every event; the short ones at every byte as well. */
export function testClosing(name: PersonalityName): void {
	const personality = PERSONALITIES[name];
	for (const request of REQUESTS) if (has(personality, request.tags)) testEvents(personality, request);
	for (const scenario of SHORT_SCENARIOS) for (const line of ["rxd", "txd"] as const) testBytes(personality, scenario, line);
}

test("every personality has a file of its own", () => assertSplit(new URL(".", import.meta.url), "close", Object.keys(PERSONALITIES)));
