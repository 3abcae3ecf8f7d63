import type { Clock } from "../clock.ts";
import type { Fault, Trigger } from "../faults/faults.ts";
import { byteTime, type Line } from "../line.ts";
import type { Level, Signal } from "../signal.ts";
import type { TranscriptEntry } from "../transcript.ts";

/** Wires of a modem as its host names them: `TX` leads to the modem, `RX` from it. */
export type Wire = "TX" | "RX";

/** Bytes of one wire at even intervals. */
export interface Run {
	readonly wire: Wire;
	/** ms at which the start bit of the first byte begins. */
	readonly start: number;
	/** ms from one start bit to the next. */
	readonly step: number;
	readonly baud: number;
	readonly bytes: number[];
}

/** A pin changes, or is seen for the first time. */
export interface Edge {
	readonly time: number;
	readonly pin: string;
	readonly level: Level;
}

/** Why something was noted: what somebody says, a fault that was planted, bytes that a receiver has lost, what is done in a part of the recording. */
export type MarkKind = "note" | "fault" | "lost" | "scene";

export interface Mark {
	readonly time: number;
	readonly kind: MarkKind;
	readonly text: string;
	/** Of bytes that were lost: how many. */
	count?: number;
}

/** A modem whose wires and pins can be followed: {@link SIM900Simulator} is one. */
export interface Followed {
	readonly clock: Clock;
	readonly rxd: Line;
	readonly txd: Line;
	readonly transcript: { watch(watcher: (entry: TranscriptEntry) => void): () => void };
	onFault(listener: (fault: Fault) => void): () => void;
	readonly dcd: Signal;
	readonly ri: Signal;
	readonly pwrkey: Signal;
	readonly nreset: Signal;
	readonly status: Signal;
	readonly dtr: Signal;
	readonly rts: Signal;
	readonly cts: Signal;
}

/** The microcontroller at the other end, where there is one: {@link Esp32Board} is one. */
export interface FollowedBoard {
	readonly machine: { onStall(listener: (duration: number) => void): () => void };
	readonly uarts: readonly { onDrop(listener: () => void): () => void }[];
}

/** Bytes that are kept; a modem that is watched for days forgets the first ones. */
const LIMIT = 16 << 20;
/** ms; bytes that follow one another as closely as this are one run. */
const JITTER = 1e-3;
const RUN_LENGTH = 4096;
/** ms; bytes that are lost within it are one mark. */
const LOSS_PAUSE = 50;

/** What happens on the wires and pins of a modem, from which timelines and waveforms are made. Times are ms from the beginning of the recording. */
export class Recorder {
	readonly runs: Run[] = [];
	readonly edges: Edge[] = [];
	readonly marks: Mark[] = [];
	/** The end of what has happened. */
	end = 0;
	private readonly last: { [wire in Wire]: Run | undefined } = { TX: undefined, RX: undefined };
	private kept = 0;

	/** Bytes that have been recorded and are still known. */
	get count(): number {
		return this.kept;
	}

	/** One byte has passed: its stop bit ends at `time`. */
	byte(wire: Wire, byte: number, time: number, baud: number): void {
		this.add(wire, byte, time - byteTime(baud), byteTime(baud), baud);
		this.reach(time);
	}

	/** Bytes that a port has given at `time`, or taken then: when each of them passed is reckoned by the rate. */
	chunk(wire: Wire, bytes: Uint8Array, start: number, end: number, time: number, baud: number): void {
		const step = byteTime(baud);
		const before = this.last[wire];
		const free = before ? before.start + before.bytes.length * before.step : 0;
		const begin = Math.max(free, wire === "RX" ? time - (end - start) * step : time);
		for (let at = start; at < end; at++) this.add(wire, bytes[at]!, begin + (at - start) * step, step, baud);
		this.reach(begin + (end - start) * step);
	}

	pin(name: string, level: Level, time: number): void {
		this.edges.push({ pin: name, level, time });
		this.reach(time);
	}

	mark(kind: MarkKind, text: string, time: number): void {
		this.marks.push({ kind, text, time });
		this.reach(time);
	}

	/**
	 * Follows a simulated modem from now on, after what has been recorded; `origin` is the time 0 of its clock if it is to be elsewhere. Returns the
	 * function that ends it.
	 */
	follow(modem: Followed, origin: number = this.end - modem.clock.now): () => void {
		const { clock, dcd, ri, pwrkey, nreset, status, dtr, rts, cts } = modem;
		const time = (): number => origin + clock.now;
		const wires = [["TX", modem.rxd] as const, ["RX", modem.txd] as const];
		const pins = [dcd, ri, pwrkey, nreset, status, dtr, rts, cts];
		for (const { name, level } of pins) if (this.levelOf(name) !== level) this.pin(name, level, time());
		const ends = [
			...wires.map(([wire, line]) => line.watch((byte, baud) => this.byte(wire, byte, time(), baud))),
			...pins.map(pin => pin.watch(level => this.pin(pin.name, level, time()))),
			modem.transcript.watch(({ direction, text }) => {
				if (direction === "note") this.note(text, time());
			}),
			modem.onFault(fault => this.mark("fault", describeFault(fault), time())),
		];
		return () => ends.forEach(end => end());
	}

	/** Follows the microcontroller of a modem in the same way: when it stands still, and the bytes that its receive FIFO loses. */
	followBoard(board: FollowedBoard, clock: Clock, origin: number = this.end - clock.now): () => void {
		let lost: { time: number; mark: Mark } | undefined;
		const onDrop = (): void => {
			const time = origin + clock.now;
			if (lost && time - lost.time < LOSS_PAUSE) lost.mark.count!++;
			else this.marks.push((lost = { time, mark: { kind: "lost", text: "lost: the receive FIFO was full", time, count: 1 } }).mark);
			lost.time = time;
		};
		const onStall = (duration: number): void => this.mark("fault", `CPU busy for ${duration} ms`, origin + clock.now);
		const ends = [board.machine.onStall(onStall), ...board.uarts.map(uart => uart.onDrop(onDrop))];
		return () => ends.forEach(end => end());
	}

	private levelOf(name: string): Level | undefined {
		return this.edges.findLast(({ pin }) => pin === name)?.level;
	}

	private add(wire: Wire, byte: number, start: number, step: number, baud: number): void {
		const run = this.last[wire];
		const isNext = run && run.baud === baud && Math.abs(run.start + run.bytes.length * run.step - start) < JITTER;
		if (isNext && run.bytes.length < RUN_LENGTH) run.bytes.push(byte);
		else this.runs.push((this.last[wire] = { wire, start, step, baud, bytes: [byte] }));
		if (++this.kept > LIMIT) this.forget();
	}

	/** A fault that was planted says what it does: a remark of the modem's at the same time says it again. */
	private note(text: string, time: number): void {
		const before = this.marks.at(-1);
		if (before?.kind !== "fault" || before.time !== time) this.mark("note", text, time);
	}

	private reach(time: number): void {
		if (time > this.end) this.end = time;
	}

	/** The older half goes. */
	private forget(): void {
		const count = this.runs.length >> 1;
		const since = this.runs[count]!.start;
		for (const { bytes } of this.runs.splice(0, count)) this.kept -= bytes.length;
		this.marks.unshift({ time: since, kind: "note", text: "what was before is forgotten" });
	}
}

const TRIGGERS: readonly string[] = ["at", "within", "every", "on", "nth", "after"] satisfies (keyof Trigger)[];

/** A fault in a few words: what it does, without when. */
export function describeFault(fault: Fault): string {
	if ("bytes" in fault) {
		const { bytes, count = 1, rate, line = "txd" } = fault;
		return `${bytes} ${rate === undefined ? `${count} ${count === 1 ? "byte" : "bytes"}` : `bytes, ${rate}`} of ${line === "txd" ? "RX" : "TX"}`;
	}
	return Object.entries(fault)
		.filter(([name]) => !TRIGGERS.includes(name))
		.map(([name, value]: [string, unknown]) =>
			value === true ? name : `${name} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`,
		)
		.join(", ");
}
