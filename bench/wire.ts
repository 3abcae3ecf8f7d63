/*
 * Transfers over the wire's own time at 115200 baud, by a firmware whose instructions take time: a processor of 160 MHz that needs 1.5 cycles for each.
 */
import { runSession, type SessionOptions } from "../lab/session.ts";
import { stall } from "../lab/stalls.ts";
import { FTP_SERVER, inMemory, URL_BASE, wireTime } from "./world.ts";

const SPEED = 160;
const READ_SIZE = 60_000;
const UPLOAD_SIZE = 300_000;

const charged = (): Pick<SessionOptions, "engine" | "speed" | "baud" | "modem"> => ({ engine: "mcu", speed: SPEED, ...inMemory() });

export const CHUNKS = [96, 512, 1152, 4096] as const;

/** What a download came to. */
export interface Read {
	/** From onHeaders to the return of the last onReadable, over what the payload alone takes on the wire. */
	ratio: number;
	/** Chunks that were read again, because the UART's FIFO had lost bytes. */
	healed: number;
}

/** A download in chunks of `burst`; with `stalls` the firmware stands still for 15 ms every 0.5 s. */
export async function measureRead(burst: number, stalls = false): Promise<Read> {
	let begun = 0;
	let ended = 0;
	let now = (): number => 0;
	const session = await runSession({
		firmware: "lab/firmware/bench-get.ts",
		config: { url: `${URL_BASE}/${READ_SIZE}`, burst, into: 0 },
		...charged(),
		prepare(parts) {
			now = () => parts.clock.now;
			if (stalls) stall(parts, 15, 500, 1);
		},
		onTrace(text) {
			if (text.startsWith("headers")) begun = now();
			if (text.startsWith("read")) ended = now();
		},
	});
	return { ratio: (ended - begun) / wireTime(READ_SIZE), healed: Number(/healed (\d+)/.exec(session.trace)![1]) };
}

/** What became of lines that came one right after the other. */
export interface Flood {
	readonly sent: number;
	readonly heard: number;
	/** Bytes that found the UART's FIFO full. */
	readonly lost: number;
}

/** An idle modem that says RING as fast as the wire carries it, 250 times. */
export async function measureFlood(): Promise<Flood> {
	const line = Buffer.from("\r\nRING\r\n");
	const sent = 250;
	let lost = (): number => 0;
	const session = await runSession({
		firmware: "lab/firmware/bench-lines.ts",
		config: { duration: 25_000 },
		...charged(),
		prepare({ clock, modem, board }) {
			lost = () => board.uarts[2]!.dropped;
			for (let i = 0; i < sent; i++) clock.schedule(20_000 + i * wireTime(line.length), () => modem.txd.send([...line]));
		},
	});
	return { sent, heard: Number(/heard (\d+)/.exec(session.trace)![1]), lost: lost() };
}

/** From the first onWritable to the last byte of the body, over what the body alone takes on the wire. */
export async function measureUpload(way: "post" | "put" | "putExtended"): Promise<number> {
	let begun = 0;
	let ended = 0;
	let now = (): number => 0;
	const options = way === "post" ? { url: `${URL_BASE}/upload` } : { ...FTP_SERVER, path: "/upload.bin" };
	const session = await runSession({
		firmware: "lab/firmware/bench-upload.ts",
		config: { way, length: UPLOAD_SIZE, options },
		...charged(),
		prepare({ clock, modem }) {
			now = () => clock.now;
			modem.transcript.watch(({ time, text }) => {
				if (/^<\d+ bytes>/.test(text)) ended = time;
			});
		},
		onTrace(text) {
			if (text.startsWith("writable")) begun = now();
		},
	});
	if (session.status !== 0) throw new Error(`${way}: ${session.trace}`);
	return (ended - begun) / wireTime(UPLOAD_SIZE);
}
