import { Duplex } from "node:stream";
import { SIM900Simulator, WallClock } from "sim900/simulator";
import type { ByteStream } from "sim900/stream";
import type { GlobalOptions } from "./connect.ts";
import { recordModem } from "./recording.ts";

/** ms from a command to its answer. */
const LATENCY = 20;

/** Clocks that run: the process does not end before they do. */
const clocks = new Set<WallClock>();

/** Ends all simulations. */
export function endSimulations(): void {
	for (const clock of clocks) clock.close();
	clocks.clear();
}

/** A simulated modem at the other end of a stream, in real time; its HTTP and FTP are real. One modem, however often the stream is opened. */
export function simulatedStream(pin: GlobalOptions["pin"], baud: number): (baudRate: number) => ByteStream {
	const clock = new WallClock();
	clocks.add(clock);
	const modem = new SIM900Simulator({
		clock,
		baud,
		boot: "running",
		sim: { pin: pin ?? "" },
		settings: { networkTime: Date.now(), latency: LATENCY },
	});
	recordModem(modem);
	return baudRate => {
		modem.rxd.baud = baudRate;
		const stream = new Duplex({
			read() {},
			write(bytes: Uint8Array, _, done) {
				modem.rxd.send(bytes);
				modem.rxd.afterSent(() => done());
			},
			destroy(error, done) {
				modem.txd.onByte = () => {};
				done(error);
			},
		});
		modem.txd.onByte = byte => stream.push(Uint8Array.of(byte));
		return stream;
	};
}
