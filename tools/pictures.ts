/* The pictures of docs/ that are made of what was measured and recorded: the same on every machine. */
import { readHistory, type Release } from "../bench/history.ts";
import { download, MAIN_SCENE, SIZE } from "../demo/download.ts";
import { playStalls, STALL_SCENE } from "../demo/http-scenes.ts";
import { startPeers } from "../demo/peers.ts";
import { nastyFile } from "../lab/peers/nasty.ts";
import { drawTimeline, Recorder, timelineOf } from "../simulator/index.ts";
import { type Chart, drawCharts } from "./chart.ts";

/** A picture and how it is made. */
export interface Picture {
	readonly file: string;
	draw(): string | Promise<string>;
}

const WIDTH = 1200;
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const thousands = (value: number): string => (value >= 1000 ? `${Math.round(value / 1000)}k` : String(Math.round(value)));

/** Two scenes of `npm start`: the download, and the one whose firmware stands still. */
async function drawStart(): Promise<string> {
	const recorder = new Recorder();
	const file = nastyFile(SIZE);
	const peers = await startPeers({ "/firmware.bin": file });
	const stage = { engine: "node" as const, peers, file, big: file, recorder };
	recorder.mark("scene", MAIN_SCENE, recorder.end);
	await download(stage, { entry() {}, progress() {} });
	recorder.mark("scene", STALL_SCENE, recorder.end);
	await playStalls(stage);
	await peers.server.close();
	await peers.proxy.close();
	const timeline = timelineOf(recorder, "npm start");
	return drawTimeline(timeline, { from: 0, to: timeline.duration, width: WIDTH });
}

function drawEfficiency(history: readonly Release[]): string {
	const { name, figures } = history.findLast(({ figures }) => figures.efficiency)!;
	const rates = Object.entries(figures.efficiency!);
	const chunks = Object.keys(rates[0]![1]);
	const chart: Chart = {
		title: `Share of the reading that payload is on the wire, by bytes asked for at once (${name})`,
		places: chunks,
		series: rates.map(([rate, shares]) => ({ name: `${rate} baud`, values: chunks.map(chunk => shares[chunk]) })),
		top: 1,
		say: percent,
	};
	return drawCharts(
		[chart],
		`${chart.title}: ${rates.map(([rate, shares]) => `${rate} baud ${chunks.map(chunk => `${chunk}: ${percent(shares[chunk]!)}`).join(", ")}`).join("; ")}`,
	);
}

/** The next round number. */
function above(values: readonly (number | undefined)[]): number {
	const most = Math.max(...values.map(value => value ?? 0));
	const step = 10 ** Math.floor(Math.log10(most));
	return Math.ceil(most / step) * step;
}

function drawOverTime(history: readonly Release[]): string {
	const places = history.map(({ name }) => name);
	const flash = (["modem", "http", "all"] as const).map(part => history.map(({ figures }) => figures.flash?.[part]));
	const instructions = (["ring", "readCycle"] as const).map(name => history.map(({ figures }) => figures.instructions?.[name]));
	const bytes = (["payload64", "payload120"] as const).map(name => history.map(({ figures }) => figures.instructions?.[name]));
	const charts: Chart[] = [
		{
			title: "Flash, bytes as the linker writes them",
			places,
			series: [
				{ name: "everything", values: flash[2]! },
				{ name: "HTTP", values: flash[1]! },
				{ name: "modem", values: flash[0]! },
			],
			top: above(flash.flat()),
			say: thousands,
		},
		{
			title: "Instructions of a line RING, and of an AT+HTTPREAD without its payload",
			places,
			series: [
				{ name: "AT+HTTPREAD", values: instructions[1]! },
				{ name: "RING", values: instructions[0]! },
			],
			top: above(instructions.flat()),
			say: thousands,
		},
		{
			title: "Instructions of a byte of payload, by the length of the burst",
			places,
			series: [
				{ name: "64 bytes", values: bytes[0]! },
				{ name: "120 bytes", values: bytes[1]! },
			],
			top: above(bytes.flat()),
			say: thousands,
		},
	];
	const last = (values: readonly (number | undefined)[]): string => `${values[0]} at first, ${values.at(-1)} now`;
	return drawCharts(
		charts,
		charts.flatMap(({ title, series }) => [title, ...series.map(({ name, values }) => `${name} ${last(values)}`)]).join("; "),
	);
}

export const PICTURES: readonly Picture[] = [
	{ file: "docs/timeline.svg", draw: drawStart },
	{ file: "docs/efficiency.svg", draw: () => drawEfficiency(readHistory()) },
	{ file: "docs/history.svg", draw: () => drawOverTime(readHistory()) },
];
