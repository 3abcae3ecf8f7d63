import * as assert from "uvu/assert";
import {
	type DEVKIT,
	MemoryFtpServer,
	MemoryNetwork,
	type MemoryServer,
	PERSONALITIES,
	type SimulatorOptions,
} from "../../simulator/index.ts";
import type { ModemError, ModemOptions, SIM900 } from "../../src/index.js";
import { nastyFile } from "../../lab/peers/file-server.ts";
import { Workbench } from "./workbench.ts";

/** What the servers of a {@link ScenarioBench} have, and what is uploaded to them. */
export const CONTENT: Uint8Array = nastyFile(1500);
/** What the HTTP server has at `/short`. */
const SHORT: Uint8Array = CONTENT.subarray(0, 200);
const SERVER = { host: "server", user: "me", password: "secret" };

/** The driver, a simulated modem, and servers in memory. */
export class ScenarioBench extends Workbench {
	readonly server: MemoryFtpServer;

	constructor({ simulator, options, wire }: Partial<Scenario> = {}) {
		const server = new MemoryFtpServer({ files: { "/file": CONTENT, "/log": "12345" }, directories: ["/empty"], users: { me: "secret" } });
		const serve: MemoryServer = ({ body, path }) => ({ status: 200, body: body ?? (path === "/short" ? SHORT : CONTENT) });
		const network = new MemoryNetwork({ server: serve, proxy: serve }, { server });
		super({ network, settings: { networkRate: 1e5 }, ...simulator }, options as Partial<ModemOptions>, wire);
		this.server = server;
	}

	/** Runs a scenario; how it ended: the name of its error, or `done`. */
	async play(scenario: Scenario): Promise<string> {
		return (await this.playAll([scenario]))[0]!;
	}

	/** Runs scenarios that are begun at once, and wait for one another; how each of them ended. */
	async playAll(scenarios: readonly Scenario[]): Promise<string[]> {
		const outcomes = scenarios.map(scenario => ({ scenario, ends: [] as string[], chunks: [] as Uint8Array[] }));
		for (const { scenario, ends, chunks } of outcomes) {
			const onDone = (error: ModemError | null): void => void ends.push(error?.code ?? "done");
			scenario.begin(this.modem, onDone, bytes => void chunks.push(bytes.slice()));
		}
		await this.run(() => outcomes.every(({ ends }) => ends.length > 0), 2_000_000 * scenarios.length);
		for (const { scenario, ends, chunks } of outcomes) {
			if (ends[0] === "done") scenario.check?.(this, Buffer.concat(chunks));
			assert.is(ends.length, 1);
		}
		return outcomes.map(({ ends }) => ends[0]!);
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
	/** Begins it. What can be closed is returned. */
	begin(modem: SIM900, onDone: (error: ModemError | null) => void, take: (bytes: Uint8Array) => void): Closable | void;
	/** What must be true where it has ended well; `taken` is the payload that came. */
	check?(bench: ScenarioBench, taken: Buffer): void;
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
	(what: "size" | "remove" | "makeDirectory" | "removeDirectory", path: string): Begin =>
	(modem, onDone) =>
		modem.ftp[what]({ ...SERVER, path, onDone });
const put =
	(options: object): Begin =>
	(modem, onDone) =>
		modem.ftp.put({ ...SERVER, path: "/new", length: CONTENT.length, onWritable: writer(), ...options, onDone });

function assertSame(bench: Workbench, taken: Uint8Array, expected: Uint8Array): void {
	const at = taken.findIndex((byte, index) => byte !== expected[index]);
	const same = at < 0 && taken.length === expected.length;
	assert.ok(same, `${taken.length} of ${expected.length} bytes, another one at ${at}\n${bench.simulator.transcript.format(60)}`);
}

const same =
	(expected: Uint8Array): NonNullable<Scenario["check"]> =>
	(bench, taken) =>
		assertSame(bench, taken, expected);
const whole = same(CONTENT);
const stored = (bench: ScenarioBench): void => assertSame(bench, bench.server.files.get("/new")!, CONTENT);

/** Every operation of the library, with every option that adds a command. */
export const SCENARIOS: readonly Scenario[] = [
	{ name: "GET", begin: http({}), check: whole },
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
		check: whole,
	},
	{
		name: "GET after a start at another rate, with PIN and password",
		simulator: { baud: 9600, sim: { pin: "4711" } },
		options: { pin: "4711", apn: { name: "internet", user: "me", password: "secret" } },
		begin: http({}),
		check: whole,
	},
	{ name: "HEAD", begin: http({ method: "HEAD" }) },
	{ name: "POST", dataPhase: 31_000, begin: http({ method: "POST", length: CONTENT.length, contentType: "text/plain" }), check: whole },
	{
		name: "FTP get",
		begin: (modem, onDone, take) =>
			modem.ftp.get({ ...SERVER, path: "/file", burst: 1152, checkSize: true, onReadable: reader(take), onDone }),
		check: whole,
	},
	{
		name: "FTP get from an offset",
		begin: (modem, onDone, take) => modem.ftp.get({ ...SERVER, path: "/file", offset: 1000, onReadable: reader(take), onDone }),
		check: (bench, taken) => assertSame(bench, taken, CONTENT.subarray(1000)),
	},
	{ name: "FTP put", dataPhase: 75_000, begin: put({ extended: false }), check: stored },
	{ name: "FTP extended put", dataPhase: 11_000, begin: put({ extended: true }), check: stored },
	{
		name: "FTP list",
		begin: (modem, onDone) => modem.ftp.list({ ...SERVER, path: "/", onEntry() {}, onDone }),
	},
	{ name: "FTP size", begin: ftp("size", "/file") },
	{ name: "FTP delete", begin: ftp("remove", "/log") },
	{ name: "FTP mkdir", begin: ftp("makeDirectory", "/folder") },
	{ name: "FTP rmdir", begin: ftp("removeDirectory", "/empty") },
	{ name: "FTP rename", begin: (modem, onDone) => modem.ftp.rename({ ...SERVER, path: "/log", name: "old", onDone }) },
	{ name: "FTP state", begin: (modem, onDone) => modem.ftp.state(error => onDone(error)) },
	{ name: "FTP quit", begin: (modem, onDone) => modem.ftp.quit(onDone) },
	{ name: "signal", begin: (modem, onDone) => modem.signal(error => onDone(error)) },
	{ name: "operator", begin: (modem, onDone) => modem.identify("operator", error => onDone(error)) },
	{ name: "IMEI", begin: (modem, onDone) => modem.identify("imei", error => onDone(error)) },
	{ name: "ICCID", begin: (modem, onDone) => modem.identify("iccid", error => onDone(error)) },
	{ name: "a raw command", begin: (modem, onDone) => modem.command("AT+CBC", { onDone }) },
	{ name: "sleep", options: { dtr: { pin: 32 } }, begin: (modem, onDone) => modem.sleep(onDone) },
	{
		name: "power down",
		options: { powerKey: { pin: 4 }, status: { pin: 35 } },
		wire: { inverted: [4] },
		begin: (modem, onDone) => modem.powerDown(onDone),
	},
	{ name: "disconnect", begin: (modem, onDone) => modem.disconnect(onDone) },
];

/** Requests of so few bytes that something can be tried at each of them; the bodies take three chunks. */
export const SHORT_SCENARIOS: readonly Scenario[] = [
	{ name: "GET of a few bytes", options: { burst: 96 }, begin: http({ url: "http://server/short" }), check: same(SHORT) },
	{ name: "POST of a few bytes", options: { burst: 96 }, begin: http({ method: "POST", length: SHORT.length }), check: same(SHORT) },
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
		check: same(LARGE),
	},
	{
		name: "GET that is verified",
		simulator: holding(MODERATE),
		begin: http({ url: "http://server/long", verify: true }),
		check: same(MODERATE),
	},
	{
		name: "GET from an offset",
		simulator: holding(MODERATE),
		begin: http({ url: "http://server/long", offset: 5000, total: MODERATE.length }),
		check: same(MODERATE.subarray(5000)),
	},
	{
		name: "FTP get of a longer file",
		simulator: holding(MODERATE),
		begin: (modem, onDone, take) => modem.ftp.get({ ...SERVER, path: "/long", burst: 1152, onReadable: reader(take), onDone }),
		check: same(MODERATE),
	},
];
