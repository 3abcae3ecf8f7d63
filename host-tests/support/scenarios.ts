import * as assert from "uvu/assert";
import {
	type DEVKIT,
	MemoryFtpServer,
	MemoryNetwork,
	type MemoryServer,
	PERSONALITIES,
	type SimulatorOptions,
} from "../../simulator/index.ts";
import type { ErrorCode, FTPEntry, ModemError, ModemOptions, SIM900 } from "../../src/index.js";
import { nastyFile } from "../../lab/peers/file-server.ts";
import { Mailbox } from "./message-scenarios.ts";
import { SOCKET_SERVERS, type Stream } from "./socket-scenarios.ts";
import { Workbench } from "./workbench.ts";

/** What the servers of a {@link ScenarioBench} have, and what is uploaded to them. */
export const CONTENT: Uint8Array = nastyFile(1500);
/** What the HTTP server has at `/short`. */
const SHORT: Uint8Array = CONTENT.subarray(0, 200);
const SERVER = { host: "server", user: "me", password: "secret" };

/** The driver, a simulated modem, and servers in memory. */
export class ScenarioBench extends Workbench {
	readonly server: MemoryFtpServer;
	/** What an HTTP server answers by default. */
	readonly content: Uint8Array = CONTENT;
	/** What connections have handed over. */
	readonly streams: Stream[] = [];
	/** The driver's messages. */
	readonly mailbox: Mailbox = new Mailbox(this);

	constructor({ simulator, options, wire }: Partial<Scenario> = {}) {
		const server = new MemoryFtpServer({ files: { "/file": CONTENT, "/log": "12345" }, directories: ["/empty"], users: { me: "secret" } });
		const serve: MemoryServer = ({ body, path }) => ({ status: 200, body: body ?? (path === "/short" ? SHORT : CONTENT) });
		const network = new MemoryNetwork({ server: serve, proxy: serve }, { server }, SOCKET_SERVERS);
		super({ network, settings: { networkRate: 1e5 }, ...simulator }, options as Partial<ModemOptions>, wire);
		this.server = server;
	}

	/** Runs a scenario; how it ended: the name of its error, or `done` with what is right. */
	async play(scenario: Scenario): Promise<string> {
		return (await this.playAll([scenario]))[0]!;
	}

	/** Runs scenarios that are begun at once, and wait for one another; how each of them ended: the name of its error, or `done` with what is right. */
	async playAll(scenarios: readonly Scenario[]): Promise<string[]> {
		const endings = await this.watchAll(scenarios);
		// One line that says everything can say anything: the weather looks at what has hit it.
		for (const { yield: result } of endings) if (result && !result.isDerived) assertSame(this, result.got, result.right);
		return endings.map(({ end }) => end);
	}

	/** The same, whatever came of it. */
	async watchAll(scenarios: readonly Scenario[]): Promise<Ending[]> {
		const endings = scenarios.map(() => [] as Ending[]);
		for (const [index, scenario] of scenarios.entries()) {
			const chunks: Uint8Array[] = [];
			const onDone = (error: ModemError | null): void => {
				const end = error?.code ?? "done";
				endings[index]!.push(error ? { scenario, end } : { scenario, end, yield: scenario.yield(this, Buffer.concat(chunks)) });
			};
			scenario.begin(this.modem, onDone, bytes => void chunks.push(bytes.slice()), this);
		}
		await this.run(() => endings.every(({ length }) => length > 0), 2_000_000 * scenarios.length);
		for (const each of endings) assert.is(each.length, 1);
		return endings.map(([ending]) => ending!);
	}

	/** Lines that the driver has sent, each once. */
	get commands(): string[] {
		const said = this.simulator.transcript.entries.filter(({ direction }) => direction === "host").map(({ text }) => text);
		return [...new Set(said)].filter(text => text.startsWith("AT"));
	}

	/** A GET works, and nothing is left of what was before it. */
	async assertWorks(what: string): Promise<void> {
		const { end, body } = await this.download("http://server/file");
		assert.is(end, "done", `${what}\n${this.simulator.transcript.format(60)}`);
		assert.equal(Buffer.from(body), Buffer.from(CONTENT));
	}
}

/** What can be cancelled. */
export interface Closable {
	close(): void;
}

/** Something that an application does with a modem. */
export interface Scenario {
	readonly name: string;
	/** What the bench is made of, where it is not the usual one. */
	readonly simulator?: Partial<SimulatorOptions>;
	readonly options?: object;
	readonly wire?: Partial<typeof DEVKIT>;
	/** ms for which the modem may wait for payload that nobody gives it, and take every command for payload. */
	readonly dataPhase?: number;
	/** What it uses; the modem's HTTP, FTP and questions if nothing is said. */
	readonly kind?: "socket" | "message";
	/** Begins it. What can be closed is returned. */
	begin(
		modem: SIM900,
		onDone: (error: ModemError | null) => void,
		take: (bytes: Uint8Array) => void,
		bench: ScenarioBench,
	): Closable | void;
	/** What has come of it where it has ended well, beside what should; `taken` is what came. Asked when it ends. */
	yield(bench: ScenarioBench, taken: Buffer): Yield;
	/** Lines and commands that alone say what comes of it, if there is but one of each. */
	readonly words?: RegExp;
	/** All that it says of whatever has gone wrong. */
	readonly vague?: ErrorCode;
}

/** What has come of an operation, and what is right. */
export interface Yield {
	readonly got: Uint8Array;
	readonly right: Uint8Array;
	/** It is made of what came: one wrong byte can change all of it. */
	readonly isDerived?: boolean;
}

/** How an operation has ended: the name of its error or `done`, and what came of it in that case. */
export interface Ending {
	readonly scenario: Scenario;
	readonly end: string;
	readonly yield?: Yield;
}

type Begin = Scenario["begin"];

function reader(take: (bytes: Uint8Array) => void) {
	return function (this: { memory: Uint8Array; skip(count: number): void }, count: number, start: number): void {
		take(this.memory.subarray(start, start + count));
		this.skip(count);
	};
}

function writer() {
	let at = 0;
	return function (this: { write(bytes: Uint8Array): void }, count: number): void {
		this.write(CONTENT.subarray(at, at + count));
		at += count;
	};
}

const http =
	(options: object): Begin =>
	(modem, onDone, take) => {
		const body = "length" in options ? { onWritable: writer() } : {};
		return modem.http.request({ url: "http://server/file", onReadable: reader(take), onProgress() {}, ...body, ...options, onDone });
	};
const ftp =
	(what: "remove" | "makeDirectory" | "removeDirectory", path: string): Begin =>
	(modem, onDone) =>
		modem.ftp[what]({ ...SERVER, path, onDone });
const put =
	(options: object): Begin =>
	(modem, onDone) =>
		modem.ftp.put({ ...SERVER, path: "/new", length: CONTENT.length, onWritable: writer(), ...options, onDone });

/** Something that ends with a text. */
const tell =
	(begin: (modem: SIM900, end: (error: ModemError | null, text: string) => void) => void): Begin =>
	(modem, onDone, take) =>
		begin(modem, (error, text) => {
			take(bytes(text));
			onDone(error);
		});

function assertSame(bench: Workbench, taken: Uint8Array, expected: Uint8Array): void {
	const at = taken.findIndex((byte, index) => byte !== expected[index]);
	const same = at < 0 && taken.length === expected.length;
	assert.ok(same, `${taken.length} of ${expected.length} bytes, another one at ${at}\n${bench.simulator.transcript.format(60)}`);
}

/** The group of `pattern` in the last line of the modem that it fits: a modem that has just started may know less than before. */
const said =
	(pattern: RegExp): Scenario["yield"] =>
	({ simulator }, got) => {
		const line = simulator.transcript.entries.findLast(({ direction, text }) => direction === "modem" && pattern.test(text));
		return { got, right: bytes(line ? (pattern.exec(line.text)![1] ?? "") : "the modem has said nothing"), isDerived: true };
	};
const bytes = (text: string | number): Uint8Array => Buffer.from(String(text), "latin1");
const same =
	(right: Uint8Array): Scenario["yield"] =>
	(_bench, got) => ({ got, right });
const whole = same(CONTENT);
const stored: Scenario["yield"] = ({ server }) => ({ got: server.files.get("/new") ?? bytes("no file"), right: CONTENT });
/** Something that is true where it has ended well. */
const holds =
	(what: string, isTrue: (bench: ScenarioBench) => boolean): Scenario["yield"] =>
	bench => ({ got: bytes(isTrue(bench) ? what : `not: ${what}`), right: bytes(what), isDerived: true });
const ended = holds("it has ended", () => true);

/** The names in the root of the server, in the order of a listing. */
function namesIn({ server: { files, directories } }: ScenarioBench): string {
	const paths = [...directories].filter(path => path !== "/").concat([...files.keys()]);
	return paths
		.map(path => path.slice(1))
		.concat([".", ".."])
		.toSorted()
		.join();
}

/** Every operation of the library, with every option that adds a command. */
export const SCENARIOS: readonly Scenario[] = [
	{ name: "GET", begin: http({}), yield: whole },
	{
		name: "GET by a proxy",
		begin: http({
			proxy: { host: "proxy", port: 80 },
			redirect: true,
			timeout: 100,
			userAgent: "me",
			headers: [["A", "1"]],
			length: CONTENT.length,
		}),
		yield: whole,
	},
	{
		name: "GET after a start at another rate, with PIN and password",
		simulator: { baud: 9600, sim: { pin: "4711" } },
		options: { pin: "4711", apn: { name: "internet", user: "me", password: "secret" } },
		begin: http({}),
		yield: whole,
	},
	{ name: "HEAD", begin: http({ method: "HEAD" }), yield: same(bytes("")) },
	{ name: "POST", dataPhase: 31_000, begin: http({ method: "POST", length: CONTENT.length, contentType: "text/plain" }), yield: whole },
	{
		name: "FTP get",
		begin: (modem, onDone, take) =>
			modem.ftp.get({ ...SERVER, path: "/file", burst: 1152, checkSize: true, onReadable: reader(take), onDone }),
		yield: whole,
	},
	{
		name: "FTP get from an offset",
		begin: (modem, onDone, take) => modem.ftp.get({ ...SERVER, path: "/file", offset: 1000, onReadable: reader(take), onDone }),
		yield: same(CONTENT.subarray(1000)),
	},
	{ name: "FTP put", dataPhase: 75_000, begin: put({ extended: false }), yield: stored },
	{ name: "FTP extended put", dataPhase: 11_000, begin: put({ extended: true }), yield: stored },
	{
		name: "FTP list",
		words: /FTPLIST|FTPGETPATH/,
		begin: (modem, onDone, take) => {
			const names: string[] = [];
			const onEntry = ({ line, start, end }: FTPEntry): void => void names.push(Buffer.from(line.subarray(start, end)).toString("latin1"));
			modem.ftp.list({
				...SERVER,
				path: "/",
				onEntry,
				onDone(error) {
					take(bytes(names.toSorted().join()));
					onDone(error);
				},
			});
		},
		yield: (bench, got) => ({ got, right: bytes(namesIn(bench)), isDerived: true }),
	},
	{
		name: "FTP size",
		words: /FTPSIZE|FTPGETPATH|FTPGETNAME/,
		begin: (modem, onDone, take) =>
			modem.ftp.size({
				...SERVER,
				path: "/file",
				onDone(error, size) {
					take(bytes(size));
					onDone(error);
				},
			}),
		yield: (_bench, got) => ({ got, right: bytes(CONTENT.length), isDerived: true }),
	},
	{
		name: "FTP delete",
		words: /FTPDELE|FTPGETPATH|FTPGETNAME/,
		begin: ftp("remove", "/log"),
		yield: holds("/log is gone", ({ server }) => !server.files.has("/log")),
	},
	{
		name: "FTP mkdir",
		words: /FTPMKD|FTPGETPATH/,
		begin: ftp("makeDirectory", "/folder"),
		yield: holds("/folder is there", ({ server }) => server.directories.has("/folder")),
	},
	{
		name: "FTP rmdir",
		words: /FTPRMD|FTPGETPATH/,
		begin: ftp("removeDirectory", "/empty"),
		yield: holds("/empty is gone", ({ server }) => !server.directories.has("/empty")),
	},
	{
		name: "FTP rename",
		words: /FTPRENAME|FTP(GET|PUT)(PATH|NAME)/,
		begin: (modem, onDone) => modem.ftp.rename({ ...SERVER, path: "/log", name: "old", onDone }),
		yield: holds("/log is /old", ({ server }) => server.files.has("/old") && !server.files.has("/log")),
	},
	{ name: "FTP state", begin: (modem, onDone) => modem.ftp.state(error => onDone(error)), yield: ended },
	{ name: "FTP quit", begin: (modem, onDone) => modem.ftp.quit(onDone), yield: ended },
	{
		name: "signal",
		words: /CSQ/,
		begin: tell((modem, end) => modem.signal((error, ...values) => end(error, values.join()))),
		yield: said(/^\+CSQ: (.*)/),
	},
	{
		name: "operator",
		words: /COPS/,
		begin: tell((modem, end) => modem.identify("operator", end)),
		yield: said(/^\+COPS: 0(?:,0,"(.*)")?$/),
	},
	{ name: "IMEI", words: /GSN|^\d{15} /, begin: tell((modem, end) => modem.identify("imei", end)), yield: said(/^(\d{15})$/) },
	{
		name: "ICCID",
		words: /CCID|^[\dA-F]{20} /,
		begin: tell((modem, end) => modem.identify("iccid", end)),
		yield: said(/^(\d[\dA-F]{19})$/),
	},
	{ name: "a raw command", begin: (modem, onDone) => modem.command("AT+CBC", { onDone }), yield: ended },
	{ name: "sleep", options: { dtr: { pin: 32 } }, begin: (modem, onDone) => modem.sleep(onDone), yield: ended },
	{
		name: "power down",
		options: { powerKey: { pin: 4 }, status: { pin: 35 } },
		wire: { inverted: [4] },
		begin: (modem, onDone) => modem.powerDown(onDone),
		yield: ended,
	},
	{ name: "disconnect", begin: (modem, onDone) => modem.disconnect(onDone), yield: ended },
];

/** Requests of so few bytes that something can be tried at each of them; the bodies take three chunks. */
export const SHORT_SCENARIOS: readonly Scenario[] = [
	{ name: "GET of a few bytes", options: { burst: 96 }, begin: http({ url: "http://server/short" }), yield: same(SHORT) },
	{ name: "POST of a few bytes", options: { burst: 96 }, begin: http({ method: "POST", length: SHORT.length }), yield: same(SHORT) },
];

/** More than the smaller modems hold: it comes in windows. */
const LARGE: Uint8Array = nastyFile(130_000);
const MODERATE: Uint8Array = LARGE.subarray(0, 20_000);

/** A server that knows ranges of one long file. */
const ranged =
	(content: Uint8Array): MemoryServer =>
	({ path, headers }) => {
		if (path !== "/long") return { body: CONTENT };
		const range = headers.find(([name]) => name === "Range")?.[1];
		const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
		if (first === undefined) return { body: content };
		if (Number(first) >= content.length) return { status: 416 };
		return { status: 206, body: content.subarray(Number(first), last ? Number(last) + 1 : undefined) };
	};

/** A network in which everybody has this long file. */
function holding(content: Uint8Array): Pick<SimulatorOptions, "network" | "settings"> {
	const network = new MemoryNetwork({ server: ranged(content) }, { server: new MemoryFtpServer({ files: { "/long": content } }) });
	return { network, settings: { networkRate: 1e6 } };
}

/** Downloads that take a while. */
export const LONG_SCENARIOS: readonly Scenario[] = [
	{
		name: "GET in windows",
		simulator: { ...holding(LARGE), personality: { ...PERSONALITIES["sim900-1137B11"], httpMaximum: 102_400 } },
		begin: http({ url: "http://server/long" }),
		yield: same(LARGE),
	},
	{
		name: "GET that is verified",
		simulator: holding(MODERATE),
		begin: http({ url: "http://server/long", verify: true }),
		yield: same(MODERATE),
	},
	{
		name: "GET from an offset",
		simulator: holding(MODERATE),
		begin: http({ url: "http://server/long", offset: 5000, total: MODERATE.length }),
		yield: same(MODERATE.subarray(5000)),
	},
	{
		name: "FTP get of a longer file",
		simulator: holding(MODERATE),
		begin: (modem, onDone, take) => modem.ftp.get({ ...SERVER, path: "/long", burst: 1152, onReadable: reader(take), onDone }),
		yield: same(MODERATE),
	},
];
