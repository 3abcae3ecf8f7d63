/* Commands by hand, and what a modem says by itself. */
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { type PortError, StreamSerial } from "sim900/stream";
import { formatTrace } from "sim900/trace";
import { SIM900Error } from "sim900/promises";
import { connect, type GlobalOptions, opener, wholeNumber } from "./connect.ts";
import { signalText } from "./steps.ts";
import type { Output } from "./output.ts";

/** What ends the answer to a command. */
const RESULT = /^(OK|ERROR|\+CM[ES] ERROR:.*|DOWNLOAD|NO CARRIER|NORMAL POWER DOWN)\r\n/m;
const REFUSAL = /^(ERROR|\+CM[ES] ERROR:.*|NO CARRIER)\r\n/m;

/** A failure of this command. */
const failure = (code: string, message: string): Error => Object.assign(new Error(message), { code, operation: "console" });

interface DispatcherOptions {
	/** ms for the result of a line; `undefined` for a person, whose lines wait for nothing. */
	readonly patience: number | undefined;
	send(line: string): void;
	onEnd(error?: Error): void;
}

/** Sends lines. Those of a file or a pipe wait for one another's result, those of a person do not. */
class Dispatcher {
	private readonly lines: string[] = [];
	private readonly refused: string[] = [];
	private answer: string | undefined;
	private line = "";
	private isOver = false;
	private timer: NodeJS.Timeout | undefined;
	private readonly options: DispatcherOptions;

	constructor(options: DispatcherOptions) {
		this.options = options;
	}

	add(line: string): void {
		this.lines.push(line);
		this.next();
	}

	/** There are no more lines. */
	end(): void {
		this.isOver = true;
		this.next();
	}

	/** Nothing is awaited any more. */
	stop(): void {
		clearTimeout(this.timer);
	}

	hear(text: string): void {
		if (this.answer === undefined) return;
		this.answer += text;
		if (!RESULT.test(this.answer)) return;
		if (REFUSAL.test(this.answer)) this.refused.push(this.line);
		this.answer = undefined;
		this.stop();
		this.next();
	}

	private next(): void {
		const { patience, send, onEnd } = this.options;
		if (patience !== undefined && this.answer !== undefined) return;
		const line = this.lines.shift();
		if (line !== undefined) {
			this.answer = "";
			this.line = line;
			if (patience !== undefined) {
				const message = `The modem has given no result to "${line}" within ${patience / 1000} s. Check power, wires and --baud; --wait gives it more time.`;
				this.timer = setTimeout(() => onEnd(failure("noAnswer", message)), patience);
			}
			send(line);
		} else if (this.isOver) onEnd(this.refusal());
	}

	/** What a script has to know; a person has seen it. */
	private refusal(): Error | undefined {
		if (this.options.patience === undefined || this.refused.length === 0) return undefined;
		return failure("command", `The modem has refused ${this.refused.map(line => `"${line}"`).join(", ")}.`);
	}
}

/** A terminal: each line is a command, what the modem says is printed. Ends with the input, or with Ctrl+D. */
export async function talk(options: GlobalOptions & { wait: string }, output: Output, signal: AbortSignal): Promise<void> {
	const open = await opener(options);
	const baud = wholeNumber(options.baud, "--baud", 1200, 460_800);
	const wait = wholeNumber(options.wait, "--wait", 1, 3600) * 1000;
	const isPerson = process.stdin.isTTY === true;
	const lines = createInterface({ input: process.stdin, output: process.stdout, terminal: isPerson, historySize: 1000, prompt: "" });
	const trace = options.trace ? formatTrace(line => process.stderr.write(`${line}\n`)) : undefined;
	await new Promise<void>((resolve, reject) => {
		const view = new Uint8Array(1024);
		const end = (error?: Error): void => {
			dispatcher.stop();
			serial.close();
			if (error) reject(error);
			else resolve();
		};
		const dispatcher = new Dispatcher({
			patience: isPerson ? undefined : wait,
			send(line) {
				const bytes = Buffer.from(`${line}\r`, "latin1");
				trace?.("driver", bytes, 0, bytes.length);
				serial.write(bytes);
			},
			onEnd: end,
		});
		const serial: StreamSerial = new StreamSerial({
			open,
			baud,
			onReadable() {
				for (let count; (count = this.read(view));) {
					trace?.("modem", view, 0, count);
					process.stdout.write(view.slice(0, count));
					dispatcher.hear(Buffer.from(view.subarray(0, count)).toString("latin1"));
				}
			},
			onStreamError: (error: PortError) => end(new SIM900Error(error, "", error)),
		});
		lines.on("line", line => dispatcher.add(line));
		lines.on("close", () => dispatcher.end());
		signal.addEventListener("abort", () => end());
		output.say(output.colour("dim", "each line is sent to the modem; Ctrl+D ends"));
	}).finally(() => lines.close());
}

/** Signal and registration every `interval` s, and every line that the modem says by itself, until it is interrupted. */
export async function monitor(
	options: GlobalOptions & { interval: string; count?: string },
	output: Output,
	signal: AbortSignal,
): Promise<void> {
	const pause = wholeNumber(options.interval, "--interval", 1, 86_400) * 1000;
	const count = options.count === undefined ? Infinity : wholeNumber(options.count, "--count", 1, 1e9);
	const modem = await connect(options, {
		onUnsolicited(_, memory, start, end) {
			const line = Buffer.from(memory.subarray(start, end)).toString("latin1");
			// The echo of a modem that has not been told to leave it.
			if (line.startsWith("AT")) return;
			output.result(`line          ${line}`, { line });
		},
	});
	signal.addEventListener("abort", () => modem.close());
	try {
		for (let i = 0; i < count && !signal.aborted; i++) {
			if (i > 0) await sleep(pause, undefined, { signal }).catch(() => {});
			if (signal.aborted) break;
			const answer = await modem.signal().catch((error: Error) => {
				if (!signal.aborted) throw error;
			});
			if (!answer) break;
			const { rssi, errorRate } = answer;
			const { registration } = modem;
			output.result(`signal        ${signalText(rssi)}, registration ${registration}`, { rssi, errorRate, registration });
		}
	} finally {
		modem.close();
	}
}
