/*
	The whole product in one run: firmware on the XS engine talks to real HTTP and FTP servers through a simulated SIM900.
	`--json` prints the report as JSON in its last line. A timeline of all of it is left behind. Exit status 0 only if everything was seen that is announced.
*/
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { engineAvailable } from "../lab/lane/index.ts";
import { nastyFile } from "../lab/peers/file-server.ts";
import { checkTimelineFile, Recorder, writeRecording } from "../simulator/index.ts";
import { build } from "../tools/build/build.ts";
import { download, MAIN_SCENE, SIZE } from "./download.ts";
import { FTP_SCENES, type FtpStage, openFtpStage } from "./ftp-scenes.ts";
import { HTTP_SCENES, playStalls, type Stage, STALL_SCENE } from "./http-scenes.ts";
import { startPeers } from "./peers.ts";
import type { Scene } from "./scene.ts";
import { Screen } from "./screen.ts";
import { summaryOf } from "./summary.ts";

const BIG_SIZE = 400_000;

const TIMELINE = ".cache/start.html";

/** Records, and shows that something is going on. */
class LiveRecorder extends Recorder {
	readonly #screen: Screen;
	scene = "";

	constructor(screen: Screen) {
		super();
		this.#screen = screen;
	}

	begin(scene: string): void {
		this.scene = scene;
		this.mark("scene", scene, this.end);
	}

	override byte(...values: Parameters<Recorder["byte"]>): void {
		super.byte(...values);
		if (this.scene !== MAIN_SCENE) this.#screen.live(`… ${this.scene}: ${this.count.toLocaleString("en")} bytes over the wires so far`);
	}
}

/** Plays scenes one after the other. */
async function show<S>(
	scenes: readonly Scene<S>[],
	stage: S,
	seen: Record<string, boolean>,
	{ screen, recorder }: { screen: Screen; recorder: LiveRecorder },
): Promise<void> {
	for (const { name, title, play } of scenes) {
		recorder.begin(title);
		const verdict = await play(stage);
		seen[name] = verdict.seen;
		screen.verdict(title, verdict);
	}
}

const HELP = `\
npm start [-- OPTIONS]

Firmware on the XS engine talks to real HTTP and FTP servers on this computer through a simulated
SIM900: first a download with its dialogue, then a scene for each thing that the library does, then
the whole in short. Without a C compiler the firmware runs on Node, and memory is not measured.
The exit status is 0 if everything was seen that is announced. NO_COLOR switches colours off.

  --timeline FILE   what went over the wires, as a page to zoom into (.html, the default is
                    ${TIMELINE}) or as a picture (.svg)
  --vcd FILE        waveforms of all lines, for PulseView and GTKWave
  --json            prints the report as JSON in its last line
  --help            this text`;

const OPTIONS = {
	json: { type: "boolean", default: false },
	timeline: { type: "string", default: TIMELINE },
	vcd: { type: "string" },
	help: { type: "boolean", default: false },
} as const;

interface Options {
	readonly json: boolean;
	readonly timeline: string;
	readonly vcd?: string | undefined;
}

/** The options; undefined if there is nothing to show but a text. */
function readOptions(): Options | undefined {
	try {
		const { values } = parseArgs({ options: OPTIONS });
		checkTimelineFile(values.timeline);
		if (!values.help) return values;
		console.log(HELP);
	} catch (error) {
		console.error(`${(error as Error).message}\n\n${HELP}`);
		process.exitCode = 2;
	}
	return undefined;
}

async function main(): Promise<void> {
	const values = readOptions();
	if (values === undefined) return;
	const begun = performance.now();
	await build("simulator");
	const screen = new Screen(SIZE, values.json ? { write: text => process.stdout.write(text) } : process.stdout);
	const recorder = new LiveRecorder(screen);
	const available = await engineAvailable();
	const engine = available === "xs" ? "xs" : "node";
	screen.heading(
		engine === "xs" ? "Firmware on the XS engine, a simulated SIM900, a real HTTP server on loopback." : `On Node, not on XS: ${available}`,
	);
	const file = nastyFile(SIZE);
	const big = nastyFile(BIG_SIZE);
	const peers = await startPeers({ "/firmware.bin": file, "/big.bin": big });
	const stage: Stage = { engine, peers, file, big, recorder };
	recorder.begin(MAIN_SCENE);
	const report = await download(stage, screen);
	screen.verdict(MAIN_SCENE, { seen: report.http["get"]!, detail: `${report.wire.seconds.toFixed(2)} s on the wire` });
	await show(HTTP_SCENES, stage, report.http, { screen, recorder });
	recorder.begin(STALL_SCENE);
	const stalls = await playStalls(stage);
	report.stalls = { healed: stalls.healed, whole: stalls.seen };
	screen.verdict(STALL_SCENE, stalls);
	const ftpStage: FtpStage = { ...(await openFtpStage(engine, file)), recorder };
	await show(FTP_SCENES, ftpStage, report.ftp, { screen, recorder });
	await ftpStage.site.close();
	await peers.server.close();
	await peers.proxy.close();
	writeRecording(recorder, { timeline: values.timeline, vcd: values.vcd, title: "npm start" });
	const files = [values.timeline, values.vcd].filter(name => name !== undefined);
	const cost = { simulated: recorder.end / 1000, real: (performance.now() - begun) / 1000, files };
	screen.summary(summaryOf(report, cost, screen));
	if (values.json) console.log(JSON.stringify(report));
	process.exitCode = [report.stalls.whole, ...Object.values(report.http), ...Object.values(report.ftp)].every(Boolean) ? 0 : 1;
}

await main();
