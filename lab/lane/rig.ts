import { VirtualClock } from "../../simulator/clock.ts";
import { Line } from "../../simulator/line.ts";
import { Esp32Board, type ModemPins } from "../../simulator/port.ts";
import { Signal } from "../../simulator/signal.ts";
import { buildFirmware, engineAvailable, type FirmwareOptions, type FirmwareResult, runFirmware } from "./index.ts";

/** The engines that there are. With CI=true both must be there. */
export const engines: readonly ("xs" | "node")[] = await findEngines();

async function findEngines(): Promise<readonly ("xs" | "node")[]> {
	const xs = await engineAvailable();
	if (xs === "xs") return ["xs", "node"];
	if (process.env.CI === "true") throw new Error(`CI needs the XS lane: ${xs}`);
	console.log(`no XS lane, tests run on Node only: ${xs}`);
	return ["node"];
}

/** A board whose modem is a set of wires for the test to hold. */
export interface Bench {
	clock: VirtualClock;
	modem: ModemPins;
	board: Esp32Board;
	/** What the board has sent. */
	received: number[];
}

export function createBench(): Bench {
	const clock = new VirtualClock();
	const modem: ModemPins = {
		txd: new Line(clock, 115200),
		rxd: new Line(clock, 115200),
		dcd: new Signal("DCD", 1),
		ri: new Signal("RI", 1),
		status: new Signal("STATUS", 0),
		dtr: new Signal("DTR", 1),
		pwrkey: new Signal("PWRKEY", 1),
		nreset: new Signal("NRESET", 1),
	};
	const received: number[] = [];
	modem.rxd.onByte = byte => received.push(byte);
	return { clock, modem, board: new Esp32Board({ clock, modem }), received };
}

const IMPORTS = `
import Timer from "timer";
import Serial from "embedded:io/serial";
import Digital from "embedded:io/digital";
import device from "embedded:provider/builtin";
import config from "mc/config";
const port = { port: 2, transmit: 17, receive: 16, baud: 115200, format: "buffer" };
`;

/** Bundles a few lines of firmware with all modules imported, an open serial's options in \`port\`, and \`host\`. */
export function firmware(source: string): Promise<string> {
	return buildFirmware({ source: IMPORTS + source });
}

/** How a run went. */
export interface Run extends FirmwareResult {
	/** All that it traced. */
	trace: string;
}

/** Runs a few lines of firmware to their end. */
export async function run(source: string, options: Partial<FirmwareOptions> = {}, bench: Bench = createBench()): Promise<Run> {
	let trace = "";
	const result = await runFirmware({
		bundle: await firmware(source),
		clock: bench.clock,
		board: bench.board,
		limit: 60_000,
		onTrace: text => (trace += text),
		...options,
	});
	return { ...result, trace };
}

/** The error of a run that fails. */
export async function failure(attempt: Promise<unknown>): Promise<Error> {
	try {
		await attempt;
	} catch (error) {
		return error as Error;
	}
	throw new Error("it did not fail");
}
