/* RV32 instructions from the call of a port's callback to its return, the application's callbacks included; counted by the emulated microcontroller. */
import { EventKind, type TurnReport } from "../lab/lane/index.ts";
import { runSession, type SessionOptions } from "../lab/session.ts";
import { BAUD, inMemory, URL_BASE } from "./world.ts";

interface Turn extends TurnReport {
	/** ms */
	readonly time: number;
}

type Parts = Parameters<NonNullable<SessionOptions["prepare"]>>[0];

/** Runs a firmware and keeps what its events have cost. */
async function record(firmware: string, config: object, options: Partial<SessionOptions> = {}): Promise<Turn[]> {
	const turns: Turn[] = [];
	let now = (): number => 0;
	const { prepare, ...others } = options;
	const session = await runSession({
		firmware: `lab/firmware/${firmware}.ts`,
		config: config as Record<string, unknown>,
		engine: "mcu",
		...inMemory(),
		...others,
		prepare(parts) {
			now = () => parts.clock.now;
			prepare?.(parts);
		},
		onTurn: turn => void turns.push({ ...turn, time: now() }),
	});
	if (session.status !== 0) throw new Error(`${firmware} failed: ${session.trace}`);
	return turns;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const total = (turns: readonly Turn[]): number => turns.reduce((sum, { instructions }) => sum + instructions, 0);

/** A GET in chunks of 1,152 bytes without DCD, whose bytes arrive in bursts of `threshold`. */
function download(size: number, threshold: number, into = 0, plant = 0): Promise<Turn[]> {
	const config = { url: `${URL_BASE}/${size}`, burst: 1152, into, plant, dcd: null };
	return record("bench-get", config, { receiveThreshold: threshold });
}

/** Instructions a byte of full bursts that are neither the first nor the last of an answer. */
function midChunk(turns: readonly Turn[], threshold: number): number {
	const readable = turns.filter(({ kind }) => kind === EventKind.readable);
	// Bursts of one answer follow one another within the time of a burst; before an answer the modem thinks.
	const gap = (a: Turn | undefined, b: Turn | undefined): boolean => !a || !b || b.time - a.time > (threshold * 10_000) / BAUD + 2;
	const inside = readable.filter((turn, at) => turn.value === threshold && !gap(readable[at - 1], turn) && !gap(turn, readable[at + 1]));
	return mean(inside.map(({ instructions }) => instructions)) / threshold;
}

/** Instructions a byte of a whole GET whose bytes the application passes over, after `plant` turns of a loop for each. */
export async function measureDownload(plant = 0): Promise<number> {
	return total(await download(46_080, 64, 0, plant)) / 46_080;
}

/** How many bursts of one kind are heard, the first of which warms up. */
const BURSTS = 21;
const PAUSE = 200;
/** ms of virtual time in which a modem has become ready, with room to spare. */
const READY = 20_000;

/** The mean cost of one burst that an idle modem sends. */
async function burst(text: string | Uint8Array, firmware = "bench-lines", config: object = {}, bursts = BURSTS): Promise<number> {
	const bytes = typeof text === "string" ? Buffer.from(text, "latin1") : text;
	const prepare = ({ clock, modem }: Parts): void => {
		for (let i = 0; i < bursts; i++) clock.schedule(READY + i * PAUSE, () => modem.txd.send([...bytes]));
	};
	const duration = READY + bursts * PAUSE;
	const turns = await record(firmware, { ...config, duration }, { receiveThreshold: Math.min(bytes.length, 128), prepare });
	const heard = turns.filter(({ kind, time }) => kind === EventKind.readable && time >= READY);
	if (heard.length !== bursts || heard.some(({ value }) => value !== bytes.length)) throw new Error(`not heard in ${bursts} bursts`);
	return mean(heard.slice(1).map(({ instructions }) => instructions));
}

const RING = "\r\nRING\r\n";
const CMTI = '\r\n+CMTI: "SM",1234\r\n';
const FIFO = 128;
const fill = (text: string): string => text.repeat(Math.ceil(FIFO / text.length)).slice(0, FIFO);

/** What may fill a FIFO while the firmware is busy. */
const FLOODS: Readonly<Record<string, string>> = {
	"x\\n": fill("x\n"),
	"\\n": fill("\n"),
	"\\r\\n": fill("\r\n"),
	"OK\\r\\n": fill("OK\r\n"),
	"\\r\\nOK\\r\\n": fill("\r\nOK\r\n"),
	RING: fill(RING),
	"+CMTI": fill(CMTI),
	"127 x FF": `${"\xff".repeat(FIFO - 1)}\n`,
	"128 x A": "A".repeat(FIFO),
};

export interface Instructions {
	payload64: number;
	payload120: number;
	payloadRead64: number;
	ring: number;
	cmti: number;
	fifoOfRing: number;
	fifoWorst: number;
	readCycle: number;
}

/** The floods by what they are made of, instructions for 128 bytes. */
export async function measureFloods(): Promise<Record<string, number>> {
	const costs: Record<string, number> = {};
	for (const [name, text] of Object.entries(FLOODS)) costs[name] = await burst(text, "bench-lines", {}, 6);
	return costs;
}

export async function measureInstructions(floods: Readonly<Record<string, number>>): Promise<Instructions> {
	const skip64 = await download(46_080, 64);
	const read64 = await download(46_080, 64, 1460);
	const large = await download(46_080, 120);
	const small = await download(23_040, 120);
	const payload64 = midChunk(skip64, 64);
	const payload120 = midChunk(large, 120);
	return {
		payload64,
		payload120,
		payloadRead64: payload64 + (total(read64) - total(skip64)) / 46_080,
		ring: await burst(RING),
		cmti: await burst(CMTI),
		fifoOfRing: floods["RING"]!,
		fifoWorst: Math.max(...Object.values(floods)),
		readCycle: (total(large) - total(small)) / 20 - 1152 * payload120,
	};
}

/** The same lines with strings: [RING, +CMTI] for each way. */
export async function measureNaive(): Promise<Record<"slice" | "split", [ring: number, cmti: number]>> {
	const way = async (way: string): Promise<[number, number]> => [
		await burst(RING, "bench-naive", { way }),
		await burst(CMTI, "bench-naive", { way }),
	];
	return { slice: await way("slice"), split: await way("split") };
}
