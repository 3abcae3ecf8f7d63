import { type Cast, sourceOf } from "./scripts.ts";
import { kindOf, play, type Trial, type Weathered } from "./trial.ts";

/** Trials that are played at most to make one smaller. */
const EFFORT = 600;

const without = <T>(all: readonly T[], from: number, count: number): T[] => [...all.slice(0, from), ...all.slice(from + count)];

/** The same with fewer faults: first without half of them, at last without each one. */
function* withFewerFaults({ faults, ...rest }: Trial): Generator<Trial> {
	for (let count = faults.length >> 1; count > 0; count >>= 1) {
		for (let from = 0; from < faults.length; from += count) yield { ...rest, faults: without(faults, from, count) };
	}
}

function* withFewerOperations({ operations, ...rest }: Trial): Generator<Trial> {
	for (let index = 0; operations.length > 1 && index < operations.length; index++) {
		yield { ...rest, operations: without(operations, index, 1) };
	}
}

function* withPlainWorld(trial: Trial): Generator<Trial> {
	for (const key of ["personality", "dcd", "powerKey", "settings"] as const) {
		const { [key]: given, ...rest } = trial;
		if (given !== undefined) yield rest;
	}
	const { settings = {}, ...rest } = trial;
	for (const key of Object.keys(settings)) {
		yield { ...rest, settings: Object.fromEntries(Object.entries(settings).filter(([name]) => name !== key)) };
	}
}

/** Smaller values of a number, the smallest first. */
function* smaller(key: string, value: number): Generator<number> {
	if (key === "dice") return;
	const least = key === "nth" || key === "count" ? 1 : 0;
	if (value > least) yield least;
	if (value !== Math.floor(value)) yield Math.floor(value);
	else if (value >> 1 > least) yield value >> 1;
	if (value - 1 > least && Number.isInteger(value)) yield value - 1;
}

function* smallerFaults(fault: Cast): Generator<Cast> {
	for (const [key, value] of Object.entries(fault)) {
		const { [key]: _value, ...rest } = fault as unknown as Record<string, unknown>;
		if (key === "nth" || key === "after" || key === "rate" || (key === "count" && value === 1)) yield rest as unknown as Cast;
		if (typeof value === "number") for (const less of smaller(key, value)) yield { ...fault, [key]: less };
	}
}

function* withSmallerFaults({ faults, ...rest }: Trial): Generator<Trial> {
	for (const [index, fault] of faults.entries()) {
		for (const less of smallerFaults(fault)) yield { ...rest, faults: faults.with(index, less) };
	}
}

function* smallerTrials(trial: Trial): Generator<Trial> {
	yield* withFewerFaults(trial);
	yield* withFewerOperations(trial);
	yield* withPlainWorld(trial);
	yield* withSmallerFaults(trial);
}

/** The fewest faults and operations with which the same is wrong: nothing can be left out of what comes back, and no number made smaller. */
export async function shrink(weathered: Weathered): Promise<Weathered> {
	const kind = kindOf(weathered);
	let smallest = weathered;
	let left = EFFORT;
	for (let isSmaller = true; isSmaller;) {
		isSmaller = false;
		for (const trial of smallerTrials(smallest.trial)) {
			if (left-- <= 0) return smallest;
			const tried = await play(trial);
			if (!tried.failure || kindOf(tried) !== kind) continue;
			smallest = tried;
			isSmaller = true;
			break;
		}
	}
	return smallest;
}

/** A trial as a test to paste. */
export function testOf({ trial, failure }: Weathered): string {
	const summary = (failure ?? "").split(/; on the wire|\n/, 1)[0];
	const { faults, ...rest } = trial;
	const lines = Object.entries(rest).map(([key, value]) => `\t${key}: ${sourceOf(value)},\n`);
	const script = faults.map(fault => `\t\t${sourceOf(fault)},\n`);
	return `// ${summary}\nkept({\n${lines.join("")}\tfaults: [\n${script.join("")}\t],\n});`;
}
