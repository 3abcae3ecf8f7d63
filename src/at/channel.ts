import type { Runtime, RuntimeTimer } from "../runtime/runtime.js";
import { CR } from "../uart/ascii.js";
import type { Memory } from "../uart/memory.js";
import type { SerialPort } from "../uart/port.js";
import type { TransmitPump } from "../uart/pump.js";
import { assemble } from "./line.js";
import { ANSWER_LIMIT, type Commands, LIMIT, type Parameter } from "./script.js";

/** Is told when the timer expires. */
export interface ChannelTarget {
	/** What was waited for did not come in time, or a pause is over. */
	onExpiry(): void;
}

/** Counts that only grow. */
export interface ChannelStatistics {
	/** Commands sent. */
	commands: number;
}

/** The way to the modem: the one timer, and commands, which go out when the event that is being handled has been handled to its end. */
export class Channel {
	/** An event is being handled. */
	inside = false;
	/** A callback of the port is running: what is to be closed waits for its end. */
	inPort = false;
	/** The service whose command goes out at the end of the event, the command's step, and its parameters. The machine may forget it. */
	unsent: Commands | null = null;
	private step = 0;
	readonly timer: RuntimeTimer;
	private closing: SerialPort | null = null;
	private slots: readonly Parameter[] | null = null;
	private readonly pump: TransmitPump;
	private readonly memory: Memory;
	private readonly statistics: ChannelStatistics;
	private readonly target: ChannelTarget;

	constructor(runtime: Runtime, pump: TransmitPump, memory: Memory, statistics: ChannelStatistics, target: ChannelTarget) {
		this.timer = runtime.createTimer(this);
		this.pump = pump;
		this.memory = memory;
		this.statistics = statistics;
		this.target = target;
	}

	/** The port's event has been handled. */
	leave(): void {
		if (this.unsent === null) this.inside = false;
		else this.flush();
		this.inPort = false;
	}

	/** Closes `port` for good: from the timer where it is in a callback, after which the ESP32's port still uses its memory. */
	close(port: SerialPort): void {
		this.unsent = null;
		if (!this.inPort) return this.closePort(port);
		this.closing = port;
		this.timer.schedule(0);
	}

	private closePort(port: SerialPort): void {
		this.closing = null;
		this.timer.close();
		port.close();
	}

	/**
	 * Sends a command: at the end of the event that is being handled, so that no line of the same burst can be taken for its answer, and the
	 * stack is not as deep. Should a callback throw before that, it goes out from the timer.
	 */
	send(commands: Commands, step: number, slots: readonly Parameter[]): void {
		this.unsent = commands;
		this.step = step;
		this.slots = slots;
		if (this.inside) this.timer.schedule(0);
		else this.flush();
	}

	/** The timer has expired. */
	onTimer(): void {
		// A callback that has thrown has left this behind.
		this.inPort = false;
		if (this.closing !== null) return this.closePort(this.closing);
		if (this.unsent !== null) return this.flush();
		this.inside = true;
		this.target.onExpiry();
		this.flush();
	}

	private flush(): void {
		this.inside = false;
		const commands = this.unsent;
		if (commands === null) return;
		this.unsent = null;
		const step = this.step;
		const slots = this.slots!;
		const memory = this.memory;
		const start = memory.lineStart;
		const end = assemble(commands, step, slots, memory);
		memory.bytes[end] = CR;
		this.statistics.commands++;
		const limit = commands.bytes[step + LIMIT]!;
		this.timer.schedule((limit > 0 ? commands.words[limit]! : (slots[ANSWER_LIMIT] as number)) + this.pump.wireTime(end + 1 - start));
		this.pump.send(start, end + 1);
	}
}
