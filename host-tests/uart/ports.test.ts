import { test } from "uvu";
import * as assert from "uvu/assert";
import { buildFirmware, type MarkReport, runFirmware } from "../../lab/lane/index.ts";
import { engines } from "../../lab/lane/rig.ts";
import { type Shape as PortShape, shapes } from "../../lab/lane/shapes/index.ts";
import { nastyFile } from "../../lab/peers/file-server.ts";
import { sha256 } from "../../lab/session.ts";
import { DEVKIT, Esp32Board, MemoryFtpServer, MemoryNetwork, SIM900Simulator, VirtualClock } from "../../simulator/index.ts";
import type { ModemOptions } from "../../src/index.js";
import type { SerialPort } from "../../src/uart/port.js";
import { CONTENT, ScenarioBench } from "../support/scenarios.ts";

/*
	Ports of the Moddable SDK (8.2, modules/io/serial), each as faithful as its source. A running modem is never switched off because of its port.
*/

interface Callbacks {
	onReadable(this: unknown, count: number): void;
	onWritable(this: unknown, count: number): void;
}
type Inner = new (options: object) => SerialPort;

const NOTHING = { slots: 0, chunkBytes: 0, blocks: 0, keys: 0 };

/** A port between the driver and the simulated board's; an engine reports what a callback throws and goes on. */
abstract class Between implements SerialPort {
	protected readonly inner: SerialPort;
	/** What has come and not been read. */
	protected readonly waiting: number[] = [];

	constructor(Serial: Inner, options: object) {
		const { onReadable, onWritable } = options as Callbacks;
		const landing = new Uint8Array(128);
		const call = (callback: () => void): void => {
			try {
				callback();
			} catch {}
		};
		this.inner = new Serial({
			...options,
			onReadable: () => {
				for (let count; (count = this.inner.read(landing) as number | undefined);) this.waiting.push(...landing.subarray(0, count));
				call(() => onReadable.call(Object.assign(this, options), this.waiting.length));
			},
			onWritable: (count: number) => call(() => onWritable.call(Object.assign(this, options), count)),
		});
	}

	abstract read(view: Uint8Array): number | Uint8Array | undefined;

	write(view: Uint8Array): void {
		this.inner.write(view);
	}

	close(): void {
		this.inner.close();
	}
}

/** esp32/serial.c, esp/serial.c, zephyr/serial.c, mac/serial.c: fills what there is and says how much; undefined when it is empty. */
class Filling extends Between {
	read(view: Uint8Array): number | undefined {
		if (this.waiting.length === 0) return undefined;
		const bytes = this.waiting.splice(0, view.length);
		view.set(bytes);
		return bytes.length;
	}
}

/** pico/serial.c, nrf52/serial.c: `requested > available` throws "invalid"; the result is the view. */
class Exact extends Between {
	read(view: Uint8Array): Uint8Array {
		if (view.length > this.waiting.length) throw new Error("invalid");
		view.set(this.waiting.splice(0, view.length));
		return view;
	}
}

/** A class that is not what it says: every read throws. */
class ThrowingRead extends Between {
	read(): undefined {
		throw new Error("read");
	}
}

/** Every write throws. */
class ThrowingWrite extends Filling {
	override write(): void {
		throw new Error("write");
	}
}

type Shape = new (Serial: Inner, options: object) => SerialPort;

function benchOf(Shape: Shape, boot: "running" | "cold"): { bench: ScenarioBench; pulses(): number } {
	let Serial!: Inner;
	const Port = function (options: object): SerialPort {
		return new Shape(Serial, options);
	};
	const serial = { io: Port, port: 2, transmit: 17, receive: 16, baud: 115200 };
	const bench = new ScenarioBench({
		simulator: { boot, settings: { networkRate: 1e5 } },
		options: { powerKey: { pin: 4 } },
		wire: { inverted: [4] },
	});
	Serial = bench.io.Serial as unknown as Inner;
	let pulses = 0;
	bench.simulator.pwrkey.watch(level => void (pulses += level === 0 ? 1 : 0));
	bench.remake({ serial } as unknown as Partial<ModemOptions>);
	return { bench, pulses: () => pulses };
}

for (const [name, Shape] of [
	["ESP32, ESP8266, Zephyr, Mac", Filling],
	["Pico, nRF52", Exact],
] as const) {
	for (const boot of ["running", "cold"] as const) {
		test(`${name}: a modem that is ${boot} downloads and uploads, and is switched on ${boot === "cold" ? "once" : "never"}`, async () => {
			const { bench, pulses } = benchOf(Shape, boot);
			const download = await bench.download("http://server/file");
			assert.equal([download.end, Buffer.from(download.body)], ["done", Buffer.from(CONTENT)]);
			const ends: string[] = [];
			bench.modem.ftp.put({
				host: "server",
				user: "me",
				password: "secret",
				path: "/new",
				length: CONTENT.length,
				onWritable(count) {
					const from = this.checkpoint;
					this.write(CONTENT.subarray(from, from + count));
				},
				onDone: error => void ends.push(error ? error.code : "done"),
			});
			await bench.run(() => ends.length > 0);
			assert.equal(ends, ["done"]);
			assert.equal(Buffer.from(bench.server.files.get("/new")!), Buffer.from(CONTENT));
			assert.is(pulses(), boot === "cold" ? 1 : 0);
		});
	}
}

for (const [call, Shape, status] of [
	["read", ThrowingRead, 1],
	["write", ThrowingWrite, 2],
] as const) {
	test(`a port whose ${call} throws is the error port, and the running modem is left alone`, async () => {
		const { bench, pulses } = benchOf(Shape, "running");
		for (let i = 0; i < 7; i++) {
			const errors: [string, number][] = [];
			const ignore = (error: unknown): void => {
				if (!(error as Error).message.startsWith(call)) throw error;
			};
			// It reaches whoever was on the stack: the application's call, or the timer, where an engine goes on.
			try {
				bench.modem.http.request({ url: "http://server/file", onDone: error => void errors.push([error!.code, error!.status]) });
			} catch (error) {
				ignore(error);
			}
			while (errors.length === 0) await bench.run(() => errors.length > 0).catch(ignore);
			assert.equal(errors, [["port", status]]);
		}
		assert.equal([pulses(), bench.simulator.power], [0, "on"]);
	});
}

const FILE = nastyFile(5000);
const UPLOAD = nastyFile(3000);
const ALL_OF_IT = "get: done\nput: done\n";

/** The firmware of lab/firmware/ports.ts on a port, from a modem in some state: what it did, what it took, and how often the power key was pressed. */
async function transfer({ aliases, receiveThreshold }: PortShape, engine: "xs" | "node", boot: "running" | "cold") {
	const clock = new VirtualClock();
	const server = new MemoryFtpServer({ users: { me: "secret" } });
	const network = new MemoryNetwork({ server: () => ({ status: 200, body: FILE }) }, { server });
	const modem = new SIM900Simulator({ clock, boot, baud: 115200, network, settings: { networkRate: 1e5 } });
	let pulses = 0;
	modem.pwrkey.watch(level => void (pulses += level === 0 ? 1 : 0));
	const received: Uint8Array[] = [];
	const marks: MarkReport[] = [];
	let trace = "";
	await runFirmware({
		bundle: await buildFirmware("lab/firmware/ports.ts", aliases),
		config: {
			sim900: { serial: { port: 2, transmit: 17, receive: 16, baud: 115200 }, powerKey: { pin: 4 }, apn: { name: "internet" } },
			...{ url: "http://server/file", length: UPLOAD.length },
			server: { host: "server", user: "me", password: "secret", path: "/new" },
		},
		engine,
		clock,
		board: new Esp32Board({ clock, modem, wiring: { ...DEVKIT, inverted: [4] }, ...(receiveThreshold && { receiveThreshold }) }),
		limit: 300_000,
		onTrace: text => (trace += text),
		onDeliver: bytes => received.push(Uint8Array.from(bytes)),
		onMark: (report, index) => {
			if (report && index === 1) marks.push(report);
		},
	}).catch((error: Error) => {
		error.message += `\n${trace}${modem.transcript.format(30)}`;
		throw error;
	});
	return { trace, pulses, received: Buffer.concat(received), stored: server.files.get("/new"), marks };
}

for (const engine of engines) {
	for (const shape of shapes) {
		for (const boot of ["cold", "running"] as const) {
			test(`${engine}, port of ${shape.name}: GET and FTP put with a modem that is ${boot}; the key is pressed ${boot === "cold" ? "once" : "never"}`, async () => {
				const { trace, pulses, received, stored, marks } = await transfer(shape, engine, boot);
				assert.is(trace, ALL_OF_IT);
				assert.is(pulses, boot === "cold" ? 1 : 0);
				assert.equal([sha256(received), sha256(stored!)], [sha256(FILE), sha256(UPLOAD)]);
				if (engine === "node") return;
				assert.is(marks.length, 2);
				if (!shape.isMicrocontroller) return;
				for (const { slots, chunkBytes, blocks, keys } of marks) assert.equal({ slots, chunkBytes, blocks, keys }, NOTHING);
			});
		}
	}
}

test.run();
