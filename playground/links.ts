/* Where the bytes of a modem come from: one that is simulated in this page, or one at a serial port. */
import { scheduleFaults, type Fault } from "../simulator/faults/faults.ts";
import { MemoryFtpServer } from "../simulator/ftp/server-memory.ts";
import { MemoryNetwork } from "../simulator/network/network.ts";
import { SIM900Simulator } from "../simulator/sim900.ts";
import type { Recorder } from "../simulator/timeline/recorder.ts";
import { WallClock } from "../simulator/wall-clock.ts";

/** Both directions of a modem's line. */
export interface Link {
	/** Sends to the modem; settled when the bytes have gone. */
	write(bytes: Uint8Array): Promise<void>;
	/** The rate from now on, bit/s. */
	setRate(baud: number): Promise<void>;
	close(): Promise<void>;
	/** Records what passes from now on. */
	record(recorder: Recorder): void;
	/** What the modem sends. */
	onData: (bytes: Uint8Array) => void;
	/** It is of no more use. */
	onGone: (error: Error) => void;
	/** Lets something go wrong; only a simulated modem can. */
	strike?(fault: Fault): void;
}

/** What the servers in the page have. */
const FILE = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31 + (index >> 8) * 7) & 255);

function network(): MemoryNetwork {
	const ftp = new MemoryFtpServer({ files: { "/1K.txt": FILE.subarray(0, 1024), "/log.txt": "began\n" }, users: { me: "secret" } });
	return new MemoryNetwork(
		{
			"example.com": ({ method, path, body }) => {
				if (method === "POST") return { status: 200, body: body ?? "" };
				const size = /^\/bytes\/(\d{1,6})$/.exec(path);
				if (size) return { body: FILE.subarray(0, Math.min(FILE.length, Number(size[1]))) };
				return path === "/" ? { body: "hello from a server in this page\n" } : { status: 404, body: "not here\n" };
			},
		},
		{ "ftp.example.com": ftp },
		{ "echo.example.com:7": connection => ({ received: bytes => connection.send(bytes) }) },
	);
}

/** A SIM900 in this page, in real time. */
export class SimulatedLink implements Link {
	onData: (bytes: Uint8Array) => void = () => {};
	onGone: (error: Error) => void = () => {};
	readonly modem: SIM900Simulator;
	private readonly clock = new WallClock();
	private waiting: number[] = [];
	private unfollow: () => void;

	constructor(recorder: Recorder, baud: number) {
		this.modem = new SIM900Simulator({
			clock: this.clock,
			baud,
			network: network(),
			settings: { latency: 20, networkRate: 1e5, networkTime: Date.now() },
		});
		this.modem.txd.onByte = byte => {
			// All bytes of one wake-up of the clock go together.
			if (this.waiting.push(byte) === 1) queueMicrotask(() => this.flush());
		};
		this.unfollow = recorder.follow(this.modem);
	}

	record(recorder: Recorder): void {
		this.unfollow();
		this.unfollow = recorder.follow(this.modem);
	}

	write(bytes: Uint8Array): Promise<void> {
		this.modem.rxd.send(bytes);
		return new Promise(resolve => this.modem.rxd.afterSent(resolve));
	}

	setRate(baud: number): Promise<void> {
		this.modem.rxd.baud = baud;
		return Promise.resolve();
	}

	close(): Promise<void> {
		this.clock.close();
		return Promise.resolve();
	}

	strike(fault: Fault): void {
		scheduleFaults({ clock: this.clock, modem: this.modem }, [fault], Date.now() & 0xffff);
	}

	private flush(): void {
		const bytes = Uint8Array.from(this.waiting);
		this.waiting = [];
		this.onData(bytes);
	}
}

/** The part of Web Serial's SerialPort that is used. */
export interface WebSerialPort {
	open(options: { baudRate: number; bufferSize?: number }): Promise<void>;
	close(): Promise<void>;
	readonly readable: ReadableStream<Uint8Array> | null;
	readonly writable: WritableStream<Uint8Array> | null;
}

/** Receive buffer of the browser, bytes. */
const BUFFER_SIZE = 16_384;

/** A modem at a serial port of this computer. */
export class SerialLink implements Link {
	onData: (bytes: Uint8Array) => void = () => {};
	onGone: (error: Error) => void = () => {};
	private readonly port: WebSerialPort;
	private recorder: Recorder;
	/** Of the recording. */
	private begun: number = performance.now();
	private rate: number;
	private reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
	private reading: Promise<void> = Promise.resolve();
	/** Openings, closings and writes, one after the other. */
	private queue: Promise<void> = Promise.resolve();
	private isClosed = false;

	constructor(port: WebSerialPort, recorder: Recorder, baud: number) {
		this.port = port;
		this.recorder = recorder;
		this.rate = baud;
	}

	record(recorder: Recorder): void {
		this.recorder = recorder;
		this.begun = performance.now();
	}

	/** Opens the port. */
	open(): Promise<void> {
		return this.then(() => this.begin());
	}

	write(bytes: Uint8Array): Promise<void> {
		const copy = bytes.slice();
		return this.then(async () => {
			const writer = this.port.writable!.getWriter();
			this.recorder.chunk("TX", copy, 0, copy.length, this.now(), this.rate);
			await writer.write(copy).finally(() => writer.releaseLock());
		});
	}

	setRate(baud: number): Promise<void> {
		return this.then(async () => {
			if (baud === this.rate) return;
			await this.end();
			this.rate = baud;
			await this.begin();
		});
	}

	close(): Promise<void> {
		this.isClosed = true;
		return this.then(() => this.end());
	}

	private now(): number {
		return performance.now() - this.begun;
	}

	private then(next: () => Promise<void>): Promise<void> {
		this.queue = this.queue.catch(() => {}).then(next);
		this.queue.catch((error: Error) => this.onGone(error));
		return this.queue;
	}

	private async begin(): Promise<void> {
		await this.port.open({ baudRate: this.rate, bufferSize: BUFFER_SIZE });
		this.reader = this.port.readable!.getReader();
		this.reading = this.read(this.reader);
	}

	private async end(): Promise<void> {
		const { reader } = this;
		this.reader = undefined;
		await reader?.cancel();
		await this.reading;
		await this.port.close();
	}

	private async read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
		try {
			for (;;) {
				const { value, done } = await reader.read();
				if (done) break;
				this.recorder.chunk("RX", value, 0, value.length, this.now(), this.rate);
				this.onData(value);
			}
		} catch (error) {
			if (!this.isClosed) this.onGone(error as Error);
		} finally {
			reader.releaseLock();
		}
	}
}
