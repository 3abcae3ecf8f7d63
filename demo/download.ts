import { runSession, sha256 } from "../lab/session.ts";
import type { TranscriptEntry } from "../simulator/index.ts";
import type { Stage } from "./http-scenes.ts";
import { SERVER } from "./peers.ts";
import { allocationOf, type Report } from "./report.ts";

const BAUD = 115200;
const BITS_PER_BYTE = 10;
/** Bytes of the main scene. */
export const SIZE = 100_000;
export const MAIN_SCENE = "GET of 100,000 bytes";

/** Who watches it. */
export interface Watcher {
	entry(entry: TranscriptEntry): void;
	/** Bytes that have been handed to the application. */
	progress(done: number): void;
}

/** The main scene: a download that is shown as it goes. */
export async function download({ engine, peers, file, recorder }: Stage, watcher: Watcher): Promise<Report> {
	let delivered = 0;
	let firstRead = 0;
	let lastByte = 0;
	const session = await runSession({
		firmware: "lab/firmware/http-get.ts",
		config: { url: `http://${SERVER}/firmware.bin` },
		engine,
		baud: BAUD,
		recorder,
		modem: { boot: "cold", baud: BAUD, network: peers.network },
		prepare({ clock, modem }) {
			modem.transcript.watch(entry => {
				if (firstRead === 0 && entry.text.startsWith("AT+HTTPREAD")) firstRead = entry.time;
				watcher.entry(entry);
			});
			// Somebody presses the power key: low for longer than 1 s (hardware design V1.05).
			clock.schedule(100, () => modem.pwrkey.set(0));
			clock.schedule(1400, () => modem.pwrkey.set(1));
		},
		onDeliver(bytes, clock) {
			delivered += bytes.length;
			lastByte = clock.now;
			watcher.progress(delivered);
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
