/* From the options of the command line to a modem. */
import { connect as connectSocket } from "node:net";
import type { ModemOptions } from "sim900";
import { SIM900 } from "sim900/promises";
import { type ByteStream, StreamSerial } from "sim900/stream";
import { formatTrace } from "sim900/trace";
import { noteRecovery, recordPort } from "./recording.ts";
import { simulatedStream } from "./simulated.ts";
import { UsageError } from "./usage.ts";

/** Options that every command has. */
export interface GlobalOptions {
	readonly port?: string;
	readonly tcp?: string;
	readonly simulate?: boolean;
	readonly baud: string;
	readonly apn: string;
	readonly apnUser?: string;
	readonly apnPassword?: string;
	readonly pin?: string;
	readonly trace?: boolean;
	readonly timeline?: string;
	readonly vcd?: string;
	readonly json?: boolean;
	readonly quiet?: boolean;
}

/** What a command may hear of a modem that is being started. */
export type Listeners = Pick<ModemOptions, "onProgress" | "onUnsolicited">;

type SerialPackage = typeof import("serialport");

/** `serialport` is optional: everything but `--port` works without it. */
async function serialPackage(): Promise<SerialPackage> {
	return import("serialport").catch((error: Error) => {
		throw new UsageError(`the package serialport could not be loaded (${error.message}): npm install serialport`);
	});
}

async function openPath({ port, baud }: GlobalOptions): Promise<(baudRate: number) => ByteStream> {
	const { SerialPort } = await serialPackage();
	const path = port ?? (await onlyPort());
	wholeNumber(baud, "--baud", 1200, 460_800);
	return baudRate => new SerialPort({ path, baudRate });
}

/** The serial ports of this computer. */
export async function listPorts(): Promise<Awaited<ReturnType<SerialPackage["SerialPort"]["list"]>>> {
	const { SerialPort } = await serialPackage();
	return SerialPort.list().catch(({ code, path, message }: NodeJS.ErrnoException) => {
		const reason = code === "ENOENT" && path !== undefined ? `${path} is missing` : message;
		throw new UsageError(`the serial ports cannot be listed here (${reason}): name one with --port, for example /dev/ttyUSB0`);
	});
}

/** The port of a computer that has one. */
async function onlyPort(): Promise<string> {
	const paths = (await listPorts()).map(({ path }) => path);
	if (paths.length === 1) return paths[0]!;
	const found = paths.length === 0 ? "none was found" : `there are ${paths.join(", ")}`;
	throw new UsageError(
		`--port says where the modem is: ${found}. --tcp HOST:PORT takes one over the network, --simulate one that is simulated`,
	);
}

function openSocket(place: string): () => ByteStream {
	const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(place);
	if (!match || Number(match[3]) > 65_535) throw new UsageError(`--tcp needs HOST:PORT, not "${place}"`);
	return () => connectSocket(Number(match[3]), match[1] ?? match[2]);
}

/** Where the bytes come from: how it is opened at a rate. */
export async function opener(options: GlobalOptions): Promise<(baudRate: number) => ByteStream> {
	const places = [options.port !== undefined, options.tcp !== undefined, options.simulate === true].filter(Boolean).length;
	if (places > 1) throw new UsageError("--port, --tcp and --simulate exclude one another");
	if (options.simulate) return simulatedStream(options.pin, wholeNumber(options.baud, "--baud", 1200, 460_800));
	return recordPort(await (options.tcp === undefined ? openPath(options) : openSocket(options.tcp)));
}

/** A whole number from the command line. */
export function wholeNumber(text: string, name: string, least: number, most: number): number {
	const value = Number(text);
	if (!/^\d+$/.test(text) || value < least || value > most)
		throw new UsageError(`${name} needs a whole number from ${least} to ${most}, not "${text}"`);
	return value;
}

/** The modem that the options name. It begins to start. */
export async function connect(options: GlobalOptions, listeners: Listeners = {}): Promise<SIM900> {
	const open = await opener(options);
	const { apn, apnUser, apnPassword, pin } = options;
	return new SIM900({
		serial: { io: StreamSerial, open, baud: wholeNumber(options.baud, "--baud", 1200, 460_800) },
		apn: { name: apn, ...(apnUser !== undefined && { user: apnUser }), ...(apnPassword !== undefined && { password: apnPassword }) },
		...(pin !== undefined && { pin }),
		...(options.trace && { onTrace: formatTrace(line => process.stderr.write(`${line}\n`)) }),
		onRecovery: noteRecovery,
		...listeners,
	});
}
