import type { FamilyName } from "../../host-tests/support/weather/families.ts";
import { shrink, testOf } from "../../host-tests/support/weather/shrink.ts";
import { kindOf, play, trialOf } from "../../host-tests/support/weather/trial.ts";

/** Seeds to be played, from `first` up to `last` (exclusive); failures of a kind that is known are not shrunk. */
export interface Order {
	readonly family: FamilyName;
	readonly first: number;
	readonly last: number;
	readonly known: readonly string[];
}

/** What has come of them. */
export interface Report {
	readonly seeds: number;
	/** How operations have ended, and how often. */
	readonly ends: readonly (readonly [string, number])[];
	readonly failures: readonly { readonly seed: number; readonly kind: string; readonly text: string }[];
}

async function playAll({ family, first, last, known }: Order): Promise<Report> {
	const ends = new Map<string, number>();
	const failures = [];
	for (let seed = first; seed < last; seed++) {
		const weathered = await play(trialOf(seed, family));
		for (const end of weathered.ends) ends.set(end, (ends.get(end) ?? 0) + 1);
		if (!weathered.failure) continue;
		const kind = kindOf(weathered);
		if (known.includes(kind)) failures.push({ seed, kind, text: "" });
		else {
			const smallest = await shrink(weathered);
			failures.push({ seed, kind, text: `${testOf(smallest)}\n${smallest.failure}\n${smallest.transcript}` });
		}
	}
	return { seeds: last - first, ends: [...ends], failures };
}

process.on("message", (order: Order) => void playAll(order).then(report => process.send!(report)));
