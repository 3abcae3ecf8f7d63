/* close() at every line and every pin of a request's dialogue. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Fault, MemoryNetwork, PERSONALITIES, type PersonalityName, scheduleFaults } from "../../simulator/index.ts";
import { type Closable, CONTENT, LONG_SCENARIOS, type Scenario, ScenarioBench, SCENARIOS } from "../support/scenarios.ts";

const named = (name: string): Scenario => [...SCENARIOS, ...LONG_SCENARIOS].find(scenario => scenario.name === name)!;

/** A request, and what disturbs it. */
interface Request {
	readonly what: string;
	readonly scenario: Scenario;
	readonly faults?: readonly Fault[];
	/** Tags that the firmware must have. */
	readonly tags?: readonly string[];
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
			check: () => {},
		},
	},
	{ what: "GET in windows", scenario: { ...named("GET in windows"), options: { burst: 8192 } } },
	{ what: "GET that is verified", scenario: { ...named("GET that is verified"), options: { burst: 8192 } } },
	{
		what: "GET whose first chunk is read again",
		scenario: named("GET"),
		faults: [{ on: /AT\+HTTPREAD=0/, after: 30, bytes: "drop", count: 1 }],
	},
	{ what: "GET whose chunk does not come", scenario: named("GET"), faults: [{ on: /AT\+HTTPREAD=0/, unanswered: true }] },
];

/** ms of virtual time from close() to onDone, at most: a body that the modem waits for is filled up. */
const LIMIT = 10_000;
/** From an event to close(), ms: the modem has just begun to send the line, is in the middle of it, or the driver has gone on. */
const DELAYS = [0, 1, 4];

async function ready(personality: PersonalityName, { scenario, faults = [] }: Request): Promise<ScenarioBench> {
	const bench = new ScenarioBench({ ...scenario, simulator: { personality, ...scenario.simulator } });
	await bench.run(() => bench.ready > 0);
	scheduleFaults({ clock: bench.clock, modem: bench.simulator }, faults);
	return bench;
}

/** What the undisturbed request does: how many events. */
async function rehearse(personality: PersonalityName, request: Request): Promise<number> {
	const bench = await ready(personality, request);
	const before = bench.simulator.transcript.entries.length;
	assert.is(await bench.play(request.scenario), "done");
	return bench.simulator.transcript.entries.length - before;
}

/** What the modem has left of the request: nothing. */
async function assertFree(bench: ScenarioBench, where: string): Promise<void> {
	assert.is(await bench.ask("AT+HTTPTERM"), "command", `${where}: a session is open`);
	await bench.assertWorks(where);
}

async function closeAt(personality: PersonalityName, request: Request, event: number, delay: number, where: string): Promise<string> {
	const bench = await ready(personality, request);
	const ends: string[] = [];
	const operation = request.scenario.begin(
		bench.modem,
		error => ends.push(error?.code ?? "done"),
		() => {},
	) as Closable;
	await bench.closeAt(operation, event, delay);
	const closed = bench.clock.now;
	await bench.run(() => ends.length > 0);
	assert.ok(bench.clock.now - closed < LIMIT, where);
	await assertFree(bench, where);
	assert.is(ends.length, 1, where);
	bench.modem.close();
	return ends[0]!;
}

for (const personality of Object.keys(PERSONALITIES) as PersonalityName[]) {
	for (const request of REQUESTS) {
		if (request.tags?.some(tag => !PERSONALITIES[personality].httpTags.includes(tag))) continue;
		test(`${personality}: close() of ${request.what} at every event frees the modem`, async () => {
			const events = await rehearse(personality, request);
			let cancelled = 0;
			for (let event = 1; event <= events; event++) {
				for (const delay of DELAYS) {
					const where = `event ${event} of ${events}, ${delay} ms`;
					const end = await closeAt(personality, request, event, delay, where);
					// Only what is being cleaned up already ends as it would have.
					assert.ok(end === "cancelled" || (end === "done" && event > events - 4), `${where}: ${end}`);
					if (end === "cancelled") cancelled++;
				}
			}
			assert.ok(cancelled > events);
		});
	}
}

test.run();
