import type { Clock } from "./clock.ts";
import type { Line } from "./line.ts";
import type { Machine } from "./machine.ts";
import type { SIM900Simulator } from "./sim900.ts";

/** When a fault happens: at a time, or some time after the transcript has said something. */
export interface Trigger {
	/** ms from now. */
	at?: number;
	/** Transcript line that sets it off, for example `/HTTPREAD/`; each match counts. */
	on?: RegExp;
	/** Which match; default the first. */
	nth?: number;
	/** ms from that line; default 0. */
	after?: number;
}

/** What happens. */
export type Fault = Trigger &
	(
		| { code: string }
		| { silence: number }
		| { powerDip: true }
		| { loseBearer: true | number }
		/** The host's CPU is busy; needs a machine. */
		| { stall: number }
	);

/** Whom faults can hit. */
export interface Victims {
	clock: Clock;
	modem: SIM900Simulator;
	/** The microcontroller. */
	machine?: Machine;
}

/** Plays a script of faults. The same script gives the same run. */
export function scheduleFaults(victims: Victims, script: readonly Fault[]): void {
	for (const fault of script) {
		const strike = (): void => hit(victims, fault);
		if (fault.on) watch(victims, fault, strike);
		else victims.clock.schedule(fault.at ?? 0, strike);
	}
}

function watch({ clock, modem }: Victims, { on, nth = 1, after = 0 }: Trigger, strike: () => void): void {
	let left = nth;
	const unwatch = modem.transcript.watch(({ text }) => {
		if (!on!.test(text) || --left > 0) return;
		unwatch();
		clock.schedule(after, strike);
	});
}

function hit({ modem, machine }: Victims, fault: Fault): void {
	if ("code" in fault) modem.unsolicited(fault.code);
	else if ("silence" in fault) modem.silence(fault.silence);
	else if ("powerDip" in fault) modem.powerDip();
	else if ("loseBearer" in fault) modem.loseBearer(fault.loseBearer === true ? undefined : fault.loseBearer);
	else if (machine) machine.stall(fault.stall);
	else throw new Error("a stall needs a machine");
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
