/* The read phase of a download by the rate of the line and by what is asked for at once; the processor's own time is not charged. */
import { runSession } from "../lab/session.ts";
import { inMemory, URL_BASE } from "./world.ts";

const SIZE = 60_000;
const RATES = [9600, 57_600, 115_200] as const;
const CHUNKS = [64, 96, 256, 512, 1152, 4096, 8192] as const;
const BITS = 10_000;

/** Share of the read phase in which payload is on the wire, by rate and by chunk. */
export type Efficiency = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** From the first AT+HTTPREAD to the last byte handed over. */
async function measure(baud: number, burst: number): Promise<number> {
	let [first, last] = [0, 0];
	await runSession({
		firmware: "lab/firmware/http-get.ts",
		config: { url: `${URL_BASE}/${SIZE}`, burst },
		engine: "node",
		...inMemory(),
		baud,
		prepare({ modem }) {
			modem.transcript.watch(({ time, text }) => {
				if (first === 0 && text.startsWith("AT+HTTPREAD")) first = time;
			});
		},
		onDeliver(_, clock) {
			last = clock.now;
		},
	});
	return Math.round(((SIZE * BITS) / baud / (last - first)) * 1000) / 1000;
}

export async function measureEfficiency(): Promise<Efficiency> {
	const shares: Record<string, Record<string, number>> = {};
	for (const baud of RATES) {
		const row: Record<string, number> = (shares[baud] = {});
		for (const chunk of CHUNKS) row[chunk] = await measure(baud, chunk);
	}
	return shares;
}
