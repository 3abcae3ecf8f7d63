import {
	DEFAULT_PERSONALITY,
	PERSONALITIES,
	type PersonalityName,
	scheduleFaults,
	type Settings,
	type SIM900Simulator,
	type VirtualClock,
} from "../../../simulator/index.ts";
import { randomNumbers } from "../../../simulator/random.ts";
import { QUEUE_DEPTH } from "../../../src/modem/modem.js";
import { MESSAGE_SCENARIOS } from "../message-scenarios.ts";
import { type Ending, type Scenario, ScenarioBench } from "../scenarios.ts";
import { SOCKET_SCENARIOS } from "../socket-scenarios.ts";
import { FAMILIES, type Family, type FamilyName, familyOf, scenarioOf } from "./families.ts";
import { complaintOf, complaintOfMail, complaintOfStreams, errorsOfTrial, isLocked } from "./oracle.ts";
import { between, type Cast, FIELD_SETTINGS, pick, type Random, weather } from "./scripts.ts";
import { WireTap } from "./wire-tap.ts";

/** Operations under a script of faults, as data: the same trial has the same end. */
export interface Trial {
	/** Names of scenarios; the modem is as the first one wants it. All of them are begun at once. */
	readonly operations: readonly string[];
	readonly faults: readonly Cast[];
	/** Default: `DEFAULT_PERSONALITY`. */
	readonly personality?: PersonalityName;
	/** The pins that are wired. */
	readonly dcd?: boolean;
	readonly powerKey?: boolean;
	/** What the modem does otherwise. */
	readonly settings?: Partial<Settings>;
}

/** What a trial has come to. */
export interface Weathered {
	readonly trial: Trial;
	/** How its operations have ended. */
	readonly ends: readonly string[];
	/** What should not have happened; null where nothing has. */
	readonly failure: string | null;
	/** The last lines before that. */
	readonly transcript: string;
}

/** What is wrong, without what differs from one trial to another. */
export function kindOf({ failure }: Weathered): string {
	const [, where, what] = /^(next|stuck|[^:]*): ([^:]*)/.exec(failure ?? "") ?? [];
	return `${/next|stuck/.test(where ?? "") ? where : "operation"}: ${what?.replace(/ after .*|[\d.]+/, "")}`;
}

/** What changes the same thing on the server, or the SIM, cannot be tried twice; nor what is known by its name. */
const CHANGES: Readonly<Record<string, string>> = {
	...Object.fromEntries([...SOCKET_SCENARIOS, ...MESSAGE_SCENARIOS].map(({ name }) => [name, name])),
	"FTP delete": "/log",
	"FTP rename": "/log",
	"FTP mkdir": "/folder",
	"FTP rmdir": "/empty",
};

/** Operations that wait for the first one, in a third of all cases. They take any modem. */
function queued(random: Random, first: Scenario, companions: readonly Scenario[]): string[] {
	if (first.simulator?.network || random() > 0.33) return [];
	const names = Array.from({ length: between(random, 1, QUEUE_DEPTH) }, () => pick(random, companions).name);
	const changed = [first.name, ...names].map(name => CHANGES[name]);
	return names.filter((name, index) => !(name in CHANGES) || changed.indexOf(CHANGES[name]) === index + 1);
}

function settingsOf(random: Random): Pick<Trial, "settings"> {
	const settings: Partial<Settings> = random() < 0.7 ? {} : { typeAhead: "keep" };
	if (random() < 0.3) Object.assign(settings, pick(random, FIELD_SETTINGS));
	return Object.keys(settings).length ? { settings } : {};
}

/** The trial of a seed. */
export function trialOf(seed: number, family: FamilyName = "transfers"): Trial {
	const { scenarios, long, companions, climate } = FAMILIES[family];
	const random = randomNumbers(seed);
	const first = pick(random, random() < 0.05 ? long : scenarios);
	const personality = random() < 0.6 ? {} : { personality: pick(random, Object.keys(PERSONALITIES) as PersonalityName[]) };
	const dcd = random() < 0.5 ? {} : { dcd: true };
	const powerKey = random() < 0.7 ? {} : { powerKey: true };
	const settings = settingsOf(random);
	// A PIN that is damaged on its way is a wrong one.
	const faults = weather(random, climate).filter(fault => !("line" in fault && fault.line === "rxd" && first.simulator?.sim));
	return { operations: [first.name, ...queued(random, first, companions)], faults, ...personality, ...dcd, ...powerKey, ...settings };
}

/** ms after which a connection whose bytes nobody acknowledges counts as broken: far less than the modem's own, for the next operation must be in time. */
const MUTE_TIME = 60_000;

function benchOf({ personality = DEFAULT_PERSONALITY, dcd, powerKey, settings }: Trial, first: Scenario): ScenarioBench {
	const { simulator, options, wire } = first;
	const pins = { ...(dcd ? { dcd: { pin: 34 } } : {}), ...(powerKey ? { powerKey: { pin: 4 } } : {}) };
	return new ScenarioBench({
		simulator: {
			personality,
			...simulator,
			settings: { networkRate: 1e5, socketMuteTime: MUTE_TIME, ...simulator?.settings, ...settings },
		},
		options: { ...pins, ...options },
		wire: { inverted: [4], ...wire },
	});
}

/** From the port of a module that starts again until it has said so, ms. */
const RESTART_TIME = 100;

/** Faults that wait for somebody to hit, and those that go on for a while. */
class Pending {
	/** When the last of them is over, ms. */
	until = 0;
	#late = 0;
	#isUnanswered = false;
	#spoilt = 0;
	readonly #clock: VirtualClock;
	readonly #modem: SIM900Simulator;

	constructor(clock: VirtualClock, modem: SIM900Simulator) {
		this.#clock = clock;
		this.#modem = modem;
		const { answerLate, leaveUnanswered, silence, powerDip, network } = modem;
		modem.answerLate = duration => {
			this.#late += duration;
			answerLate.call(modem, duration);
		};
		modem.leaveUnanswered = () => {
			this.#isUnanswered = true;
			leaveUnanswered.call(modem);
		};
		modem.silence = duration => {
			this.extend(duration);
			silence.call(modem, duration);
		};
		modem.powerDip = () => {
			this.extend(modem.settings.resetTime + RESTART_TIME);
			powerDip.call(modem);
		};
		modem.transcript.watch(({ direction, text }) => {
			if (direction !== "host" || text.startsWith("<")) return;
			if (this.#late > 0) this.extend(this.#late);
			this.#late = 0;
			this.#isUnanswered = false;
		});
		const { spoil, http, ftp, connect } = network;
		const take = (): void => void (this.#spoilt = Math.max(0, this.#spoilt - 1));
		network.spoil = fault => {
			this.#spoilt++;
			spoil.call(network, fault);
		};
		network.http = (...all) => (take(), http.apply(network, all));
		network.ftp = (...all) => (take(), ftp.apply(network, all));
		network.connect = (...all) => (take(), connect.apply(network, all));
	}

	private extend(duration: number): void {
		this.until = Math.max(this.until, this.#clock.now + duration);
	}

	/** Calls off what has not hit anybody, and lets the rest end. */
	async end(): Promise<void> {
		const modem = this.#modem;
		modem.answerLate(-this.#late);
		const request = { method: "GET", url: "http://nobody/", path: "/", host: "nobody", port: 80, headers: [], body: undefined };
		while (this.#spoilt > 0) modem.network.http(request as never, this.#clock, () => {})();
		// Executed in silence.
		if (this.#isUnanswered) modem.rxd.send(Buffer.from("AT\r"));
		await this.#clock.advance(Math.max(50, this.until - this.#clock.now));
	}
}

/** ms within which the next operation works, once all faults are over. */
const RECOVERY_TIME = 300_000;

/** How the operations of a trial end without faults, by what it says of the modem. */
const calmEnds = new Map<string, readonly string[]>();

async function calmEndsOf(trial: Trial, scenarios: readonly Scenario[]): Promise<readonly string[]> {
	const { settings: _settings, ...plain } = trial;
	const key = JSON.stringify({ ...plain, faults: [] });
	const known = calmEnds.get(key);
	if (known) return known;
	const bench = benchOf(plain, scenarios[0]!);
	const ends = await bench.playAll(scenarios);
	bench.modem.close();
	calmEnds.set(key, ends);
	return ends;
}

/** Plays a trial: how its operations have ended, and what was wrong with that. */
export async function play(trial: Trial): Promise<Weathered> {
	const scenarios = trial.operations.map(scenarioOf);
	const calm = await calmEndsOf(trial, scenarios);
	const bench = benchOf(trial, scenarios[0]!);
	const { clock, simulator: modem } = bench;
	const tap = new WireTap(modem);
	const pending = new Pending(clock, modem);
	const stops = trial.faults.map(fault => scheduleFaults({ clock, modem }, [fault], fault.dice));
	let endings: Ending[] = [];
	let failure: string | null = null;
	try {
		endings = await bench.watchAll(scenarios);
		for (const stop of stops) stop();
		const damages = tap.damages;
		tap.repair();
		modem.txd.gap = 0;
		failure = complaintOf(trial, calm, endings, damages, tap.hasEnteredPIN);
		await pending.end();
		if (!failure)
			failure = await complaintOfNext(
				bench,
				trial,
				tap,
				endings.every(({ end }, index) => end === calm[index]),
			);
		failure ??= complaintOfStreams(bench, damages) ?? complaintOfMail(bench, trial, damages);
	} catch (error) {
		failure = `stuck or thrown: ${(error as Error).message.split("\n", 1)[0]}`;
	}
	const transcript = failure ? modem.transcript.format(80) : "";
	bench.modem.close();
	return { trial, ends: endings.map(({ end }) => end), failure, transcript };
}

/**
 * Operations that may still fail when the weather is over: one where nothing has failed before, for there is no other way to learn of a loss than to try;
 * and what is stuck in the modem takes two failures to climb to the rung that loosens it (docs/recovery.md).
 */
function patienceOf({ faults, settings = {} }: Trial, isCalm: boolean): number {
	const stuck = faults.filter(fault => "jam" in fault || "killBearer" in fault || "sendFail" in fault).length;
	const settled = [settings.jammed, settings.bearerOpenings].filter(Boolean).length;
	return 2 * (stuck + settled) || Number(isCalm);
}

/** The weather is over: the next operation works, and in time. */
async function complaintOfNext(bench: ScenarioBench, trial: Trial, tap: WireTap, isCalm: boolean): Promise<string | null> {
	let patience = patienceOf(trial, isCalm);
	const first = scenarioOf(trial.operations[0]!);
	const family: Family = familyOf(first);
	for (;;) {
		const begun = bench.clock.now;
		const { end, isRight } = await family.next(bench);
		const took = `${((bench.clock.now - begun) / 1000).toFixed(1)} s`;
		if (bench.clock.now - begun > RECOVERY_TIME) return `next: takes ${took}`;
		if (end === "done") return isRight ? null : "next: wrong data";
		if (isLocked(end, tap.hasEnteredPIN)) return null;
		if (patience-- === 0 || !errorsOfTrial(trial, first, first).has(end)) return `next: ends with ${end} after ${took}`;
	}
}
