import { test } from "uvu";
import * as assert from "uvu/assert";
import type { FamilyName } from "./families.ts";
import { describe } from "./scripts.ts";
import { kindOf, play, type Trial, trialOf, type Weathered } from "./trial.ts";

/*
	Weather: every operation under faults of all kinds at random moments, the same for the same seed. It ends once in bounded time, with what is right
	or with an error that its faults may lead to (oracle.ts), and the next one works when the weather is over.
*/

/** A trial that has failed once, as small as it could be made. */
export interface Kept {
	readonly trial: Trial;
	/** What it still falls into; without this it must hold. */
	readonly hole?: string;
}

/** A list of everything that has ever failed, and what adds to it: `npm run weather` prints what is to be pasted. */
export function collect(): { readonly all: readonly Kept[]; kept(trial: Trial, hole?: string): void } {
	const all: Kept[] = [];
	return { all, kept: (trial, hole) => void all.push(hole === undefined ? { trial } : { trial, hole }) };
}

/** Holes that are known and open: what falls into one of them is not held against a seed here. `npm run weather` counts it. */
const OPEN: readonly string[] = [];
const PORTION = 50;

function assertEndured(weathered: Weathered, what: string): void {
	if (weathered.failure && OPEN.includes(kindOf(weathered))) return;
	assert.not(weathered.failure, `${what}\n${weathered.failure}\n${weathered.transcript}`);
}

const inWords = ({ operations, faults }: Trial): string => `${operations.join(", ")}: ${describe(faults)}`;

/** Tests of a family: so many seeds, and what was kept. More of it: FIRST=1 COUNT=100000 npm run weather -- FAMILY */
export function testWeather(family: FamilyName, seeds: number, kept: readonly Kept[]): void {
	/** How often operations have ended how. */
	const ends = new Map<string, number>();

	async function endure(seed: number): Promise<void> {
		const trial = trialOf(seed, family);
		const weathered = await play(trial);
		for (const end of weathered.ends) ends.set(end, (ends.get(end) ?? 0) + 1);
		assertEndured(weathered, `seed ${seed} (FIRST=${seed} COUNT=1 npm run weather -- ${family} shrinks it), ${inWords(trial)}`);
	}

	const first = Number(process.env["FIRST"] ?? 1);
	const count = Number(process.env["COUNT"] ?? seeds);
	for (let seed = first; seed < first + count; seed += PORTION) {
		const last = Math.min(seed + PORTION, first + count) - 1;
		test(`seeds ${seed} to ${last}`, async () => {
			for (let each = seed; each <= last; each++) await endure(each);
		});
	}

	test("the weather is bad enough, and not too bad", () => {
		const total = [...ends.values()].reduce((sum, times) => sum + times, 0);
		const done = ends.get("done") ?? 0;
		assert.ok(ends.size > 5, [...ends.keys()].join());
		assert.ok(done > total / 4 && done < (total * 4) / 5, `${done} of ${total} are done`);
	});

	for (const { trial, hole } of kept) {
		const run = hole === undefined ? test : test.skip;
		run(`${inWords(trial)}${hole === undefined ? "" : ` (open: ${hole})`}`, async () => {
			const { failure, transcript } = await play(trial);
			assert.not(failure, `${failure}\n${transcript}`);
		});
	}
}
