import type { RuntimeTimer } from "../runtime/runtime.js";
import { CR } from "../uart/ascii.js";
import { wireTime } from "../uart/baud.js";
import { LINE_START } from "../uart/memory.js";
import type { SerialPort } from "../uart/port.js";
import type { TransmitPump } from "../uart/pump.js";
import { assemble } from "./line.js";
import { ANSWER_LIMIT, BARE, type Commands, FLAGS, LIMIT, ONCE, type Parameter, SECRET } from "./script.js";

/** Has the timer, whose target is the channel, and is told when it expires. */
export interface ChannelTarget {
	readonly timer: RuntimeTimer;
	readonly statistics: ChannelStatistics;
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
	/** The service whose command goes out at the end of the event, the command's step, and its parameters. The machine may forget it. */
	unsent: Commands | null = null;
	private step = 0;
	/** The service whose command stands in the memory. */
	private said: Commands | null = null;
	private closing: SerialPort | null = null;
	private slots: readonly Parameter[] | null = null;
	private readonly pump: TransmitPump;
	private readonly target: ChannelTarget;

	constructor(pump: TransmitPump, target: ChannelTarget) {
		this.pump = pump;
		this.target = target;
	}

	/** Closes `port` for good: from the timer where it is in a callback, after which the ESP32's port still uses its memory. */
	close(port: SerialPort, inCallback: boolean): void {
		this.unsent = null;
		if (!inCallback) return this.closePort(port);
		this.closing = port;
		this.target.timer.schedule(0);
	}

	private closePort(port: SerialPort): void {
		this.closing = null;
		this.target.timer.close();
		port.close();
	}

	/** Keeps a command for {@link flush}. */
	keep(commands: Commands, step: number, slots: readonly Parameter[]): void {
		this.unsent = commands;
		this.step = step;
		this.slots = slots;
	}

	/** What has been kept is not sent. @inline */
	forget(): void {
		this.unsent = null;
	}

	/** The timer has expired. */
	onTimer(): void {
		if (this.closing !== null) return this.closePort(this.closing);
		this.target.onExpiry();
	}

	/** Sends the command that is kept, if there is one. */
	flush(): void {
		const commands = this.unsent;
		if (commands === null) return;
		this.unsent = null;
		const step = this.step;
		const slots = this.slots!;
		const pump = this.pump;
		const memory = pump.memory;
		const target = this.target;
		const start = LINE_START;
		let end = assemble(commands, step, slots, memory, this.said === commands);
		this.said = commands;
		const flags = commands.bytes[step + FLAGS]!;
		if ((flags & BARE) === 0) {
			memory.bytes[end] = CR;
			end++;
		}
		if ((flags & ONCE) !== 0) (slots as Parameter[])[SECRET] = undefined;
		target.statistics.commands++;
		const limit = commands.bytes[step + LIMIT]!;
		target.timer.schedule((limit > 0 ? commands.words[limit]! : (slots[ANSWER_LIMIT] as number)) + wireTime(end - start, pump.baud));
		pump.put(start, end);
	}
}
