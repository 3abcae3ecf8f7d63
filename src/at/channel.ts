import type { Runtime, RuntimeTimer } from "../runtime/runtime.js";
import { COMMAND_SIZE, type Memory } from "../uart/memory.js";
import type { SerialPort } from "../uart/port.js";
import type { TransmitPump } from "../uart/pump.js";
import type { Reader } from "../uart/reader.js";
import { assemble } from "./line.js";
import type { Scanner } from "./scanner.js";
import type { Command, Parameter } from "./script.js";

const CR = 13;

/** Who is told what happens on the channel. */
export interface ChannelTarget {
	/** The port has bytes; their lines follow. */
	onBytes(): void;
	/** A line is in the scanner. */
	onLine(): void;
	/** The port has room again, before and after it is filled. */
	onRoom(): void;
	onSent(): void;
	/** The timer has expired. */
	onExpiry(): void;
}

/** Counts that only grow. */
export interface ChannelStatistics {
	/** Commands sent. */
	commands: number;
}

/** The way to the modem and back: the events of its port and of the one timer, each handled to its end before a command goes out. */
export class Channel {
	readonly timer: RuntimeTimer;
	readonly reader: Reader;
	readonly scanner: Scanner;
	readonly pump: TransmitPump;
	readonly memory: Memory;
	/** The command that goes out at the end of the event that is being handled, and its parameters. */
	private unsent: Command | null = null;
	private slots: readonly Parameter[] | null = null;
	private inside = false;
	/** A callback of the port is running, and what is to be closed when it has returned. */
	private inPort = false;
	private closing: SerialPort | null = null;
	private port: SerialPort | null = null;
	private readonly statistics: ChannelStatistics;
	private readonly target: ChannelTarget;

	constructor(
		runtime: Runtime,
		reader: Reader,
		scanner: Scanner,
		pump: TransmitPump,
		memory: Memory,
		statistics: ChannelStatistics,
		target: ChannelTarget,
	) {
		this.timer = runtime.createTimer(this);
		this.reader = reader;
		this.scanner = scanner;
		this.pump = pump;
		this.memory = memory;
		this.statistics = statistics;
		this.target = target;
	}

	/** The port to read from and its rate in bits per second; null when it is closed. */
	attach(port: SerialPort | null, baud: number): void {
		this.port = port;
		this.pump.attach(port, baud);
	}

	/** Closes `port` for good: from the timer where it is in a callback, after which the ESP32's port still uses its memory. */
	close(port: SerialPort): void {
		this.attach(null, 0);
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

	/** A command has been asked for and has not gone out. */
	get pending(): boolean {
		return this.unsent !== null;
	}

	/**
	 * Sends a command: at the end of the event that is being handled, so that no line of the same burst can be taken for its answer, and the
	 * stack is not as deep. Should a callback throw before that, it goes out from the timer.
	 */
	send(command: Command, slots: readonly Parameter[]): void {
		this.unsent = command;
		this.slots = slots;
		if (this.inside) this.timer.schedule(0);
		else this.flush();
	}

	/** Forgets what is under way. */
	drop(): void {
		this.unsent = null;
		this.reader.abandonPayload();
		this.pump.cancel();
	}

	/** The port has bytes. */
	onReadable(): void {
		this.inside = true;
		this.inPort = true;
		this.target.onBytes();
		while (this.port !== null && this.reader.fill(this.port)) {
			while (this.port !== null && this.scanner.next()) this.target.onLine();
		}
		this.flush();
		this.inPort = false;
	}

	/** The port has room for `count` bytes. */
	onWritable(count: number): void {
		this.inside = true;
		this.inPort = true;
		this.target.onRoom();
		this.pump.onWritable(count);
		this.target.onSent();
		this.flush();
		this.inPort = false;
	}

	/** What was waited for did not come in time, or a pause is over. */
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
		const command = this.unsent;
		if (command === null) return;
		this.unsent = null;
		const bytes = this.memory.bytes;
		const start = this.memory.lineStart;
		const end = assemble(command.text, this.slots!, bytes, start, start + COMMAND_SIZE - 1);
		bytes[end] = CR;
		this.statistics.commands++;
		this.timer.schedule(command.limit + this.pump.wireTime(end + 1 - start));
		this.pump.send(start, end + 1);
	}
}
