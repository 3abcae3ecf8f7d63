/* Which boxes a lane shows: as many as can be told apart. */
import type { Span } from "./timeline.ts";

/** Spans that are one box. */
export interface Box {
	readonly left: number;
	readonly right: number;
	readonly spans: readonly Span[];
}

/** Pixels: boxes closer than this are one, unless both are wide. */
const GAP = 7;
const WIDE = 26;
const LEAST_WIDTH = 1.5;

/** From ms to pixels. */
export interface Scale {
	readonly from: number;
	readonly to: number;
	/** Where the lanes begin, and how wide they are. */
	readonly left: number;
	readonly width: number;
}

export const toPixels = ({ from, to, left, width }: Scale, time: number): number => left + ((time - from) / (to - from)) * width;

/** What must be seen however small it is. */
export const isBad = ({ kind }: Span): boolean => kind === "broken" || kind === "resynchronise";
const LEAST_BAD = 3;

const widthOf = (span: Span): number => (isBad(span) ? LEAST_BAD : LEAST_WIDTH);

/** The first of `spans`, which are in order, that ends after `time`. */
function firstAfter(spans: readonly Span[], time: number): number {
	let [low, high] = [0, spans.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (spans[middle]!.end <= time) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Boxes of the spans that can be seen. Spans of different `parts` are never one: those are the times that the driver's lane shows. */
export function boxesOf(spans: readonly Span[], scale: Scale, parts: readonly Span[] = []): Box[] {
	const boxes: { left: number; right: number; spans: Span[]; part: number }[] = [];
	const partAt = (time: number): number => firstAfter(parts, time);
	for (let at = firstAfter(spans, scale.from); at < spans.length && spans[at]!.start < scale.to; at++) {
		const span = spans[at]!;
		const left = Math.max(scale.left, toPixels(scale, span.start));
		const right = Math.min(scale.left + scale.width, Math.max(left + widthOf(span), toPixels(scale, span.end)));
		const before = boxes.at(-1);
		const isClose = before !== undefined && left - before.right < GAP && isBad(before.spans[0]!) === isBad(span);
		const isTold = before !== undefined && before.right - before.left > WIDE && right - left > WIDE && left >= before.right;
		const part = partAt(span.start);
		if (isClose && !isTold && (part === before.part || left - before.right < LEAST_WIDTH)) {
			before.right = Math.max(before.right, right);
			before.spans.push(span);
		} else boxes.push({ left, right, spans: [span], part });
	}
	return boxes;
}

/** What takes most of a box of the driver's lane. */
function longestOf(spans: readonly Span[]): Span {
	return spans.reduce((longest, span) => (span.end - span.start > longest.end - longest.start ? span : longest));
}

/** Boxes of a lane whose spans are long: only what is too small to be seen is put together. */
export function stretchesOf(spans: readonly Span[], scale: Scale): Box[] {
	const boxes: { left: number; right: number; spans: Span[] }[] = [];
	for (let at = firstAfter(spans, scale.from); at < spans.length && spans[at]!.start < scale.to; at++) {
		const span = spans[at]!;
		const left = Math.max(scale.left, toPixels(scale, span.start));
		const right = Math.min(scale.left + scale.width, Math.max(left + widthOf(span), toPixels(scale, span.end)));
		const before = boxes.at(-1);
		if (
			before &&
			isBad(before.spans[0]!) === isBad(span) &&
			left < before.right + 1 &&
			(right - left < 3 || before.right - before.left < 3)
		) {
			before.right = Math.max(before.right, right);
			before.spans.push(span);
		} else boxes.push({ left, right, spans: [span] });
	}
	return boxes.map(({ left, right, spans }) => ({ left, right, spans: [longestOf(spans)] }));
}

export const thousands = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");
const bytesOf = (count: number): string => `${thousands(count)} ${count === 1 ? "byte" : "bytes"}`;

const wordOf = (text: string): string => /^(?:AT)?[+&*]?[A-Z0-9]+/i.exec(text)?.[0] ?? text;

/** What most of them say. */
function commonWord(spans: readonly Span[]): readonly [word: string, count: number] {
	const counts = new Map<string, number>();
	for (const { text } of spans) counts.set(wordOf(text), (counts.get(wordOf(text)) ?? 0) + 1);
	return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), ["", 0] as const);
}

/** What a box is called, the fullest name first. */
export function labelsOf({ spans }: Box): string[] {
	const [first] = spans;
	const payload = spans.filter(({ count }) => count !== undefined);
	if (spans.length === 1) {
		if (first!.kind === "scene") return [first!.text];
		if (first!.count === undefined) return [first!.text, wordOf(first!.text)];
		if (first!.kind === "broken") return [first!.text];
		return [bytesOf(first!.count), thousands(first!.count)];
	}
	if (payload.length > 0) {
		const total = bytesOf(payload.reduce((sum, { count }) => sum + count!, 0));
		return payload.length === 1 ? [total] : [`${total} in ${payload.length} blocks`, total];
	}
	const [word, count] = commonWord(spans);
	if (count === spans.length) return [`${word} × ${count}`, `× ${count}`];
	return [`${word} × ${count} and ${spans.length - count} more`, `${spans.length} lines`, `${spans.length}×`].filter(
		(_, index) => index > 0 || count > spans.length / 2,
	);
}

/** The kind that a box is coloured by: what went wrong shows. */
export function kindOf({ spans }: Box): Span["kind"] {
	const has = (kind: Span["kind"]): boolean => spans.some(span => span.kind === kind);
	for (const kind of ["broken", "payload", "report"] as const) if (has(kind)) return kind;
	return spans[0]!.kind;
}

/** Everything in a box, for whoever points at it; at most a dozen lines. */
export function detailsOf({ spans }: Box): string {
	const shown = spans.slice(0, 12).map(({ start, text, count, kind }) => {
		const what = count === undefined || kind === "broken" ? text : `${bytesOf(count)} (${text})`;
		return `${(start / 1000).toFixed(3)} s  ${what}`;
	});
	return [...shown, ...(spans.length > 12 ? [`and ${spans.length - 12} more`] : [])].join("\n");
}
