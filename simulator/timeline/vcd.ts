/*
	Value change dump (IEEE 1364-2005, clause 18): what logic analysers' programs open. Bytes are 8N1 frames: a start bit that is low, the bits from
	the least significant one on, a stop bit that is high.
*/
import { FRAME_BITS } from "../line.ts";
import type { Edge, Recorder, Run } from "./recorder.ts";

interface Change {
	readonly tick: number;
	readonly id: string;
	readonly level: number;
}

const MICROSECOND = 1e-3;
/** bit/s up to which a microsecond is exact enough: more than eight of them in a bit. */
const SLOW = 115_200;

function* changesOfWire(runs: readonly Run[], tick: (time: number) => number): Generator<Change> {
	let level = 1;
	for (const { wire, start, step, baud, bytes } of runs) {
		const bit = 1000 / baud;
		for (const [index, byte] of bytes.entries()) {
			const frame = (byte << 1) | 0x200;
			for (let at = 0; at < FRAME_BITS; at++) {
				const next = (frame >> at) & 1;
				if (next !== level) yield { tick: tick(start + index * step + at * bit), id: wire, level: next };
				level = next;
			}
		}
	}
}

function* changesOfPins(edges: readonly Edge[], tick: (time: number) => number): Generator<Change> {
	const levels = new Map<string, number>();
	for (const { pin, level, time } of edges) {
		const before = levels.get(pin);
		levels.set(pin, level);
		// The first level of each is the state at the beginning.
		if (before !== undefined && before !== level) yield { tick: tick(time), id: pin, level };
	}
}

/** Changes of several sources, each in order, in the order of time. */
function* merged(sources: readonly Generator<Change>[]): Generator<Change> {
	const heads = sources.map(source => source.next());
	for (;;) {
		let first = -1;
		for (const [index, { done, value }] of heads.entries())
			if (!done && (first < 0 || value.tick < (heads[first]!.value as Change).tick)) first = index;
		if (first < 0) return;
		yield heads[first]!.value as Change;
		heads[first] = sources[first]!.next();
	}
}

/** All wires and pins of a recording. Every byte is in it, secrets too. */
export function waveformsOf(recorder: Recorder): string {
	const { runs, edges } = recorder;
	const isFast = runs.some(({ baud }) => baud > SLOW);
	const unit = isFast ? MICROSECOND / 10 : MICROSECOND;
	// A wire rests for a while before the first byte: whoever decodes has to see its start bit begin.
	const rest = 10;
	const tick = (time: number): number => Math.round((time + rest) / unit);
	const pins = [...new Set(edges.map(({ pin }) => pin))];
	const names = ["TX", "RX", ...pins];
	const id = (name: string): string => String.fromCharCode(33 + names.indexOf(name));
	const initial = (name: string): number => edges.find(({ pin }) => pin === name)?.level ?? 1;
	const sources = [
		changesOfPins(edges, tick),
		...(["TX", "RX"] as const).map(wire =>
			changesOfWire(
				runs.filter(run => run.wire === wire),
				tick,
			),
		),
	];
	const lines = [
		`$timescale ${isFast ? "100 ns" : "1 us"} $end`,
		"$scope module modem $end",
		...names.map(name => `$var wire 1 ${id(name)} ${name} $end`),
		"$upscope $end",
		"$enddefinitions $end",
		"#0",
		"$dumpvars",
		...names.map(name => `${initial(name)}${id(name)}`),
		"$end",
	];
	let now = 0;
	for (const change of merged(sources)) {
		if (change.tick !== now) lines.push(`#${(now = change.tick)}`);
		lines.push(`${change.level}${id(change.id)}`);
	}
	lines.push(`#${tick(recorder.end + rest)}`, "");
	return lines.join("\n");
}
