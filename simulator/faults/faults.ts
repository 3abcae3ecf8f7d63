import type { Clock } from "../clock.ts";
import type { Line } from "../line.ts";
import type { Machine } from "../machine.ts";
import type { Jam } from "../network/settings.ts";
import type { ServerFault } from "./network.ts";
import { randomNumbers } from "../random.ts";
import type { SIM900Simulator } from "../sim900.ts";

/** When a fault happens: at a time, at a random one, again and again, or some time after the transcript has said something. */
export interface Trigger {
	/** ms from now. */
	at?: number;
	/** At a random time within so many ms from now. */
	within?: number;
	/** Again and again, on average every so many ms. */
	every?: number;
	/** Transcript line that sets it off, for example `/HTTPREAD/`; each match counts. */
	on?: RegExp;
	/** Which match; default the first. */
	nth?: number;
	/** ms from that line; default 0. */
	after?: number;
}

/** How single bytes are damaged: lost, one random bit changed, said twice, or preceded by a NUL. */
export type ByteFault = "drop" | "flip" | "duplicate" | "nul";

/** What happens. */
export type Fault = Trigger &
	(
		| { code: string }
		| { silence: number }
		| { powerDip: true }
		| { loseBearer: true | number }
		/** A bearer, or all, looks open and carries nothing until it is closed. */
		| { killBearer: true | number }
		/** The network takes the context of AT+CSTT away. */
		| { loseContext: true }
		/** The other end drops a connection, or all of them. */
		| { dropConnection: true | number }
		/** The next bytes sent over a connection fail. */
		| { sendFail: number }
		/** A message arrives, a phone calls, the caller hangs up. */
		| { message: { from: string; text: string } }
		| { ring: string }
		| { hangUp: true }
		/** Something is stuck until a bearer closes or AT+CFUN changes. */
		| { jam: Jam }
		/** The host's CPU is busy; needs a machine. */
		| { stall: number }
		/** The supply is too low or too high: a warning, or the module says so and switches itself off. */
		| { voltage: "under" | "over"; down?: boolean }
		/** The next command is answered so many ms late, or not at all. */
		| { late: number }
		| { unanswered: true }
		/** A pause of so many ms between any two bytes of the modem from then on. */
		| { fragment: number }
		/** Bytes from then on: `count` of them (default 1, or without end if there is a rate), each with the probability `rate` (default 1). */
		| { bytes: ByteFault; line?: "txd" | "rxd"; rate?: number; count?: number }
		/** The next request meets a server like that. */
		| { server: ServerFault }
	);

/** Whom faults can hit. */
export interface Victims {
	clock: Clock;
	modem: SIM900Simulator;
	/** The microcontroller. */
	machine?: Machine;
}

/**
 * Plays a script of faults. The same script and seed give the same run, on virtual and on wall-clock time. Returns a function that calls off those
 * that have not happened; what has happened to a line stays.
 */
export function scheduleFaults(victims: Victims, script: readonly Fault[], seed = 1): () => void {
	const offs = script.map((fault, index) => {
		// Each has its own numbers: a fault more does not move the others.
		const random = randomNumbers(seed + index * 7919);
		const strike = (): void => hit(victims, fault, random);
		if (fault.on) return watch(victims, fault, strike);
		if (fault.every !== undefined) return repeat(victims.clock, fault.every, random, strike);
		return later(victims.clock, fault.within === undefined ? (fault.at ?? 0) : fault.within * random(), strike);
	});
	return () => offs.forEach(off => off());
}

function later(clock: Clock, delay: number, strike: () => void): () => void {
	const alarm = clock.schedule(delay, strike);
	return () => clock.cancel(alarm);
}

function watch({ clock, modem }: Victims, { on, nth = 1, after = 0 }: Trigger, strike: () => void): () => void {
	let left = nth;
	let off = modem.transcript.watch(({ text }) => {
		if (!on!.test(text) || --left > 0) return;
		off();
		off = later(clock, after, strike);
	});
	return () => off();
}

function repeat(clock: Clock, mean: number, random: () => number, strike: () => void): () => void {
	let off = later(clock, -Math.log(1 - random()) * mean, () => {
		strike();
		off = repeat(clock, mean, random, strike);
	});
	return () => off();
}

function hit({ modem, machine }: Victims, fault: Fault, random: () => number): void {
	// A stall is the machine's, which tells of it.
	if (!("stall" in fault)) modem.tellFault(fault);
	if ("code" in fault) modem.unsolicited(fault.code);
	else if ("silence" in fault) modem.silence(fault.silence);
	else if ("powerDip" in fault) modem.powerDip();
	else if ("loseBearer" in fault) modem.loseBearer(fault.loseBearer === true ? undefined : fault.loseBearer);
	else if ("killBearer" in fault) modem.killBearer(fault.killBearer === true ? undefined : fault.killBearer);
	else if ("loseContext" in fault) modem.loseContext();
	else if ("dropConnection" in fault) modem.dropConnection(fault.dropConnection === true ? undefined : fault.dropConnection);
	else if ("sendFail" in fault) modem.failNextSend(fault.sendFail);
	else if ("message" in fault) modem.receiveMessage(fault.message.from, fault.message.text);
	else if ("ring" in fault) modem.ring(fault.ring);
	else if ("hangUp" in fault) modem.hangUp();
	else if ("jam" in fault) modem.jam(fault.jam);
	else if ("voltage" in fault) modem.supply(fault.voltage, fault.down ?? false);
	else if ("late" in fault) modem.answerLate(fault.late);
	else if ("unanswered" in fault) modem.leaveUnanswered();
	else if ("fragment" in fault) modem.txd.gap = fault.fragment;
	else if ("bytes" in fault) corrupt(modem[fault.line ?? "txd"], fault, random);
	else if ("server" in fault) modem.network.spoil(fault.server);
	else if (machine) machine.stall(fault.stall);
	else throw new Error("a stall needs a machine");
}

/** Damages bytes of a line at random, on top of what damages it already. */
function corrupt(line: Line, { bytes, rate, count }: Extract<Fault, { bytes: ByteFault }>, random: () => number): void {
	let left = count ?? (rate === undefined ? 1 : Infinity);
	const before = line.tamper;
	const spoil = (byte: number): number[] => {
		if (left === 0 || random() >= (rate ?? 1)) return [byte];
		left--;
		if (bytes === "drop") return [];
		if (bytes === "flip") return [byte ^ (1 << (random() * 8))];
		return bytes === "duplicate" ? [byte, byte] : [0, byte];
	};
	line.tamper = (byte, index) => spoil(byte).flatMap(each => before?.(each, index) ?? each);
}

/** Damage to single bytes of a line; positions count from now. */
export interface Damage {
	/** Positions that never arrive. */
	drop?: readonly number[];
	/** Position and the bits that change. */
	flip?: Readonly<Record<number, number>>;
	/** Position and bytes that appear before it. */
	insert?: Readonly<Record<number, readonly number[]>>;
}

/** Damages a line, on top of what damages it already. Returns the function that repairs it. */
export function damage(line: Line, { drop = [], flip = {}, insert = {} }: Damage): () => void {
	const start = line.bytes;
	const before = line.tamper;
	line.tamper = (byte, index) => {
		const position = index - start;
		const kept = drop.includes(position) ? [] : [byte ^ (flip[position] ?? 0)];
		const seen = [...(insert[position] ?? []), ...kept];
		return before ? seen.flatMap(each => before(each, index)) : seen;
	};
	return () => {
		line.tamper = before;
	};
}
