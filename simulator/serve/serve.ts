import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { scheduleFaults } from "../faults/faults.ts";
import { SIM900Simulator } from "../sim900.ts";
import { writeRecording } from "../timeline/files.ts";
import { Recorder } from "../timeline/recorder.ts";
import { WallClock } from "../wall-clock.ts";
import { bridge } from "./bridge.ts";
import type { ServeOptions } from "./options.ts";
import { openPty } from "./pty.ts";
import { Trace } from "./trace.ts";

/** ms, more than the 1 s that switches on. */
const KEY_PRESS = 1200;

/** Real ms that a client has to end once another one wants its place. */
const GRACE = 500;

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

	constructor(options: ServeOptions, trace: Trace, recorder: Recorder | undefined) {
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
			...(options.replay !== undefined && { replay: options.replay }),
		});
		for (const [command, reply] of options.answers) this.modem.answer(command, reply);
		trace.follow(this.modem);
		recorder?.follow(this.modem);
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

/** Listens where the options say. */
export async function serve(options: ServeOptions, events: ServiceEvents): Promise<Service> {
	const trace = new Trace(options.trace, options.raw);
	const { place, files } = options;
	const recorder = files.timeline === undefined && files.vcd === undefined ? undefined : new Recorder();
	const station = (): Station => new Station(options, trace, recorder);
	const write = (): void => {
		if (recorder) writeRecording(recorder, { ...files, title: "sim900-simulator" });
	};
	const ended = (reason: string): void => {
		write();
		events.ended(reason);
	};
	const service =
		"pty" in place ? await servePty(place.pty, station(), { ...events, ended }) : await serveTcp(place.tcp, station, options.keep, events);
	return { ...service, close: () => service.close().then(write) };
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

/** The clients of one port: one at a time, as a serial line has one host. */
class Port {
	readonly #make: () => Station;
	readonly #keep: boolean;
	readonly #events: ServiceEvents;
	#station: Station | undefined;
	#client: Socket | undefined;
	#leave: () => void = () => {};
	#closed = false;

	constructor(make: () => Station, keep: boolean, events: ServiceEvents) {
		this.#make = make;
		this.#keep = keep;
		this.#events = events;
		if (keep) this.#station = make();
	}

	pressPowerKey(): void {
		this.#station?.pressPowerKey();
	}

	close(): void {
		this.#closed = true;
		this.#client?.destroy();
		this.#leave();
		this.#station?.close();
	}

	/** A client that is closing makes room; one that is open is not disturbed. */
	async arrive(socket: Socket): Promise<void> {
		socket.on("error", () => {});
		if (this.#client && !hasEnded(this.#client)) await farewell(this.#client);
		if (this.#closed || socket.destroyed) return;
		if (this.#client && !hasEnded(this.#client)) {
			this.#events.say("a second client was turned away: a serial line has one host");
			socket.destroy();
			return;
		}
		this.#client?.destroy();
		this.#leave();
		this.#serve(socket);
	}

	#serve(socket: Socket): void {
		this.#client = socket;
		const station = (this.#station ??= this.#make());
		station.modem.transcript.add("note", "client connected");
		const separate = bridge(station.modem, socket, socket, { answered: () => socket.end() });
		station.switchOn();
		this.#leave = () => {
			this.#leave = () => {};
			separate();
			station.modem.transcript.add("note", "client gone");
			this.#client = undefined;
			if (this.#keep) return;
			station.close();
			this.#station = undefined;
		};
		const leave = this.#leave;
		socket.on("close", () => this.#client === socket && leave());
	}
}

const hasEnded = (socket: Socket): boolean => socket.readableEnded || socket.destroyed || socket.closed;

/** Waits for the end of a client that may be on its way: one that connects again is quicker than its own farewell. */
function farewell(socket: Socket): Promise<void> {
	return new Promise(resolve => {
		const timer = setTimeout(done, GRACE);
		function done(): void {
			clearTimeout(timer);
			for (const event of ["end", "close"]) socket.off(event, done);
			resolve();
		}
		for (const event of ["end", "close"]) socket.once(event, done);
	});
}

async function serveTcp(
	place: { host: string; port: number },
	make: () => Station,
	keep: boolean,
	events: ServiceEvents,
): Promise<Service> {
	const clients = new Port(make, keep, events);
	// A host that has said its last word still gets its answers.
	const server = createServer({ noDelay: true, allowHalfOpen: true }, socket => void clients.arrive(socket));
	await listen(server, place);
	const { address, port, family } = server.address() as AddressInfo;
	return {
		address: family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`,
		pressPowerKey: () => clients.pressPowerKey(),
		close: () =>
			new Promise(resolve => {
				server.close(() => resolve());
				clients.close();
			}),
	};
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, () => resolve());
	});
}
