import { appendFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { scheduleFaults } from "../faults/faults.ts";
import { SIM900Simulator } from "../sim900.ts";
import { formatEntry, type TranscriptEntry } from "../transcript.ts";
import { WallClock } from "../wall-clock.ts";
import { bridge } from "./bridge.ts";
import type { ServeOptions } from "./options.ts";
import { openPty } from "./pty.ts";

/** ms, more than the 1 s that switches on. */
const KEY_PRESS = 1200;

/** A simulator that clients can reach. */
export interface Service {
	/** Where: `127.0.0.1:7000`, or the link and the tty. */
	readonly address: string;
	/** Ends it, its clients and what it has made. */
	close(): Promise<void>;
	/** Presses PWRKEY for 1.2 s. */
	pressPowerKey(): void;
}

/** What a service tells whoever runs it. */
export interface ServiceEvents {
	/** A remark for people. */
	say(text: string): void;
	/** It has ended by itself. */
	ended(reason: string): void;
}

/** A modem of its own clock. */
class Station {
	readonly modem: SIM900Simulator;
	readonly #clock = new WallClock();

	constructor(options: ServeOptions, trace: (entry: TranscriptEntry) => void) {
		const { personality, baud, apn, pin, boot, settings, faults, seed, ussd, sim, cell } = options;
		const networkTime = Date.now();
		this.modem = new SIM900Simulator({
			clock: this.#clock,
			personality,
			baud,
			boot,
			sim: { pin, ...sim },
			cell,
			ussd,
			settings: { networkTime, ...settings },
			...(apn !== undefined && { apn }),
		});
		this.modem.transcript.watch(trace);
		scheduleFaults({ clock: this.#clock, modem: this.modem }, faults, seed);
	}

	pressPowerKey(): void {
		this.modem.pwrkey.set(0);
		this.#clock.schedule(KEY_PRESS, () => this.modem.pwrkey.set(1));
	}

	/** As a user does who finds it off. */
	switchOn(): void {
		if (this.modem.power === "off") this.pressPowerKey();
	}

	close(): void {
		this.#clock.close();
	}
}

/** Writes the transcript as it comes. */
function tracer(file: string | undefined): (entry: TranscriptEntry) => void {
	if (file === undefined) return () => {};
	let previous: TranscriptEntry | undefined;
	if (file !== "-") writeFileSync(file, "");
	return entry => {
		const line = `${formatEntry(entry, previous)}\n`;
		previous = entry;
		if (file === "-") process.stderr.write(line);
		else appendFileSync(file, line);
	};
}

/** Listens where the options say. */
export function serve(options: ServeOptions, events: ServiceEvents): Promise<Service> {
	const trace = tracer(options.trace);
	const { place } = options;
	return "pty" in place
		? servePty(place.pty, new Station(options, trace), events)
		: serveTcp(place.tcp, () => new Station(options, trace), options.keep, events);
}

async function servePty(link: string, station: Station, events: ServiceEvents): Promise<Service> {
	const pty = await openPty(link);
	pty.onEnd(() => events.ended("the tty has gone"));
	const separate = bridge(station.modem, pty.input, pty.output);
	station.switchOn();
	return {
		address: `${link} (${pty.device})`,
		pressPowerKey: () => station.pressPowerKey(),
		close: () => {
			separate();
			station.close();
			return pty.close();
		},
	};
}

async function serveTcp(
	place: { host: string; port: number },
	make: () => Station,
	keep: boolean,
	events: ServiceEvents,
): Promise<Service> {
	let station: Station | undefined = keep ? make() : undefined;
	let client: Socket | undefined;
	const server = createServer({ noDelay: true }, socket => {
		socket.on("error", () => {});
		if (client) {
			events.say("a second client was turned away: a serial line has one host");
			socket.destroy();
			return;
		}
		client = socket;
		const current = (station ??= make());
		current.modem.transcript.add("note", "client connected");
		const separate = bridge(current.modem, socket, socket);
		current.switchOn();
		socket.on("close", () => {
			separate();
			current.modem.transcript.add("note", "client gone");
			client = undefined;
			if (keep) return;
			current.close();
			station = undefined;
		});
	});
	await listen(server, place);
	const { address, port, family } = server.address() as AddressInfo;
	return {
		address: family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`,
		pressPowerKey: () => station?.pressPowerKey(),
		close: () =>
			new Promise(resolve => {
				server.close(() => resolve());
				client?.destroy();
				station?.close();
			}),
	};
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, () => resolve());
	});
}
