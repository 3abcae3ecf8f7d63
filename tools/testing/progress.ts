/* How long a run will take, from how long its files took the last time. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { FileResult } from "./run-file.ts";

const FOLDER = ".cache";
const FILE = `${FOLDER}/test-durations.json`;
/** ms, of a file that was never run here. */
const UNKNOWN = 10_000;

/** ms by file. */
export type Durations = Record<string, number>;

export function readDurations(): Durations {
	try {
		return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as Durations) : {};
	} catch {
		return {};
	}
}

export function writeDurations(before: Durations, results: readonly FileResult[]): void {
	const now = Object.fromEntries(results.map(({ file, duration }) => [file, Math.round(duration)]));
	mkdirSync(FOLDER, { recursive: true });
	writeFileSync(FILE, JSON.stringify({ ...before, ...now }));
}

export const durationOf = (durations: Durations, file: string): number => durations[file] ?? UNKNOWN;

/** How many files are done, and about how long the others will take: what they took the last time, at the pace of this run. */
export function progressText(done: readonly FileResult[], waiting: readonly string[], durations: Durations, workers: number): string {
	const sum = (files: readonly string[]): number => files.reduce((total, file) => total + durationOf(durations, file), 0);
	const taken = done.reduce((total, { duration }) => total + duration, 0);
	const pace = taken / Math.max(1, sum(done.map(({ file }) => file)));
	const seconds = Math.ceil((sum(waiting) * pace) / workers / 1000);
	const left = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
	return `-- ${done.length} of ${done.length + waiting.length} files begun or done, about ${left} for the others`;
}
