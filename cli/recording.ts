/* What --timeline and --vcd are made from. */
import { performance } from "node:perf_hooks";
import { checkTimelineFile, Recorder, type SIM900Simulator, writeRecording } from "sim900/simulator";
import type { ByteStream } from "sim900/stream";
import type { GlobalOptions } from "./connect.ts";
import type { Output } from "./output.ts";
import { UsageError } from "./usage.ts";

let recorder: Recorder | undefined;
let begun = 0;

const now = (): number => performance.now() - begun;

/** From now on everything is recorded, if a file is asked for. */
export function beginRecording({ timeline, vcd }: GlobalOptions): void {
	if (timeline === undefined && vcd === undefined) return;
	try {
		checkTimelineFile(timeline);
	} catch (error) {
		throw new UsageError((error as Error).message);
	}
	recorder = new Recorder();
	begun = performance.now();
}

/** Writes the files. */
export function endRecording({ timeline, vcd }: GlobalOptions, command: string, output: Output): void {
	if (!recorder) return;
	try {
		writeRecording(recorder, { timeline, vcd, title: `sim900 ${command}` });
		output.say(
			[timeline, vcd]
				.filter(file => file !== undefined)
				.map(file => `written: ${file}`)
				.join("\n"),
		);
	} catch (error) {
		output.fail(error as Error);
		process.exitCode ||= 1;
	}
}

/** A simulated modem: wires and pins, to the microsecond. */
export function recordModem(modem: SIM900Simulator): void {
	recorder?.follow(modem, 0);
}

/** For the option `onRecovery`. */
export function noteRecovery(step: string, delay: number): void {
	recorder?.mark("note", `recovery: ${step} in ${delay} ms`, now());
}

/** A real port: what it gives and takes, as far as a computer knows when. */
export function recordPort(open: (baudRate: number) => ByteStream): (baudRate: number) => ByteStream {
	const to = recorder;
	if (!to) return open;
	return baudRate => {
		const stream = open(baudRate);
		stream.on("data", bytes => to.chunk("RX", bytes, 0, bytes.length, now(), baudRate));
		const write = stream.write.bind(stream) as ByteStream["write"];
		stream.write = (bytes, done) => {
			to.chunk("TX", bytes, 0, bytes.length, now(), baudRate);
			return write(bytes, done);
		};
		return stream;
	};
}
