/* The figures of releases, and of states between them. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { formatted } from "../tools/formatted.ts";
import type { Figures } from "./figures.ts";

const FOLDER = "bench/history";

/** What is known of a release. Early states have fewer figures. */
export interface Release {
	/** A version, or a commit. */
	readonly name: string;
	/** ISO 8601. */
	readonly date: string;
	/** Where the figures are from, if not from `--keep`. */
	readonly source?: string;
	readonly figures: {
		readonly instructions?: Partial<Figures["instructions"]>;
		readonly flash?: Partial<Omit<Figures["flash"], "parts">>;
		readonly efficiency?: Figures["efficiency"];
	};
}

/** Keeps the figures of a release. */
export async function keep(name: string, figures: object): Promise<void> {
	const file = `${FOLDER}/${name}.json`;
	const release = { name, date: new Date().toISOString().slice(0, 19), figures };
	writeFileSync(file, await formatted(JSON.stringify(release, undefined, "\t"), file));
}

/** All that is kept, the oldest first. */
export function readHistory(folder: string = FOLDER): Release[] {
	const files = readdirSync(folder).filter(file => file.endsWith(".json"));
	const releases = files.map(file => JSON.parse(readFileSync(`${folder}/${file}`, "utf8")) as Release);
	return releases.toSorted((a, b) => (a.date < b.date ? -1 : 1));
}
