import type { Alarm, Clock } from "./clock.ts";
import { CME_TEXTS } from "./cme.ts";
import { CommandReader, type ParsedCommand, parseCommands } from "./line/command-line.ts";
import { basicCommands } from "./line/basic.ts";
import { type Access, bearerCommands, Bearers } from "./network/bearer.ts";
import { ftpCommands } from "./ftp/ftp.ts";
import { httpCommands } from "./http/http.ts";
import { identityCommands } from "./identity.ts";
import { networkCommands } from "./network/registration.ts";
import { powerCommands } from "./power/functionality.ts";
import { startupCommands } from "./startup.ts";
import { Line } from "./line.ts";
import { Link } from "./line/link.ts";
import {
	Call,
	type Command,
	type CommandTable,
	FACTORY_REGISTERS,
	type Family,
	type Modem,
	type Nvram,
	type Outcome,
	type Registers,
	type Result,
	type SimCard,
} from "./modem.ts";
import type { Network } from "./network/network.ts";
import { FaultyNetwork } from "./faults/network.ts";
import { NodeNetwork } from "./network/node.ts";
import { DEFAULT_PERSONALITY, type Personality, PERSONALITIES, type PersonalityName } from "./personality.ts";
import type { ModemPins } from "./port.ts";
import { type Cell, Radio } from "./network/radio.ts";
import { DEFAULT_SETTINGS, type Settings } from "./settings.ts";
import { Signal } from "./signal.ts";
import { Transcript } from "./transcript.ts";

const CR = 0x0d;
const LF = 0x0a;
const XON = 0x11;
const XOFF = 0x13;
/** AT+IFC: none, XON/XOFF, RTS/CTS. */
const SOFTWARE_FLOW = 1;
const HARDWARE_FLOW = 2;
const SYNCH_RATE = 115200;
const SYNCH_BYTES = [0x00, 0x49, 0x49, 0x49, 0x49, 0xff, 0xff, 0xff, 0xff];

/** Families in the order of the manual; a new one is a module and a line here. */
const FAMILIES: readonly Family[] = [
	basicCommands,
	identityCommands,
	networkCommands,
	powerCommands,
	bearerCommands,
	httpCommands,
	ftpCommands,
	startupCommands,
];

/** What &W stores on a SIM900 (V1.11), and IPR with it (hardware design: "set IPR and save"); CLTS as on a SIM800. */
const PROFILE: readonly (keyof Registers)[] = ["echo", "verbose", "quiet", "resultLevel", "dcd", "dtr", "flow", "clts"];

/** How to make a modem. Everything but the clock has a default. */
export interface SimulatorOptions {
	clock: Clock;
	/** Rate stored as AT+IPR, bit/s: default 115200; 0 is autobaud, the factory's setting. */
	baud?: number;
	/** "running": on for long, registered, no codes. "cold": off until PWRKEY is low long enough. Default running. */
	boot?: "running" | "cold";
	/** A firmware by name or as data. */
	personality?: PersonalityName | Personality;
	/** The only APN the operator accepts; any if left out. */
	apn?: string;
	/** Address of an open bearer. */
	address?: string;
	sim?: Partial<SimCard>;
	cell?: Partial<Cell>;
	imei?: string;
	/** The world outside; default real sockets. */
	network?: Network;
	/** ms from the CR of a command to its answer: short for `settings.latency`. */
	latency?: number;
	/** Everything that is a choice rather than a fact. */
	settings?: Partial<Settings>;
	/** Memory that survives: hand the same one to a second simulator to exchange the module's supply. */
	nvram?: Nvram;
}

/** Whether the module runs. */
export type PowerState = "off" | "starting" | "on" | "stopping";

interface DataPhase {
	readonly bytes: Uint8Array;
	count: number;
	readonly timer: Alarm;
	readonly done: (bytes: Uint8Array) => void;
}

const ascii = (text: string): Uint8Array => Buffer.from(text, "latin1");

/** A SIM900: attach its lines and pins to a board, or write to `rxd` and listen to `txd`. */
export class SIM900Simulator implements Modem, ModemPins {
	readonly txd: Line;
	readonly rxd: Line;
	readonly dcd: Signal = new Signal("DCD", 1);
	readonly ri: Signal = new Signal("RI", 1);
	readonly status: Signal = new Signal("STATUS", 0);
	readonly dtr: Signal = new Signal("DTR", 1);
	readonly pwrkey: Signal = new Signal("PWRKEY", 1);
	readonly nreset: Signal = new Signal("NRESET", 1);
	readonly rts: Signal = new Signal("RTS", 0);
	readonly cts: Signal = new Signal("CTS", 0);

	readonly clock: Clock;
	readonly settings: Settings;
	readonly personality: Personality;
	readonly network: FaultyNetwork;
	readonly nvram: Nvram;
	readonly imei: string;
	/** What was said and done. */
	readonly transcript: Transcript;

	registers!: Registers;
	radio!: Radio;
	bearers!: Bearers;

	readonly #sim: SimCard;
	readonly #cell: Cell;
	readonly #access: Access;
	readonly #link: Link;
	#commands: CommandTable = {};
	#reader!: CommandReader;
	#power: PowerState = "off";
	#boots = 0;
	#resetListeners: (() => void)[] = [];
	#rate: number;
	#nextRate = 0;
	#executing = false;
	#lastByte = 0;
	#kept: number[] = [];
	#lost = 0;
	#data: DataPhase | undefined;
	#codes: string[] = [];
	#silentUntil = 0;
	#lateBy = 0;
	/** XOFF was the last of XON and XOFF. */
	#stopped = false;
	#unanswered: "no" | "next" | "this" = "no";
	#lastActivity = 0;
	#deafUntil = 0;
	#keyPressed: number | undefined;
	#keySpent = false;

	constructor(options: SimulatorOptions) {
		const { clock, personality = DEFAULT_PERSONALITY, baud = 115200, latency } = options;
		this.clock = clock;
		this.personality = typeof personality === "string" ? PERSONALITIES[personality] : personality;
		this.settings = { ...DEFAULT_SETTINGS, ...(latency !== undefined && { latency }), ...options.settings };
		this.network = new FaultyNetwork(options.network ?? new NodeNetwork());
		this.nvram = options.nvram ?? new Map<string, unknown>();
		this.imei = options.imei ?? "013226009876543";
		this.transcript = new Transcript(clock);
		this.#sim = { present: true, pin: "", imsi: "460001234567890", iccid: "898600810906F8048812", ...options.sim };
		this.#cell = {
			operator: "CHINA MOBILE",
			numeric: "46000",
			registration: 1,
			signal: [21, 0],
			area: "1877",
			id: "1C2D",
			...options.cell,
		};
		this.#access = { apn: options.apn, address: options.address ?? "10.89.193.1" };
		if (!this.nvram.has("rate")) this.nvram.set("rate", baud);
		this.#rate = this.nvram.get("rate") as number;
		this.rxd = new Line(clock, baud || 115200);
		this.txd = new Line(clock, baud || 115200);
		this.#link = new Link({
			clock,
			rxd: this.rxd,
			txd: this.txd,
			rates: this.personality.baudRates,
			autobaudMaximum: this.settings.autobaudMaximum,
			onByte: byte => this.#receive(byte),
		});
		this.#watchPins();
		this.#reset();
		if (options.boot !== "cold") this.#run();
	}

	/** Whether the module runs. */
	get power(): PowerState {
		return this.#power;
	}

	get rate(): number {
		return this.#rate;
	}

	// What happens to a module from outside

	/** Says something unasked, as in a test of what a driver makes of it. */
	unsolicited(text: string): void {
		if (this.#power !== "on" || this.#link.rate === 0) return;
		if (this.#data && this.settings.codesWaitForPayload) {
			this.#codes.push(text);
			return;
		}
		this.transcript.add("modem", text);
		this.#send(ascii(`\r\n${text}\r\n`));
		if (this.registers.ring) this.#pulseRing();
	}

	/** The network releases a bearer, or all of them. */
	loseBearer(cid?: number): void {
		this.bearers.lose(cid);
	}

	/** The world around the module changes: it looks for the new cell at once, finds another card when it boots, and needs another APN for its next bearer. */
	changeWorld({ sim, cell, apn }: Pick<SimulatorOptions, "sim" | "cell" | "apn">): void {
		Object.assign(this.#sim, sim);
		Object.assign(this.#cell, cell);
		if (apn !== undefined) Object.assign(this.#access, { apn });
		if (cell && this.#power === "on" && this.radio.simState === "READY") this.radio.search();
	}

	/** The supply fails for a moment: everything is forgotten and the module starts again. */
	powerDip(): void {
		if (this.#power === "off") return;
		this.transcript.add("note", "power dip");
		this.#halt();
		this.#start(this.settings.resetTime);
	}

	/** The firmware hangs: whatever it would send during the next `duration` ms is lost. */
	silence(duration: number): void {
		this.transcript.add("note", `silent for ${duration} ms`);
		this.#silentUntil = this.clock.now + duration;
	}

	/** The supply is too low or too high: a warning, or the last word before the module switches itself off. */
	supply(voltage: "under" | "over", down: boolean): void {
		// The double N is real.
		this.unsolicited(`${voltage.toUpperCase()}-VOLTAGE ${down ? "POWER DOWN" : "WARNNING"}`);
		if (!down || this.#power !== "on") return;
		this.#power = "stopping";
		this.later(this.settings.shutdownTime, () => this.#switchOff());
	}

	/** The next command is answered `duration` ms later than usual. */
	answerLate(duration: number): void {
		this.#lateBy += duration;
	}

	/** The next command is executed, and nothing is said until it has ended. */
	leaveUnanswered(): void {
		this.#unanswered = "next";
	}

	// What the module does for its commands

	later(delay: number, callback: () => void): Alarm {
		const boot = this.#boots;
		return this.clock.schedule(delay, () => {
			if (boot === this.#boots) callback();
		});
	}

	onReset(callback: () => void): void {
		this.#resetListeners.push(callback);
	}

	afterSent(callback: () => void): void {
		const boot = this.#boots;
		// What the command that calls this will still say counts as queued.
		this.later(0, () =>
			this.txd.afterSent(() => {
				if (boot === this.#boots) callback();
			}),
		);
	}

	information(...lines: string[]): void {
		for (const line of lines) this.transcript.add("modem", line);
		const text = lines.join("\r\n");
		this.#send(ascii(this.registers.verbose ? `\r\n${text}\r\n` : `${text}\r\n`));
	}

	payload(header: string, bytes: Uint8Array): void {
		this.information(header);
		if (bytes.length === 0) return;
		this.transcript.add("modem", `<${bytes.length} bytes>`);
		this.#send(bytes);
	}

	collect(prompt: string, size: number, limit: number, done: (bytes: Uint8Array) => void): void {
		this.#data = { bytes: new Uint8Array(size), count: 0, timer: this.later(limit, () => this.#endData()), done };
		this.updateCarrier();
		this.updateFlow();
		const print = (): void => {
			this.transcript.add("modem", prompt);
			this.#send(ascii(`\r\n${prompt}\r\n`));
		};
		if (this.settings.dcdLead) this.later(this.settings.dcdLead, print);
		else print();
	}

	setRate(baud: number): void {
		this.#rate = baud;
		this.#nextRate = baud;
	}

	restore(from: "factory" | "profile"): void {
		const { dcd, dtr } = this.registers;
		const factory = { ...structuredClone(FACTORY_REGISTERS) };
		if (from === "factory") Object.assign(this.registers, factory, { dcd, dtr });
		else Object.assign(this.registers, factory, this.nvram.get("profile"));
		this.updateCarrier();
		this.updateFlow();
	}

	saveProfile(): void {
		this.nvram.set("profile", Object.fromEntries(PROFILE.map(key => [key, this.registers[key]])));
		this.nvram.set("rate", this.#rate);
	}

	updateCarrier(): void {
		const carrier = this.#data !== undefined && this.settings.dcdInDataPhase;
		this.dcd.set(this.#power === "on" && (carrier || this.registers.dcd === 0) ? 0 : 1);
	}

	/** RTS high holds the modem back under AT+IFC=2; CTS is high while the modem takes nothing. */
	updateFlow(): void {
		const [fromHost, toHost] = this.registers.flow;
		this.txd.paused = (fromHost === HARDWARE_FLOW && this.rts.level === 1) || (fromHost === SOFTWARE_FLOW && this.#stopped);
		this.cts.set(toHost === HARDWARE_FLOW && this.#executing && !this.#data ? 1 : 0);
	}

	powerDown(normal: boolean): void {
		if (!normal) return this.#switchOff();
		this.unsolicited("NORMAL POWER DOWN");
		this.#power = "stopping";
		this.later(this.settings.shutdownTime, () => this.#switchOff());
	}

	restart(): void {
		this.unsolicited("+CPIN: NOT READY");
		this.afterSent(() => {
			this.#halt();
			// At a fixed rate the OK comes after the reboot; under autobaud it never does.
			this.#start(this.settings.resetTime, () => this.#result("OK"));
		});
	}

	// Power

	#watchPins(): void {
		this.pwrkey.watch(level => this.#powerKey(level));
		this.nreset.watch(level => this.#resetPin(level));
		this.dtr.watch(level => {
			if (level === 0 && this.#isAsleep) this.#deafUntil = this.clock.now + this.settings.wakeTime;
			this.#lastActivity = this.clock.now;
		});
		this.rts.watch(() => this.updateFlow());
		for (const pin of [this.dcd, this.ri, this.status, this.dtr, this.pwrkey, this.nreset]) {
			pin.watch(level => this.transcript.add("pin", `${pin.name} ${level ? "high" : "low"}`));
		}
	}

	/** PWRKEY is a toggle: on once it has been low for long enough, off when a pulse of the right length ends. */
	#powerKey(level: number): void {
		const { powerKeyMinimum, powerKeyMaximum } = this.settings;
		if (level === 0) {
			const pressed = this.clock.now;
			this.#keyPressed = pressed;
			this.#keySpent = false;
			this.clock.schedule(powerKeyMinimum, () => {
				if (this.#keyPressed !== pressed || this.#power !== "off") return;
				this.#keySpent = true;
				this.#start(this.settings.bootTime);
			});
			return;
		}
		const held = this.#keyPressed === undefined ? 0 : this.clock.now - this.#keyPressed;
		this.#keyPressed = undefined;
		if (!this.#keySpent && this.#power === "on" && held >= powerKeyMinimum && held <= powerKeyMaximum) this.powerDown(true);
	}

	#resetPin(level: number): void {
		if (this.#power === "off" || this.#power === "stopping") return;
		if (level === 0) this.#halt();
		else this.#start(this.settings.resetTime);
	}

	/** Everything in RAM is gone. */
	#reset(): void {
		this.#boots++;
		for (const listener of this.#resetListeners) listener();
		this.#resetListeners = [];
		if (this.#data) this.clock.cancel(this.#data.timer);
		this.#data = undefined;
		this.#executing = false;
		this.#kept = [];
		this.#lost = 0;
		this.#codes = [];
		this.#nextRate = 0;
		this.#deafUntil = 0;
		this.#unanswered = "no";
		this.#stopped = false;
		this.#rate = this.nvram.get("rate") as number;
		const stored = this.nvram.get("profile") as Partial<Registers> | undefined;
		this.registers = { ...structuredClone(FACTORY_REGISTERS), ...stored };
		this.updateFlow();
		this.radio = new Radio(this, this.#sim, this.#cell);
		this.bearers = new Bearers(this, this.#access);
		this.#commands = Object.assign({}, ...FAMILIES.map(family => family(this))) as CommandTable;
		this.#reader = new CommandReader(
			{
				line: text => this.#begin(`AT${text}`, () => this.#execute(parseCommands(text))),
				overlong: () => this.#begin("AT… (too long)", () => this.#result("ERROR")),
			},
			this.personality.anyCasePrefix,
			this.settings.lineFeedEnds,
		);
	}

	#halt(): void {
		this.#power = "starting";
		this.#link.stop();
		this.#reset();
		this.updateCarrier();
		this.ri.release();
		this.status.set(0);
	}

	#switchOff(): void {
		this.#halt();
		this.#power = "off";
	}

	#start(delay: number, greeting?: () => void): void {
		this.#power = "starting";
		this.later(delay, () => {
			this.#activate();
			if (this.settings.synchBytes) this.#sendSynchBytes();
			this.radio.start();
			if (this.#rate === 0) return; // autobaud keeps quiet
			greeting?.();
			const pin = this.radio.settledSim;
			for (const { after, text } of this.settings.bootCodes) this.later(after, () => this.unsolicited(text.replace("{pin}", pin)));
		});
	}

	#run(): void {
		this.#activate();
		this.radio.startRunning();
	}

	#activate(): void {
		this.#power = "on";
		this.#link.start(this.#rate);
		this.status.set(1);
		this.#lastActivity = this.clock.now;
		this.updateCarrier();
	}

	#sendSynchBytes(): void {
		const rate = this.txd.baud;
		this.txd.baud = SYNCH_RATE;
		this.txd.send(SYNCH_BYTES);
		this.txd.afterSent(() => (this.txd.baud = rate));
	}

	// Bytes

	#send(bytes: Uint8Array | readonly number[]): void {
		if (this.clock.now < this.#silentUntil || this.#unanswered === "this") {
			this.transcript.add("note", `not sent: ${bytes.length} bytes`);
			return;
		}
		this.#lastActivity = this.clock.now;
		this.txd.send(bytes);
	}

	#receive(byte: number): void {
		if (this.#power !== "on" || this.#ignores()) return;
		this.#lastActivity = this.clock.now;
		const afterCR = this.#lastByte === CR;
		this.#lastByte = byte;
		if (this.#data) return this.#receiveData(this.#data, byte);
		if (this.registers.flow[0] === SOFTWARE_FLOW && (byte === XON || byte === XOFF)) {
			this.#stopped = byte === XOFF;
			this.updateFlow();
			return;
		}
		if (this.#executing && !(byte === LF && afterCR)) {
			// A host that heeds CTS has at most its own FIFO under way.
			if (this.settings.typeAhead === "keep" || this.cts.level === 1) this.#kept.push(byte);
			else this.#lost++;
			return;
		}
		if (this.registers.echo) this.#send([byte]);
		if (!this.#executing) this.#reader.push(byte);
	}

	/** AT+CSCLK: a sleeping module is deaf; under 2 the first character wakes it and is lost. */
	#ignores(): boolean {
		if (this.clock.now < this.#deafUntil) return true;
		if (!this.#isAsleep) return false;
		if (this.registers.slowClock === 2) {
			this.#lastActivity = this.clock.now;
			this.#deafUntil = this.clock.now + this.settings.wakeTime;
		}
		return true;
	}

	get #isAsleep(): boolean {
		const { slowClock } = this.registers;
		if (slowClock === 0 || this.#executing || this.#data) return false;
		if (slowClock === 1 && this.dtr.level === 0) return false;
		return this.clock.now - this.#lastActivity >= this.settings.sleepTime;
	}

	#receiveData(data: DataPhase, byte: number): void {
		if (this.registers.echo && this.settings.payloadEcho) this.#send([byte]);
		data.bytes[data.count++] = byte;
		if (data.count === data.bytes.length) this.#endData();
	}

	#endData(): void {
		const data = this.#data!;
		this.#data = undefined;
		this.clock.cancel(data.timer);
		this.transcript.add("host", `<${data.count} bytes>`);
		this.updateCarrier();
		this.updateFlow();
		data.done(data.bytes.subarray(0, data.count));
	}

	#pulseRing(): void {
		this.ri.set(0);
		this.later(this.settings.ringPulse, () => this.ri.set(1));
	}

	// Commands

	#begin(line: string, execute: () => void): void {
		this.transcript.add("host", line);
		this.#executing = true;
		this.updateFlow();
		if (this.#unanswered === "next") this.#unanswered = "this";
		this.later(this.settings.latency + this.#lateBy, execute);
		this.#lateBy = 0;
	}

	/** One command after the other; the first that fails ends the line, and only its result is sent. */
	#execute(commands: readonly ParsedCommand[]): void {
		let index = 0;
		const next = (): void => {
			for (;;) {
				const command = commands[index++];
				if (!command) return this.#result("OK");
				const outcome = this.#dispatch(command);
				if (typeof outcome === "function") return outcome(this.#once(result => (result === "OK" ? next() : this.#result(result))));
				if (outcome !== "OK") return this.#result(outcome);
			}
		};
		next();
	}

	#once(finish: (result: Result) => void): (result: Result) => void {
		const boot = this.#boots;
		let finished = false;
		return result => {
			if (finished || boot !== this.#boots) return;
			finished = true;
			finish(result);
		};
	}

	#dispatch(parsed: ParsedCommand): Outcome {
		const { name, form } = parsed;
		const extended = /^[+*^#$%]/.test(name);
		const known = Object.hasOwn(this.#commands, name) && !this.personality.missing.includes(name);
		if (!known) return extended ? this.settings.unknownCommand : "ERROR";
		const command: Command = this.#commands[name]!;
		const handler = command[form];
		if (handler) return handler(new Call(parsed));
		if (form === "test") return "OK";
		return extended ? this.settings.invalidParameter : "ERROR";
	}

	#result(result: Result): void {
		if (result !== "NONE" && !this.registers.quiet) {
			const text = this.#resultText(result);
			this.transcript.add("modem", text.trim());
			this.#send(ascii(text));
		}
		if (result === "NONE" && this.#power !== "on") return;
		this.afterSent(() => this.#finished());
	}

	#resultText(result: Exclude<Result, "NONE">): string {
		const { verbose, errors } = this.registers;
		if (typeof result === "number" && errors > 0) {
			return `\r\n+CME ERROR: ${errors === 1 ? result : (CME_TEXTS[result] ?? CME_TEXTS[100])}\r\n`;
		}
		if (verbose) return result === "OK" ? "\r\nOK\r\n" : "\r\nERROR\r\n";
		return result === "OK" ? "0\r" : "4\r";
	}

	#finished(): void {
		this.#executing = false;
		if (this.#unanswered === "this") this.#unanswered = "no";
		this.updateFlow();
		if (this.#lost) this.transcript.add("note", `${this.#lost} bytes of the host lost: they came before the result`);
		this.#lost = 0;
		if (this.#nextRate) this.#link.change(this.#nextRate);
		this.#nextRate = 0;
		for (const code of this.#codes.splice(0)) this.unsolicited(code);
		for (const byte of this.#kept.splice(0)) this.#receive(byte);
	}
}
