import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { createIO, DEVKIT, type DigitalPin, type IO, type SerialPort, SIM900Simulator, VirtualClock } from "../../simulator/index.ts";
import { Report, type Task } from "./report.ts";
import type { Site } from "./site.ts";
import { record } from "../../lab/recordings.ts";

/** Globals that the engine does not have. */
const MISSING = [
	"Map",
	"Set",
	"WeakMap",
	"WeakSet",
	"WeakRef",
	"FinalizationRegistry",
	"Symbol",
	"Proxy",
	"Reflect",
	"BigInt",
	"BigInt64Array",
	"BigUint64Array",
	"Atomics",
	"SharedArrayBuffer",
	"Intl",
	"WebAssembly",
	"globalThis",
];
/** Methods that it does not have. */
const MISSING_METHODS = [
	"Object.freeze",
	"Object.isFrozen",
	"Object.seal",
	"Object.hasOwn",
	"Math.imul",
	"Math.trunc",
	"Math.log2",
	"Number.isInteger",
	"Array.from",
	"Array.of",
	"Array.prototype.at",
	"Array.prototype.flat",
	"Array.prototype.flatMap",
	"Array.prototype.toSorted",
	"String.prototype.at",
	"String.prototype.matchAll",
	"Object.getPrototypeOf(Uint8Array).prototype.copyWithin",
	"Object.getPrototypeOf(Uint8Array).prototype.at",
];
/** Its typed arrays take a text as bytes. */
const NATIVE = `(function (prototype) {
	const set = prototype.set;
	prototype.set = function (source, offset) {
		if (typeof source !== "string") return set.call(this, source, offset);
		for (let i = 0; i < source.length; i++) this[(offset || 0) + i] = source.charCodeAt(i);
	};
})(Object.getPrototypeOf(Uint8Array).prototype);`;

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** A UART of Espruino over one of the board: bytes come as text in `data` events. */
class Usart {
	private readonly io: IO;
	private port: SerialPort | undefined;
	private room = 0;
	private waiting: number[] = [];
	private listeners: ((text: string) => void)[] = [];

	constructor(io: IO) {
		this.io = io;
	}

	setup(baud: number, options: { rx?: number; tx?: number }): void {
		this.port?.close();
		this.waiting = [];
		this.port = new this.io.Serial({
			port: DEVKIT.port,
			baud,
			receive: options.rx ?? DEVKIT.receive,
			transmit: options.tx ?? DEVKIT.transmit,
			onReadable: (count: number) => {
				const bytes = new Uint8Array(count);
				const got = this.port!.read(bytes) as number;
				for (const listener of [...this.listeners]) listener(latin1(bytes.subarray(0, got)));
			},
			onWritable: (count: number) => {
				this.room = count;
				this.pump();
			},
		});
	}

	unsetup(): void {
		this.port?.close();
		this.port = undefined;
	}

	on(_event: "data", listener: (text: string) => void): void {
		this.listeners.push(listener);
	}

	removeListener(_event: "data", listener: (text: string) => void): void {
		this.listeners = this.listeners.filter(other => other !== listener);
	}

	write(bytes: Uint8Array): void {
		this.waiting.push(...bytes);
		this.pump();
	}

	private pump(): void {
		const part = this.waiting.splice(0, this.room);
		if (!this.port || !part.length) return;
		this.room -= part.length;
		this.port.write(Uint8Array.from(part));
	}
}

/** Pins by number: a level that is read or driven, and watches. */
class Pins {
	private readonly io: IO;
	private readonly pins = new Map<number, DigitalPin>();
	private readonly watches = new Map<number, DigitalPin>();

	constructor(io: IO) {
		this.io = io;
	}

	mode(pin: number, mode: string): void {
		this.pins.get(pin)?.close();
		this.pins.delete(pin);
		if (mode === "input") this.pins.set(pin, new this.io.Digital({ pin, mode: this.io.Digital.Input }));
		if (mode === "output") this.pins.set(pin, new this.io.Digital({ pin, mode: this.io.Digital.Output }));
	}

	read(pin: number): number {
		return this.pins.get(pin)!.read();
	}

	/** An output that has a level before it has its mode keeps it. */
	write(pin: number, level: number): void {
		if (!this.pins.has(pin)) this.pins.set(pin, new this.io.Digital({ pin, mode: this.io.Digital.Output, initialValue: level }));
		this.pins.get(pin)!.write(level);
	}

	watch(callback: () => void, pin: number): number {
		this.pins.get(pin)?.close();
		const { Digital } = this.io;
		const input = new Digital({ pin, mode: Digital.Input, edge: Digital.Rising | Digital.Falling, onReadable: () => callback() });
		this.pins.set(pin, input);
		this.watches.set(this.watches.size + 1, input);
		return this.watches.size;
	}

	unwatch(id: number): void {
		this.watches.get(id)!.close();
	}
}

/** The engine as far as the modules use it: what it lacks is not there, its Serial, pins, timers and Storage are modelled. */
export class Model {
	readonly clock: VirtualClock = new VirtualClock();
	readonly modem: SIM900Simulator;
	readonly report: Report = new Report();
	private readonly storage = new Map<string, string>();
	/** Storage, as a program sees it. */
	private readonly files = {
		read: (name: string): string | undefined => this.storage.get(name),
		write: (name: string, text: string): boolean => {
			this.storage.set(name, text);
			return true;
		},
		erase: (name: string): boolean => this.storage.delete(name),
	};
	private readonly context: object;

	/** `say` gets what the program logs. */
	constructor(site: Pick<Site, "network">, say: (text: string) => void = () => {}) {
		const { clock } = this;
		this.modem = new SIM900Simulator({ clock, network: site.network });
		const io = createIO({ clock, modem: this.modem, wiring: DEVKIT });
		const pins = new Pins(io);
		const usart = new Usart(io);
		record(this.modem, io.board);
		const timers = new Map<number, ReturnType<VirtualClock["schedule"]>>();
		let lastTimer = 0;
		this.context = createContext({
			usart,
			Serial1: usart,
			Serial2: usart,
			...Object.fromEntries(Array.from({ length: 40 }, (_, pin) => [`D${pin}`, pin])),
			console: { log: say },
			temperature: 21.5,
			print: (...words: unknown[]) => this.report.hear(words.join(" ")),
			getTime: () => clock.now / 1000,
			process: { version: "model", memory: () => ({ usage: 0, total: 0 }) },
			setTimeout(callback: (...words: unknown[]) => void, delay: number, ...words: unknown[]) {
				const id = ++lastTimer;
				timers.set(
					id,
					clock.schedule(Math.max(0, delay), () => callback(...words)),
				);
				return id;
			},
			clearTimeout: (id: number) => clock.cancel(timers.get(id)!),
			pinMode: (pin: number, mode: string) => pins.mode(pin, mode),
			digitalRead: (pin: number) => pins.read(pin),
			digitalWrite: (pin: number, level: number) => pins.write(pin, level),
			setWatch: (callback: () => void, pin: number) => pins.watch(callback, pin),
			clearWatch: (id: number) => pins.unwatch(id),
			atob: (text: string) => Buffer.from(text, "base64").toString("latin1"),
			btoa: (bytes: string | Uint8Array) =>
				Buffer.from(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes).toString("base64"),
			latin1,
			require: (name: string) => this.require(name),
		});
		runInContext(NATIVE, this.context);
		// Made inside, so that they are the engine's own buffers.
		runInContext(
			`var E = {
				toString: view => latin1(view),
				getTemperature: () => temperature,
				toArrayBuffer: text => { const bytes = new Uint8Array(text.length); bytes.set(text); return bytes.buffer; },
			};`,
			this.context,
		);
		for (const name of [...MISSING_METHODS, ...MISSING]) runInContext(`delete ${name}`, this.context);
	}

	/** Puts a file into Storage. */
	store(name: string, text: string): void {
		this.storage.set(name, text);
	}

	/** Runs `text` at once. */
	run(text: string): unknown {
		return runInContext(text, this.context);
	}

	private require(name: string): unknown {
		if (name === "Storage") return this.files;
		const code = this.storage.get(name);
		if (code === undefined) throw new Error(`Module ${name} not found`);
		return this.run(`(function () { var exports = {}; (function (exports) {${code}\n})(exports); return exports; })()`);
	}
}

const PROGRAM = readFileSync(new URL("program.js", import.meta.url), "utf8");

/** Runs `program.js` on the model, `file` being the module. */
export async function runOnModel(file: string, task: Task, site: Site): Promise<Report> {
	const model = new Model(site);
	model.store(task.module, readFileSync(file, "utf8"));
	model.run(`var task = ${JSON.stringify(task)};\n${PROGRAM}`);
	await model.clock.run(() => model.report.done, 3_600_000);
	return model.report;
}
