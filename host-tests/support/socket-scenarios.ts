import { createHash } from "node:crypto";
import type { MemorySocketServer } from "../../simulator/index.ts";
import { randomNumbers } from "../../simulator/random.ts";
import type { ModemError } from "../../src/index.js";
import { Resolver } from "../../src/network.js";
import { TCP, type TCPOptions } from "../../src/socket.js";
import { UDP } from "../../src/udp.js";
import type { Scenario, ScenarioBench } from "./scenarios.ts";

/** Bytes of all values, others for each number. */
function contentOf(number: number, length: number): Uint8Array {
	const random = randomNumbers(number);
	return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

const SENT = contentOf(1, 2500);
const UPLOADED = contentOf(2, 1500);
const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** What connections reach in the network of a {@link ScenarioBench}, by name and port. */
export const SOCKET_SERVERS: Readonly<Record<string, MemorySocketServer>> = {
	"server:7": connection => ({ received: bytes => connection.send(bytes) }),
	"server:9": connection => {
		const heard: Uint8Array[] = [];
		return {
			received(bytes) {
				heard.push(bytes);
				const all = Buffer.concat(heard);
				if (all.length === UPLOADED.length) connection.send(digestOf(all));
			},
		};
	},
	"server:19": connection => {
		connection.send(SENT);
		connection.end();
		return {};
	},
	"server:77": connection => {
		let left = 400;
		return {
			received(bytes) {
				connection.send(bytes.subarray(0, Math.max(0, left)));
				left -= bytes.length;
				if (left <= 0) connection.end();
			},
		};
	},
};

/** What a connection has handed over: never anything but the beginning of what is right, whatever has happened to it. */
export interface Stream {
	readonly name: string;
	readonly right: Uint8Array;
	readonly got: Uint8Array[];
	/** How often it was told that it has ended, or was closed. */
	ends: number;
	/** Calls after that. */
	late: number;
}

type End = (error: ModemError | null) => void;

interface Course {
	readonly port: number;
	readonly send?: Uint8Array;
	readonly right: Uint8Array;
	readonly burst?: number;
	/** It is closed when so many bytes have come; default: all. */
	readonly enough?: number;
	/** What comes back is made of what was sent. */
	readonly isDerived?: boolean;
	/** The server closes it: that is its end. */
	readonly isClosedThere?: boolean;
}

function openStream({ streams }: ScenarioBench, name: string, right: Uint8Array): Stream {
	const stream: Stream = { name, right, got: [], ends: 0, late: 0 };
	streams.push(stream);
	return stream;
}

/** Opens a connection, sends, and reads until enough has come. */
function converse(bench: ScenarioBench, name: string, course: Course, take: (bytes: Uint8Array) => void, onEnd: End): void {
	const { port, send = new Uint8Array(0), right, burst, enough = right.length, isClosedThere = false } = course;
	const stream = openStream(bench, name, right);
	let sent = 0;
	let came = 0;
	const end = (error: ModemError | null): void => {
		stream.ends++;
		onEnd(error);
	};
	const options: TCPOptions = {
		modem: bench.modem,
		address: "server",
		port,
		...(burst !== undefined && { burst }),
		onWritable(count) {
			if (stream.ends > 0) stream.late++;
			const piece = send.slice(sent, sent + count);
			sent += piece.length;
			if (piece.length > 0) this.write(piece);
		},
		onReadable() {
			if (stream.ends > 0) stream.late++;
			const bytes = new Uint8Array(this.read() as ArrayBuffer);
			came += bytes.length;
			stream.got.push(bytes);
			take(bytes);
			if (isClosedThere || came < enough) return;
			this.close();
			end(null);
		},
		onError(error) {
			const isWhole = isClosedThere && error.code === "closed" && came === right.length;
			end(isWhole ? null : error);
		},
	};
	beginOrEnd(bench, end, () => void new TCP(options));
}

/** The seventh is refused at once: as an end, which no call tells from within. */
function beginOrEnd({ clock }: ScenarioBench, end: End, begin: () => void): void {
	try {
		begin();
	} catch (error) {
		clock.schedule(0, () => end(error as ModemError));
	}
}

const tcp = (name: string, course: Course): Scenario => ({
	name,
	kind: "socket",
	begin: (_modem, onDone, take, bench) => converse(bench, name, course, take, onDone),
	yield: (_bench, got) => ({
		got: got.subarray(0, course.enough),
		right: course.right.subarray(0, course.enough),
		...(course.isDerived && { isDerived: true }),
	}),
});

const echo = (number: number, length: number, course: Partial<Course> = {}): Course => {
	const content = contentOf(number, length);
	return { port: 7, send: content, right: content, ...course };
};

/** Several at once: done when all are, with the error of the first one that has failed. */
const together = (name: string, courses: readonly Course[]): Scenario => ({
	name,
	kind: "socket",
	begin(_modem, onDone, _take, bench) {
		let left = courses.length;
		let failure: ModemError | null = null;
		for (const course of courses) {
			converse(
				bench,
				name,
				course,
				() => {},
				error => {
					failure ??= error;
					left--;
					if (left === 0) onDone(failure);
				},
			);
		}
	},
	yield({ streams }) {
		const all = streams.filter(stream => stream.name === name);
		return { got: Buffer.concat(all.flatMap(({ got }) => got)), right: Buffer.concat(all.map(({ right }) => right)) };
	},
});

const DATAGRAMS = [31, 32, 33].map(number => contentOf(number, number));
/** ms until a datagram that has not come back is sent again, and how often. */
const DATAGRAM_TIME = 20_000;
const DATAGRAM_TRIES = 20;

/** Datagrams that are sent back, one after the other: each may be lost, and two may come as one; what comes is one that was sent. */
const datagrams: Scenario = {
	name: "UDP",
	kind: "socket",
	begin(modem, onDone, _take, bench) {
		const stream = openStream(bench, "UDP", new Uint8Array(0));
		let index = 0;
		let tries = 0;
		const socket = new UDP({
			modem,
			onReadable(count) {
				for (; count > 0; count--) read(new Uint8Array(this.read()!));
			},
			onError: end,
		});
		function end(error: ModemError | null): void {
			stream.ends++;
			socket.close();
			onDone(error);
		}
		function read(bytes: Uint8Array): void {
			let rest = Buffer.from(bytes);
			for (let known = 0; known < DATAGRAMS.length; known++) {
				if (!rest.subarray(0, DATAGRAMS[known]!.length).equals(DATAGRAMS[known]!)) continue;
				rest = rest.subarray(DATAGRAMS[known]!.length);
				if (known === index) index++;
				known = -1;
			}
			if (rest.length > 0) stream.got.push(rest);
			if (stream.ends > 0) stream.late++;
			else if (index === DATAGRAMS.length) end(null);
			else send();
		}
		function send(): void {
			const now = index;
			tries++;
			if (tries > DATAGRAM_TRIES) return end({ code: "timeout" } as ModemError);
			socket.write(DATAGRAMS[now]!, "server", 7);
			bench.clock.schedule(DATAGRAM_TIME, () => {
				if (stream.ends === 0 && index === now) send();
			});
		}
		beginOrEnd(bench, end, send);
	},
	yield: ({ streams }) => {
		const stream = streams.find(({ name }) => name === "UDP")!;
		return { got: Buffer.concat(stream.got), right: stream.right, isDerived: true };
	},
};

const KNOWN = "server";

/** Two names, the second of which nobody knows: whatever goes wrong, a resolver says no more than that. */
const names: Scenario = {
	name: "addresses of names",
	kind: "socket",
	words: /CDNSGIP/,
	vague: "dns",
	begin(modem, onDone, take, bench) {
		const stream = openStream(bench, "addresses of names", new Uint8Array(0));
		const resolver = new Resolver({ modem, lookup: true });
		const tell = (address: string): void => {
			if (stream.ends > 0) stream.late++;
			take(Buffer.from(address));
		};
		const end = (error: ModemError | null): void => {
			stream.ends++;
			onDone(error);
		};
		let failure: ModemError | null = null;
		const onResolved = (_host: string, address: string): void => tell(address);
		beginOrEnd(bench, end, () => {
			resolver.resolve({ host: KNOWN, onResolved, onError: () => (failure = { code: "dns" } as ModemError) });
			resolver.resolve({ host: "nowhere", onResolved, onError: () => end(failure) });
		});
	},
	yield({ simulator }, got) {
		const [, address = "nothing"] =
			simulator.transcript.entries.map(({ text }) => /^\+CDNSGIP: 1,"server","([^"]*)"$/.exec(text)).find(Boolean) ?? [];
		return { got, right: Buffer.from(address), isDerived: true };
	},
};

/** What an application does with sockets. */
export const SOCKET_SCENARIOS: readonly Scenario[] = [
	tcp("TCP echo", echo(3, 700)),
	tcp("TCP echo of a few bytes", echo(4, 5)),
	tcp("TCP echo in large reads", echo(5, 1500, { burst: 1152 })),
	tcp("TCP upload", { port: 9, send: UPLOADED, right: Buffer.from(digestOf(UPLOADED)), isDerived: true }),
	tcp("TCP download until it is closed", { port: 19, right: SENT, isClosedThere: true }),
	tcp("TCP that the server closes early", echo(6, 700, { port: 77 })),
	tcp("TCP that is closed halfway", echo(7, 700, { enough: 300 })),
	tcp("TCP to a port that is shut", { port: 1, right: UPLOADED }),
	together("two TCP at once", [echo(8, 400), echo(9, 500)]),
	together("six TCP at once", [echo(10, 60), echo(11, 70), echo(12, 80), echo(13, 90), echo(14, 100), echo(15, 110)]),
	datagrams,
	names,
];
