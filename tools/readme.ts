/*
	Figures in a Markdown file that a command measures:

	<!-- figures:NAME -->            or within a line: <!-- figures:NAME -->3.1 KB<!-- /figures -->
	| what the producer returned |
	<!-- /figures -->
*/
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { format, resolveConfig } from "prettier";

/** What a module below bench/ exports that measures figures. */
export interface Producer {
	/** The NAME in the marker. */
	readonly name: string;
	/** Markdown, the same on every run; `undefined` where it cannot be measured on this machine. */
	table(): Promise<string | undefined>;
}

/** A text with its figures measured anew. */
export interface Filled {
	readonly text: string;
	/** Figures that were not what was measured. */
	readonly stale: readonly string[];
	/** Figures left as they were: this machine cannot measure them. */
	readonly unmeasured: readonly string[];
}

const FIGURES = /(<!-- figures:([\w-]+) -->)(.*?)(<!-- \/figures -->)/gs;
const MARKER = /<!-- (?:figures:|\/figures)/g;
const PRODUCER = /^export const name\b/m;

/** The names of the figures in `text`. Throws where markers do not pair up. */
export function figureNames(text: string): string[] {
	const names = [...text.matchAll(FIGURES)].map(([, , name]) => name!);
	const markers = [...text.matchAll(MARKER)].length;
	if (markers !== 2 * names.length) throw new Error("each <!-- figures:NAME --> needs its <!-- /figures -->");
	return names;
}

/** The producers below `folder`: modules with a line that starts with `export const name`. No other module is loaded. */
export async function loadProducers(folder: string): Promise<Producer[]> {
	if (!existsSync(folder)) return [];
	const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(file => file.endsWith(".ts"));
	const producers = files.map(file => resolve(join(folder, file))).filter(file => PRODUCER.test(readFileSync(file, "utf8")));
	return Promise.all(producers.toSorted().map(file => import(pathToFileURL(file).href) as Promise<Producer>));
}

async function measure(name: string, producers: readonly Producer[]): Promise<string | undefined> {
	const producer = producers.find(other => other.name === name);
	if (!producer) throw new Error(`nothing below bench/ produces the figures "${name}"`);
	const markdown = await producer.table();
	if (markdown === undefined) return undefined;
	const style = await resolveConfig("README.md");
	return (await format(markdown, { ...style, parser: "markdown" })).trim();
}

/** Measures the figures of `text`, one after the other, or only those with a name in `only`. Rejects where a figure has no producer. */
export async function fillFigures(text: string, producers: readonly Producer[], only?: readonly string[]): Promise<Filled> {
	const measured = new Map<string, string | undefined>();
	for (const name of figureNames(text).filter(name => only?.includes(name) ?? true)) {
		if (!measured.has(name)) measured.set(name, await measure(name, producers));
	}
	const stale = new Set<string>();
	const filled = text.replace(FIGURES, (whole, open: string, name: string, old: string, close: string) => {
		const now = measured.get(name);
		if (now === undefined) return whole;
		if (old.trim() !== now) stale.add(name);
		const gap = old.includes("\n") || now.includes("\n") ? "\n\n" : "";
		return `${open}${gap}${now}${gap}${close}`;
	});
	const unmeasured = [...measured.keys()].filter(name => measured.get(name) === undefined);
	return { text: filled, stale: [...stale], unmeasured };
}
