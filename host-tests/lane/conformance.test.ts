import { test } from "uvu";
import * as assert from "uvu/assert";
import { type OpenOptions, portConformance, type PortUnderTest, type Rig } from "../simulator/port-conformance.ts";
import type { SeenEvent } from "../support/serial-conformance.ts";
import { type Firmware, startFirmware } from "../../lab/lane/index.ts";
import { createBench, engines, firmware } from "../../lab/lane/rig.ts";

/** Orders to the firmware: the event's kind; its handle is a parameter. */
const Order = { append: 100, write: 101, readInto: 102, readAll: 103, close: 104 } as const;

/** A port in a firmware that does what it is told and says what it saw. */
const REMOTE = `
	const say = (...words) => trace(JSON.stringify(words), "\\n");
	const outcome = work => { try { say("outcome", work()) } catch (error) { say("thrown", error.name, error.message) } };
	const note = (kind, count) => say("event", kind, count, host.now());
	const { readable, writable, drain, noTransmit, ...options } = config;
	if (noTransmit) options.transmit = undefined;
	if (readable) options.onReadable = function (count) { note("readable", count); if (drain) say("drained", ...new Uint8Array(this.read())) };
	if (writable) options.onWritable = count => note("writable", count);
	const memory = new Uint8Array(256);
	let serial, pending = 0;
	const orders = {
		${Order.append}: byte => { memory[pending++] = byte },
		${Order.write}: () => { const bytes = memory.subarray(0, pending); pending = 0; outcome(() => serial.write(bytes) ?? null) },
		${Order.readInto}: length => outcome(() => { const view = new Uint8Array(length).fill(0xEE); return [serial.read(view) ?? null, ...view] }),
		${Order.readAll}: () => outcome(() => { const buffer = serial.read(); return buffer ? [...new Uint8Array(buffer)] : null }),
		${Order.close}: () => outcome(() => serial.close() ?? null),
	};
	host.onEvent = (kind, handle) => orders[kind](handle);
	outcome(() => { serial = new Serial(options); return null });
`;

type Outcome = { value: unknown } | { name: string; message: string };

class RemotePort implements PortUnderTest {
	readonly events: SeenEvent[] = [];
	readonly drained: number[] = [];
	firmware: Firmware | undefined;
	#text = "";
	#outcome: Outcome | undefined;

	hear(text: string): void {
		this.#text += text;
		const lines = this.#text.split("\n");
		this.#text = lines.pop()!;
		for (const line of lines) this.#note(JSON.parse(line));
	}

	#note([subject, ...words]: [string, ...any[]]): void {
		if (subject === "event") this.events.push({ kind: words[0], count: words[1], time: words[2] });
		else if (subject === "drained") this.drained.push(...words);
		else if (subject === "outcome") this.#outcome = { value: words[0] };
		else this.#outcome = { name: words[0], message: words[1] };
	}

	/** What the last order came to. */
	outcome(): any {
		const outcome = this.#outcome!;
		if ("value" in outcome) return outcome.value;
		throw Object.assign(new Error(outcome.message), { name: outcome.name });
	}

	#order(kind: number, parameter = 0): any {
		this.firmware!.send(kind, parameter, 0);
		return this.outcome();
	}

	async readInto(length: number): Promise<{ count: number | undefined; view: number[] }> {
		const [count, ...view] = this.#order(Order.readInto, length);
		return { count: count ?? undefined, view };
	}

	async readAll(): Promise<number[] | undefined> {
		return this.#order(Order.readAll) ?? undefined;
	}

	async write(bytes: number[]): Promise<void> {
		for (const byte of bytes) this.firmware!.send(Order.append, byte, 0);
		this.#order(Order.write);
	}

	async close(): Promise<void> {
		this.#order(Order.close);
	}
}

async function createRig(engine: "xs" | "node", bundle: string): Promise<Rig> {
	const { clock, modem, board, received } = createBench();
	const started: Firmware[] = [];
	const ends: Promise<unknown>[] = [];
	return {
		clock,
		toPort: modem.txd,
		received,
		stall: duration => board.machine.stall(duration),
		dropped: () => board.uarts[2]!.dropped,
		open: async (options: OpenOptions) => {
			const port = new RemotePort();
			const config = { ...options, noTransmit: "transmit" in options && options.transmit === undefined };
			port.firmware = await startFirmware({ bundle, config, engine, clock, board, onTrace: text => port.hear(text) });
			started.push(port.firmware);
			ends.push(port.firmware.result.catch((error: Error) => assert.is(error.message, "stopped")));
			port.outcome();
			return port;
		},
		close: async () => {
			for (const firmware of started) firmware.stop();
			await Promise.all(ends);
		},
	};
}

const bundle = await firmware(REMOTE);
for (const engine of engines) {
	portConformance(
		engine,
		(name, check) => test(name, check),
		() => createRig(engine, bundle),
	);
}

test.run();
