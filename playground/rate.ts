import uPlot from "uplot";
import type { Recorder } from "../simulator/timeline/recorder.ts";

/** ms of one point. */
const STEP = 250;

/** How many bytes a second have come between `from` and `to`. */
export function ratesOf({ runs }: Pick<Recorder, "runs">, from: number, to: number): [seconds: number[], rates: number[]] {
	const first = Math.floor(from / STEP);
	const rates: number[] = Array.from({ length: Math.max(1, Math.ceil(to / STEP) - first) }, () => 0);
	for (const { wire, start, step, bytes } of runs) {
		if (wire !== "RX" || start + bytes.length * step < from || start > to) continue;
		for (let index = 0; index < bytes.length; index++) {
			const point = Math.floor((start + (index + 1) * step) / STEP) - first;
			if (point >= 0 && point < rates.length) rates[point]! += 1000 / STEP;
		}
	}
	return [rates.map((_, index) => ((first + index) * STEP) / 1000), rates];
}

/** A plot of what comes from the modem. */
export class RatePlot {
	private readonly plot: uPlot;

	constructor(place: HTMLElement) {
		const colours = getComputedStyle(document.body);
		const axis = { stroke: colours.color, grid: { stroke: "#8884" }, ticks: { stroke: "#8884" } };
		this.plot = new uPlot(
			{
				width: place.clientWidth,
				height: 120,
				scales: { x: { time: false } },
				legend: { show: false },
				cursor: { show: false },
				axes: [
					{ ...axis, values: (_, ticks) => ticks.map(tick => `${tick} s`) },
					{ ...axis, size: 64 },
				],
				series: [{}, { stroke: "#2da44e", fill: "#2da44e44", width: 1.5 }],
			},
			[[], []],
			place,
		);
		new ResizeObserver(() => this.plot.setSize({ width: place.clientWidth, height: 120 })).observe(place);
	}

	show(recorder: Recorder, from: number, to: number): void {
		this.plot.setData(ratesOf(recorder, from, to));
	}
}
