import type { Alarm, Clock } from "./clock.ts";
import { completeSettings, type Settings } from "./settings.ts";
import { FAMILIES } from "./families.ts";
import type { Fault } from "./faults/faults.ts";
import { FaultyNetwork } from "./faults/network.ts";
import { Line } from "./line.ts";
import { Listeners } from "./listeners.ts";
import { type Carrier, OnlineInput, PayloadInput, TextInput } from "./line/input.ts";
import { Interpreter } from "./line/interpreter.ts";
import { Terminal } from "./line/terminal.ts";
import {
	type CommandTable,
	FACTORY_REGISTERS,
	type Modem,
	type Nvram,
	type Outcome,
	type PayloadRequest,
	type Registers,
	type SimCard,
} from "./modem.ts";
import { Answers, type Replier, type Reply, sayReply } from "./answers/answers.ts";
import { Recording, sayAgain } from "./answers/recording.ts";
import type { CallService } from "./calls/calls.ts";
import type { MessageService, SentMessage } from "./messages/messages.ts";
import type { UssdAnswers } from "./services/services.ts";
import { type Access, Bearers } from "./network/bearer.ts";
import { Jams } from "./network/jams.ts";
import type { Network } from "./network/network.ts";
import { NodeNetwork } from "./network/node.ts";
import { type Cell, Radio } from "./network/radio.ts";
import type { Jam } from "./network/settings.ts";
import { DEFAULT_PERSONALITY, type Personality, PERSONALITIES, type PersonalityName } from "./personality.ts";
import type { ModemPins } from "./port.ts";
import { type Load, type PowerState, Supply } from "./power/supply.ts";
import type { Stack } from "./socket/stack.ts";
import { Signal } from "./signal.ts";
import { Transcript } from "./transcript.ts";

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
	/** What the operator answers to USSD codes. */
	ussd?: UssdAnswers;
	/** A recorded transcript (`--trace`): commands that stand in it are answered as they were then. */
	replay?: string;
	/** The world outside; default real sockets. */
	network?: Network;
	/** ms from the CR of a command to its answer: short for `settings.latency`. */
	latency?: number;
	/** Everything that is a choice rather than a fact. */
	settings?: Partial<Settings>;
	/** Memory that survives: hand the same one to a second simulator to exchange the module's supply. */
	nvram?: Nvram;
}

/** The card and the cell where nothing else is said. */
export const SIM: SimCard = {
	present: true,
	pin: "",
	blocked: false,
	puk: "12345678",
	locked: false,
	imsi: "460001234567890",
	iccid: "898600810906F8048812",
};
export const CELL: Cell = { operator: "CHINA MOBILE", numeric: "46000", registration: 1, signal: [21, 0], area: "1877", id: "1C2D" };

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
	jams!: Jams;
	sockets!: Stack;
	messages!: MessageService;
	calls!: CallService;
	readonly ussd: UssdAnswers;

	readonly #answers = new Answers();
	readonly #faults = new Listeners<[fault: Fault]>();
	readonly #recording: Recording | undefined;
	readonly #sim: SimCard;
	readonly #cell: Cell;
	readonly #access: Access;
	readonly #terminal: Terminal;
	readonly #supply: Supply;
	#interpreter!: Interpreter;
	#boots = 0;
	#resetListeners: (() => void)[] = [];
	#rate: number;
	#nextRate = 0;
	/** What waits for the end of a data phase. */
	#waiting: (() => void)[] = [];

	constructor(options: SimulatorOptions) {
		const { clock, personality = DEFAULT_PERSONALITY, baud = 115200, latency } = options;
		this.clock = clock;
		this.personality = typeof personality === "string" ? PERSONALITIES[personality] : personality;
		this.settings = completeSettings(this.personality.settings, latency === undefined ? {} : { latency }, options.settings ?? {});
		this.network = new FaultyNetwork(options.network ?? new NodeNetwork());
		this.nvram = options.nvram ?? new Map<string, unknown>();
		this.imei = options.imei ?? "013226009876543";
		this.ussd = options.ussd ?? {};
		this.#recording = options.replay === undefined ? undefined : new Recording(options.replay);
		this.transcript = new Transcript(clock);
		this.#sim = { ...SIM, ...options.sim };
		this.#cell = { ...CELL, ...options.cell };
		this.#access = { apn: options.apn, address: options.address ?? "10.89.193.1", opened: 0 };
		if (!this.nvram.has("rate")) this.nvram.set("rate", baud);
		this.#rate = this.nvram.get("rate") as number;
		this.rxd = new Line(clock, baud || 115200);
		this.txd = new Line(clock, baud || 115200);
		this.registers = structuredClone(FACTORY_REGISTERS);
		this.#supply = new Supply(this.#load());
		this.#terminal = this.#createTerminal();
		for (const pin of [this.dcd, this.ri, this.status, this.dtr, this.pwrkey, this.nreset]) {
			pin.watch(level => this.transcript.add("pin", `${pin.name} ${level ? "high" : "low"}`));
		}
		this.#reset();
		if (options.boot !== "cold") this.#run();
	}

	/** Whether the module runs. */
	get power(): PowerState {
		return this.#supply.state;
	}

	get rate(): number {
		return this.#rate;
	}

	// What happens to a module from outside

	/** What comes is taken as payload or text, not as commands. */
	get isTaking(): boolean {
		return this.#terminal.isTaking;
	}

	/** Says something unasked, as in a test of what a driver makes of it. */
	unsolicited(text: string): void {
		if (this.power !== "on" || !this.#terminal.hasRate) return;
		this.whenFree(() => {
			this.say(text);
			if (this.registers.ring) this.#pulseRing();
		});
	}

	/** The network releases a bearer, or all of them. */
	loseBearer(cid?: number): void {
		this.bearers.lose(cid);
	}

	/** An open bearer, or all of them, dies without a word: it looks open until it is closed. */
	killBearer(cid?: number): void {
		this.bearers.kill(cid);
	}

	/**
	 * Answers a command of one's own, or one that the module has, in another way: `modem.answer("AT+X=…", "+X: 1")`. The
	 * dots stand for anything; a function gets what they stood for. Returns the function that takes it back.
	 */
	answer(command: string | RegExp, reply: Reply | Replier): () => void {
		return this.#answers.add(command, reply);
	}

	/** A message arrives; one that is too long, in parts. False when the card is full. */
	receiveMessage(number: string, text: string, { wide = false }: { wide?: boolean } = {}): boolean {
		return this.power === "on" && this.radio.isRegistered && this.messages.receive({ number, text, wide });
	}

	/** What the modem has sent. */
	get sentMessages(): readonly SentMessage[] {
		return this.messages.sent;
	}

	/** Somebody calls, until it is answered, hung up, or has rung for long enough. */
	ring(number: string): void {
		if (this.power === "on" && this.radio.isRegistered) this.calls.ring(number);
	}

	/** The other side of the call hangs up. */
	hangUp(): void {
		this.calls.hangUp();
	}

	/** The network takes the context of AT+CSTT away: `+PDP: DEACT`. */
	loseContext(): void {
		this.sockets.lose();
	}

	/** The other end of a connection, or of all, drops it. */
	dropConnection(index?: number): void {
		for (const slot of this.sockets.slots) if (index === undefined || index === slot.index) slot.drop();
	}

	/** The next bytes sent over a connection, or over whichever is first, are lost and said to be. */
	failNextSend(index = 0): void {
		this.sockets.slots[index]?.failNextSend();
	}

	/** Something in the module's network software is stuck, see `settings.jammed`. */
	jam(what: Jam): void {
		this.jams.add(what);
	}

	/** The world around the module changes: it looks for the new cell at once, finds another card when it boots, and needs another APN for its next bearer. */
	changeWorld({ sim, cell, apn }: Pick<SimulatorOptions, "sim" | "cell" | "apn">): void {
		Object.assign(this.#sim, sim);
		Object.assign(this.#cell, cell);
		if (apn !== undefined) Object.assign(this.#access, { apn });
		if (cell && this.power === "on" && this.radio.simState === "READY") this.radio.search();
	}

	/** Calls back when a planted fault happens; returns the function that ends it. */
	onFault(listener: (fault: Fault) => void): () => void {
		return this.#faults.add(listener);
	}

	/** For whoever plants faults: this one happens now. */
	tellFault(fault: Fault): void {
		this.#faults.call(fault);
	}

	/** The supply fails for a moment: everything is forgotten and the module starts again. */
	powerDip(): void {
		if (this.power === "off") return;
		this.transcript.add("note", "power dip");
		this.#supply.restart();
	}

	/** The firmware hangs: whatever it would send during the next `duration` ms is lost. */
	silence(duration: number): void {
		this.transcript.add("note", `silent for ${duration} ms`);
		this.#terminal.silence(duration);
	}

	/** The supply is too low or too high: a warning, or the last word before the module switches itself off. */
	supply(voltage: "under" | "over", down: boolean): void {
		// The double N is real.
		this.unsolicited(`${voltage.toUpperCase()}-VOLTAGE ${down ? "POWER DOWN" : "WARNNING"}`);
		if (down && this.power === "on") this.#supply.shutDown(true);
	}

	/** The next command is answered `duration` ms later than usual. */
	answerLate(duration: number): void {
		this.#interpreter.answerLate(duration);
	}

	/** The next command is executed, and nothing is said until it has ended. */
	leaveUnanswered(): void {
		this.#interpreter.leaveUnanswered();
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
		// What the command that calls this will still say counts as queued.
		this.later(0, () => this.afterQueued(callback));
	}

	afterQueued(callback: () => void): void {
		const boot = this.#boots;
		this.txd.afterSent(() => {
			if (boot === this.#boots) callback();
		});
	}

	information(...lines: string[]): void {
		for (const line of lines) this.transcript.add("modem", line);
		const text = lines.join("\r\n");
		this.#terminal.send(ascii(this.registers.verbose ? `\r\n${text}\r\n` : `${text}\r\n`));
	}

	payload(header: string, bytes: Uint8Array): void {
		this.information(header);
		if (bytes.length) this.transmit(bytes);
	}

	say(text: string): void {
		this.transcript.add("modem", text);
		this.#terminal.send(ascii(`\r\n${text}\r\n`));
	}

	whenFree(callback: () => void): void {
		if (this.#terminal.isTaking && this.settings.codesWaitForPayload) this.#waiting.push(callback);
		else callback();
	}

	transmit(bytes: Uint8Array): void {
		this.transcript.add("modem", `<${bytes.length} bytes>`);
		this.#terminal.send(bytes);
	}

	collect({ prompt, size, limit, carrier = false }: PayloadRequest, done: (bytes: Uint8Array) => void): void {
		this.#terminal.take(new PayloadInput(size, carrier, done), limit);
		if (carrier && this.settings.dcdLead) this.later(this.settings.dcdLead, () => this.#prompt(prompt));
		else this.#prompt(prompt);
	}

	collectText(prompt: string, limit: number, done: (bytes: Uint8Array | undefined) => void): void {
		this.#terminal.take(new TextInput(limit, done));
		this.#prompt(prompt);
	}

	/** `> ` is followed by nothing. */
	#prompt(text: string): void {
		if (text.startsWith(">")) {
			this.transcript.add("modem", text);
			this.#terminal.send(ascii(`\r\n${text}`));
		} else if (text) this.say(text);
		this.afterSent(() => this.#terminal.replayKept());
	}

	online(carrier: Carrier): void {
		const { escapeBefore: before, escapeAfter: after } = this.settings;
		const leave = (hangUp: boolean): void => {
			this.offline();
			carrier.left(hangUp);
			this.#interpreter.result(hangUp ? "NO CARRIER" : "OK");
		};
		this.#terminal.take(new OnlineInput(this.clock, { before, after }, carrier, leave));
	}

	offline(): void {
		if (this.isOnline) this.#terminal.release();
		this.#flush();
	}

	get isOnline(): boolean {
		return this.#terminal.isOnline;
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
		this.#terminal.updateCarrier();
	}

	updateFlow(): void {
		this.#terminal.updateFlow();
	}

	powerDown(normal: boolean): void {
		if (normal) this.#supply.shutDown();
		else this.#supply.switchOff();
	}

	restart(): void {
		this.unsolicited("+CPIN: NOT READY");
		// At a fixed rate the OK comes after the reboot; under autobaud it never does.
		this.afterSent(() => this.#supply.restart(() => this.#rate && this.#interpreter.result("OK")));
	}

	// Boot

	#load(): Load {
		const { clock, settings, pwrkey, nreset, status, txd } = this;
		return {
			...{ clock, settings, pwrkey, nreset, status, txd },
			later: (delay, callback) => this.later(delay, callback),
			onHalt: () => this.#halt(),
			onActive: () => this.#terminal.start(this.#rate),
			onStarted: () => this.#started(),
			onLeave: () => this.unsolicited("NORMAL POWER DOWN"),
		};
	}

	#createTerminal(): Terminal {
		const { clock, settings, personality, transcript, rxd, txd, dcd, dtr, rts, cts } = this;
		return new Terminal({
			...{ clock, settings, personality, transcript, rxd, txd },
			pins: { dcd, dtr, rts, cts },
			registers: () => this.registers,
			isOn: () => this.power === "on",
			events: { line: text => this.#interpreter.begin(text), overlong: () => this.#interpreter.refuse() },
		});
	}

	#halt(): void {
		this.#terminal.stop();
		this.#reset();
		this.updateCarrier();
		this.ri.release();
	}

	/** Everything in RAM is gone. */
	#reset(): void {
		this.#boots++;
		for (const listener of this.#resetListeners) listener();
		this.#resetListeners = [];
		this.#waiting = [];
		this.#nextRate = 0;
		this.#rate = this.nvram.get("rate") as number;
		const stored = this.nvram.get("profile") as Partial<Registers> | undefined;
		this.registers = { ...structuredClone(FACTORY_REGISTERS), ...stored };
		this.#terminal.reset();
		this.radio = new Radio(this, this.#sim, this.#cell);
		this.bearers = new Bearers(this, this.#access);
		this.jams = new Jams(this);
		this.#interpreter?.close();
		this.#interpreter = new Interpreter({
			modem: this,
			terminal: this.#terminal,
			commands: Object.assign({}, ...FAMILIES.map(family => family(this))) as CommandTable,
			answered: line => this.#answer(line),
			finished: () => this.#finished(),
		});
	}

	/** Autobaud keeps quiet about the start. */
	#started(): void {
		this.radio.start();
		if (this.#rate === 0) return;
		const { settledSim, functionality } = this.radio;
		for (const { after, text } of this.settings.bootCodes) {
			this.later(after, () => this.unsolicited(text.replace("{pin}", settledSim).replace("{cfun}", String(functionality))));
		}
	}

	#run(): void {
		this.#supply.run();
		this.radio.startRunning();
		this.#interpreter.executeSilently(this.settings.leftBehind);
		if (this.settings.leftOnline) this.online({ receive: () => {}, left: () => {} });
	}

	/** What a test or a recording has to say to a line. */
	#answer(line: string): Outcome | undefined {
		const lines = this.#answers.find(line);
		if (lines) return sayReply(this, lines);
		const exchange = this.#recording?.find(line);
		if (this.#recording && !exchange) this.transcript.add("note", "not in the recording");
		return exchange && sayAgain(this, exchange, line);
	}

	#pulseRing(): void {
		this.ri.set(0);
		this.later(this.settings.ringPulse, () => this.ri.set(1));
	}

	/** The result of a line has gone. */
	#finished(): void {
		if (this.#nextRate) this.#terminal.changeRate(this.#nextRate);
		this.#nextRate = 0;
		this.#flush();
	}

	#flush(): void {
		for (const callback of this.#waiting.splice(0)) callback();
	}
}
