import type { Level } from "../signal.ts";
import { type Utterance, type UtteranceKind, utterancesOf } from "./dialogue.ts";
import type { Edge, MarkKind, Recorder } from "./recorder.ts";
import { activitiesOf, type State, STATES } from "./states.ts";

/** A stretch of a lane. Times are ms. */
export interface Span {
	readonly start: number;
	readonly end: number;
	readonly kind: UtteranceKind | State | "scene";
	readonly text: string;
	/** Of payload: bytes. */
	readonly count?: number;
}

/** A moment that matters: a chunk that is read again, a fault, bytes that were lost, a remark. */
export interface Moment {
	readonly time: number;
	readonly kind: "healed" | Exclude<MarkKind, "scene">;
	readonly text: string;
}

/** A pin: its level before the first change, and its changes. */
export interface Pin {
	readonly name: string;
	readonly initial: Level;
	readonly changes: readonly (readonly [time: number, level: Level])[];
}

/** What a timeline shows, as plain data. */
export interface Timeline {
	readonly title: string;
	/** ms. */
	readonly duration: number;
	/** Parts of a recording of several sessions. */
	readonly scenes: readonly Span[];
	readonly driver: readonly Span[];
	readonly tx: readonly Span[];
	readonly rx: readonly Span[];
	readonly pins: readonly Pin[];
	readonly moments: readonly Moment[];
}

/** Pins that are shown although nothing happens to them. */
const ALWAYS = ["DCD", "PWRKEY", "RI"];

const rounded = (time: number): number => Math.round(time * 100) / 100;

function spanOf({ start, end, kind, text, count, announced }: Utterance): Span {
	const note = kind !== "broken" ? text : count === announced ? `${count} bytes, not taken` : `${count} of ${announced} bytes`;
	return { start: rounded(start), end: rounded(end), kind, text: note, ...(count !== undefined && { count }) };
}

function pinsOf(edges: readonly Edge[]): Pin[] {
	const names = [...new Set(edges.map(({ pin }) => pin))];
	const pins = names.map(name => {
		const own = edges.filter(({ pin }) => pin === name);
		const changes = own.filter(({ level }, index) => index > 0 && level !== own[index - 1]!.level);
		return { name, initial: own[0]!.level, changes: changes.map(({ time, level }) => [rounded(time), level] as const) };
	});
	const shown = pins.filter(({ name, changes }) => changes.length > 0 || ALWAYS.includes(name));
	const place = (name: string): number => (ALWAYS.includes(name) ? ALWAYS.indexOf(name) : ALWAYS.length);
	return shown.toSorted((a, b) => place(a.name) - place(b.name));
}

function momentsOf({ marks }: Recorder, utterances: readonly Utterance[]): Moment[] {
	const noted = marks.flatMap(({ time, kind, text, count }): Moment[] =>
		kind === "scene" ? [] : [{ time: rounded(time), kind, text: count === undefined ? text : `${count} bytes ${text}` }],
	);
	const healed = utterances
		.filter(({ healing }) => healing)
		.map(({ start, text }): Moment => ({ time: rounded(start), kind: "healed", text: `read again: ${text}` }));
	return [...noted, ...healed].toSorted((a, b) => a.time - b.time);
}

function scenesOf({ marks, end }: Recorder): Span[] {
	const scenes = marks.filter(({ kind }) => kind === "scene");
	return scenes.map(({ time, text }, index) => ({
		start: rounded(time),
		end: rounded(scenes[index + 1]?.time ?? end),
		kind: "scene",
		text,
	}));
}

/** What a recording comes to. */
export function timelineOf(recorder: Recorder, title = "Dialogue with the modem"): Timeline {
	const utterances = utterancesOf(recorder);
	const isOf = (wire: string) => (utterance: Utterance) => utterance.wire === wire && utterance.kind !== "echo";
	return {
		title,
		duration: Math.max(1, rounded(recorder.end)),
		scenes: scenesOf(recorder),
		driver: activitiesOf(utterances).map(({ state, start, end }) => ({
			start: rounded(start),
			end: rounded(end),
			kind: state,
			text: STATES[state],
		})),
		tx: utterances.filter(isOf("TX")).map(spanOf),
		rx: utterances.filter(isOf("RX")).map(spanOf),
		pins: pinsOf(recorder.edges),
		moments: momentsOf(recorder, utterances),
	};
}
