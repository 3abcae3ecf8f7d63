import { test } from "uvu";
import * as assert from "uvu/assert";
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

test.run();
