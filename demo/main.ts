/*
	The whole product in one run: firmware on the XS engine talks to real HTTP and FTP servers through a simulated SIM900.
	`--json` prints the report as JSON in its last line. Exit status 0 only if everything was seen that is announced.
*/
import { parseArgs } from "node:util";
import { engineAvailable } from "../lab/lane/index.ts";
import { nastyFile } from "../lab/peers/file-server.ts";
import { runSession, sha256 } from "../lab/session.ts";
import { FTP_SCENES, openFtpStage } from "./ftp-scenes.ts";
import { HTTP_SCENES, playStalls, type Stage } from "./http-scenes.ts";
import { startPeers } from "./peers.ts";
import { allocationOf, describe, type Report } from "./report.ts";
import type { Scene } from "./scene.ts";
import { Screen } from "./screen.ts";

const BAUD = 115200;
const BITS_PER_BYTE = 10;
const SIZE = 100_000;
const BIG_SIZE = 400_000;

/** The main scene: a download that is shown as it goes. */
async function download({ engine, peers, file }: Stage, screen: Screen): Promise<Report> {
	let delivered = 0;
	let firstRead = 0;
	let lastByte = 0;
	const session = await runSession({
		firmware: "lab/firmware/http-get.ts",
		config: { url: `${peers.server.origin}/firmware.bin` },
		engine,
		baud: BAUD,
		modem: { boot: "cold", baud: BAUD },
		prepare({ clock, modem }) {
			modem.transcript.watch(entry => {
				if (firstRead === 0 && entry.text.startsWith("AT+HTTPREAD")) firstRead = entry.time;
				screen.entry(entry);
			});
			// Somebody presses the power key: low for longer than 1 s (hardware design V1.05).
			clock.schedule(100, () => modem.pwrkey.set(0));
			clock.schedule(1400, () => modem.pwrkey.set(1));
		},
		onDeliver(bytes, clock) {
			delivered += bytes.length;
			lastByte = clock.now;
			screen.progress(delivered);
		},
	});
	const hashes = { sent: sha256(file), received: session.sha256 };
	return {
		engine: session.engine,
		bytes: session.bytes,
		sha256: hashes,
		wire: { seconds: (lastByte - firstRead) / 1000, limitSeconds: (session.bytes * BITS_PER_BYTE) / BAUD },
		allocated: allocationOf(session.marks[1]),
		stalls: { healed: 0, whole: false },
		ftp: {},
		http: { get: session.bytes > 0 && hashes.sent === hashes.received },
	};
}

/** Plays scenes one after the other. */
async function show<S>(scenes: readonly Scene<S>[], stage: S, seen: Record<string, boolean>, screen: Screen): Promise<void> {
	for (const { name, title, play } of scenes) {
		const verdict = await play(stage);
		seen[name] = verdict.seen;
		screen.verdict(title, verdict);
	}
}

const HELP = `\
npm start [-- --json]

Firmware on the XS engine talks to real HTTP and FTP servers through a simulated SIM900.

  --json   prints the report as JSON in its last line
  --help   this text`;

/** The options; undefined if there is nothing to show but a text. */
function readOptions(): { json: boolean } | undefined {
	try {
		const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, help: { type: "boolean", default: false } } });
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
	const screen = new Screen(SIZE, text => process.stdout.write(text), process.stdout.isTTY && !values.json);
	const available = await engineAvailable();
	const engine = available === "xs" ? "xs" : "node";
	screen.heading(
		engine === "xs" ? "Firmware on the XS engine, a simulated SIM900, a real HTTP server on loopback." : `On Node, not on XS: ${available}`,
	);
	const file = nastyFile(SIZE);
	const big = nastyFile(BIG_SIZE);
	const peers = await startPeers({ "/firmware.bin": file, "/big.bin": big });
	const stage: Stage = { engine, peers, file, big };
	const report = await download(stage, screen);
	screen.heading(describe(report, BAUD));
	await show(HTTP_SCENES, stage, report.http, screen);
	const stalls = await playStalls(stage);
	report.stalls = { healed: stalls.healed, whole: stalls.seen };
	screen.verdict("a firmware that stands still for 15 ms every 2 s", stalls);
	const ftpStage = await openFtpStage(engine, file);
	await show(FTP_SCENES, ftpStage, report.ftp, screen);
	await ftpStage.site.close();
	await peers.server.close();
	await peers.proxy.close();
	if (values.json) console.log(JSON.stringify(report));
	process.exitCode = [report.stalls.whole, ...Object.values(report.http), ...Object.values(report.ftp)].every(Boolean) ? 0 : 1;
}

await main();
