import { nastyFile, serveFile } from "../lab/peers/file-server.ts";
import { runSession } from "../lab/session.ts";
import { BAUD, wireTime } from "./world.ts";

const SIZE = 300_000;
/**
 * The read phase of a download, from the first AT+HTTPREAD to the last byte handed over, in times of what its payload alone takes on the wire;
 * and the chunks that were read again.
 */
export async function measure(burst: number): Promise<{ ratio: number; healed: number }> {
	const server = await serveFile(nastyFile(SIZE));
	let first = 0;
	let last = 0;
	const session = await runSession({
		firmware: "lab/firmware/http-get.ts",
		config: { url: `${server.origin}/file`, burst },
		engine: "node",
		baud: BAUD,
		modem: { latency: 5 },
		prepare({ modem }) {
			modem.transcript.watch(({ time, text }) => {
				if (first === 0 && text.startsWith("AT+HTTPREAD")) first = time;
			});
		},
		onDeliver(_bytes, clock) {
			last = clock.now;
		},
	}).finally(() => server.close());
	const statistics = JSON.parse(/statistics (\{.*\})/.exec(session.trace)![1]!) as { healed: number };
	return { ratio: (last - first) / wireTime(SIZE), healed: statistics.healed };
}
