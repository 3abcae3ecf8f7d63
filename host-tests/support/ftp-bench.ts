import { MemoryFtpServer, MemoryNetwork, type Settings, type SimulatorOptions } from "../../simulator/index.ts";
import type { FTPGetOptions, FTPListOptions, FTPPutOptions, ModemOptions } from "../../src/index.js";
import { endOf } from "./ftp-exchange.ts";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { Workbench } from "./workbench.ts";

/** What the server has at `/file`, and what is uploaded. */
export const FILE: Uint8Array = nastyFile(5000);
export const SERVER = { host: "server", user: "me", password: "secret" } as const;

/** An operation of the driver, and what it came to. */
export interface Operation {
	close(): void;
	/** Of transfers only. */
	readonly checkpoint: number | undefined;
	/** The end, once for every call of onDone. */
	readonly done: string[];
	/** What was downloaded; the names of a listing, each with its line end. */
	readonly body: Buffer;
}

interface Running {
	close(): void;
	readonly checkpoint?: number;
}

/** The driver, a simulated modem and a server in memory with `/file`, `/log` and what a test adds. */
export class FtpBench extends Workbench {
	readonly server: MemoryFtpServer;
	private readonly file: Uint8Array;

	constructor(
		settings: Partial<Settings> = {},
		simulator: Partial<SimulatorOptions> = {},
		file: Uint8Array = FILE,
		options: Partial<ModemOptions> = {},
	) {
		const server = new MemoryFtpServer({ files: { "/file": file, "/log": "12345" }, users: { me: "secret" } });
		super({ network: new MemoryNetwork({}, { server }), settings: { networkRate: 1e5, ...settings }, ...simulator }, options);
		this.server = server;
		this.file = file;
	}

	/** Begins what `modem.ftp` has under this name: downloads are read at once, uploads bring the file. */
	start(what: string, options: object = {}): Operation {
		const chunks: Buffer[] = [];
		const done: string[] = [];
		const onDone = (error: Parameters<typeof endOf>[0]): void => void done.push(endOf(error));
		const running = this.begin(what, { ...SERVER, path: "/file", onDone, ...options }, bytes => chunks.push(Buffer.from(bytes)));
		return {
			close: () => running.close(),
			get checkpoint() {
				return running.checkpoint;
			},
			done,
			get body() {
				return Buffer.concat(chunks);
			},
		};
	}

	/** How the operation ends. */
	async end(operation: Operation): Promise<string> {
		await this.run(() => operation.done.length > 0, 2_400_000);
		return operation.done[0]!;
	}

	private begin(what: string, options: any, take: (bytes: Uint8Array) => void): Running {
		const ftp = this.modem.ftp;
		if (what === "get") return ftp.get({ onReadable: readBy(take), ...options });
		if (what === "list") return ftp.list({ onEntry: nameBy(take), ...options });
		if (what === "put" || what === "putExtended") {
			return ftp[what]({ length: this.file.length, onWritable: write(this.file, options.resume), ...options });
		}
		return (ftp as any)[what](options);
	}
}

function readBy(take: (bytes: Uint8Array) => void): FTPGetOptions["onReadable"] {
	return function (count, from) {
		take(this.memory.slice(from, from + count));
		this.skip(count);
	};
}

function nameBy(take: (bytes: Uint8Array) => void): FTPListOptions["onEntry"] {
	return ({ line, start, end }) => take(Buffer.concat([line.slice(start, end), Buffer.from("\n")]));
}

function write(file: Uint8Array, resumes: boolean): FTPPutOptions["onWritable"] {
	let at = 0;
	return function (count) {
		if (at === 0 && resumes) at = this.offset;
		const piece = file.subarray(at, at + count);
		at += piece.length;
		this.write(piece);
	};
}
