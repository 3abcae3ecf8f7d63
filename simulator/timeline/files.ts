import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { drawTimeline } from "./draw.ts";
import { pageOf } from "./page.ts";
import type { Recorder } from "./recorder.ts";
import { timelineOf } from "./timeline.ts";
import { waveformsOf } from "./vcd.ts";

/** Pixels. */
const WIDTH = 1200;

/** What a recording is written to. */
export interface RecordingFiles {
	/** `.svg` or `.html`. */
	readonly timeline?: string | undefined;
	readonly vcd?: string | undefined;
	readonly title?: string;
}

/** The program of the page: beside this module where it was built, in dist/ where it runs from its sources. */
function viewerProgram(): string {
	const places = ["./viewer.txt", "../../dist/simulator/timeline/viewer.txt"].map(path => fileURLToPath(new URL(path, import.meta.url)));
	const file = places.find(existsSync);
	if (file === undefined) throw new Error("the timeline's page is not built: npm run build");
	return readFileSync(file, "utf8");
}

/** Throws an Error that says what is wrong with the name of a timeline's file. */
export function checkTimelineFile(file: string | undefined): void {
	if (file !== undefined && !/\.(svg|html)$/.test(file))
		throw new Error(`--timeline needs a file that ends in .svg or .html, not "${file}"`);
}

/** Writes what was recorded. */
export function writeRecording(recorder: Recorder, { timeline, vcd, title }: RecordingFiles): void {
	if (timeline !== undefined) {
		checkTimelineFile(timeline);
		const drawn = timelineOf(recorder, title);
		const text = timeline.endsWith(".svg")
			? drawTimeline(drawn, { from: 0, to: drawn.duration, width: WIDTH })
			: pageOf(drawn, viewerProgram());
		write(timeline, text);
	}
	if (vcd !== undefined) write(vcd, waveformsOf(recorder));
}

function write(file: string, text: string): void {
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
}
