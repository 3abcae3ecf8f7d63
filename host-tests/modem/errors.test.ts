import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Fault, type FtpFailure, MemoryFtpServer, MemoryNetwork, scheduleFaults } from "../../simulator/index.ts";
import { DEFAULT_SETTINGS } from "../../simulator/settings.ts";
import { type ErrorCode, ModemError, type SIM900 } from "../../src/index.js";
import { TCP } from "../../src/socket.js";
import { QUEUE_DEPTH } from "../../src/modem/modem.js";
import { endOf } from "../support/ftp-exchange.ts";
import { CONTENT, type Scenario, ScenarioBench, SCENARIOS } from "../support/scenarios.ts";

/** How an application comes to an error: what it does, in which world, and the error's code, status and operation. */
interface Provocation extends Partial<Omit<Scenario, "begin" | "check">> {
	readonly faults?: readonly Fault[];
	readonly begin: (modem: SIM900, onDone: (error: ModemError | null) => void, bench: ScenarioBench) => void;
	readonly expected: string;
}

type Begin = Provocation["begin"];

const ACCOUNT = { host: "server", user: "me", password: "secret" };
const POWER_KEY = { options: { powerKey: { pin: 4 } }, wire: { inverted: [4] } };
const GET = begin("GET");
const FTP_GET = begin("FTP get from an offset");
const FTP_PUT = begin("FTP put");

function begin(name: string): Begin {
	const { begin } = SCENARIOS.find(scenario => scenario.name === name)!;
	return (modem, onDone, bench) => begin(modem, onDone, () => {}, bench);
}

const http =
	(options: object): Begin =>
	(modem, onDone) =>
		void modem.http.request({ url: "http://server/file", onReadable() {}, ...options, onDone });

const append =
	(offset?: number): Begin =>
	(modem, onDone) =>
		void modem.ftp.put({
			...ACCOUNT,
			path: "/log",
			mode: "append",
			length: 5,
			...(offset === undefined ? {} : { offset }),
			onWritable(count) {
				this.write(CONTENT.subarray(0, count));
			},
			onDone,
		});

/** An answer of the web server. */
const web = (answer: "protocol" | "connect" | { status: number }): Pick<Provocation, "simulator" | "begin"> => ({
	simulator: { network: new MemoryNetwork({ server: () => answer }) },
	begin: GET,
});

/** A failure of an FTP server, and the number by which the modem reports it. */
function refused(failure: FtpFailure, number: number): Pick<Provocation, "simulator" | "begin"> {
	const server = new MemoryFtpServer({ refuse: { RETR: failure, STOR: failure } });
	const ftpErrors = { ...DEFAULT_SETTINGS.ftpErrors, [failure]: number };
	return {
		simulator: { network: new MemoryNetwork({}, { server }), settings: { ftpErrors } },
		begin: failure === "upload" ? FTP_PUT : FTP_GET,
	};
}

/** What an application throws instead of starting anything reaches `onDone` here. */
const caught =
	(act: (modem: SIM900) => void): Begin =>
	(modem, onDone) => {
		try {
			act(modem);
		} catch (error) {
			onDone(error as ModemError);
		}
	};

/** A port that a test pulls out. */
class UnpluggedSerial {
	static unplug: () => void;

	constructor(options: { onError(): void }) {
		UnpluggedSerial.unplug = () => options.onError();
	}

	read(): undefined {}
	write(): void {}
	close(): void {}
}

// The type makes this table whole: a code without a row does not compile.
const PROVOKED: Record<ErrorCode, readonly Provocation[]> = {
	argument: [{ begin: caught(modem => modem.http.request({ url: 'http://a"b/' })), expected: "argument 0 http" }],
	busy: [
		{
			begin: caught(modem => {
				for (let i = 0; i <= QUEUE_DEPTH; i++) modem.signal(() => {});
			}),
			expected: "busy 0 ",
		},
	],
	unsupported: [
		{ begin: caught(modem => modem.http.request({ url: "https://server/" })), expected: "unsupported 0 " },
		{
			simulator: { personality: "sim900-1137B03" },
			begin: (modem, onDone) => void modem.ftp.size({ ...ACCOUNT, path: "/file", onDone }),
			expected: "unsupported 100 ftp",
		},
	],
	noAnswer: [{ simulator: { boot: "cold" }, begin: GET, expected: "noAnswer 0 http" }],
	sim: [
		{ simulator: { sim: { present: false } }, begin: GET, expected: "sim 10 http" },
		{ simulator: { settings: { simTime: 1e9 }, boot: "cold" }, ...POWER_KEY, begin: GET, expected: "sim 14 http" },
	],
	simLocked: [{ simulator: { sim: { pin: "4711" } }, begin: GET, expected: "simLocked 0 http" }],
	simBlocked: [{ simulator: { sim: { pin: "4711", blocked: true } }, begin: GET, expected: "simBlocked 0 http" }],
	pin: [{ simulator: { sim: { pin: "4711" } }, options: { pin: "0000" }, begin: GET, expected: "pin 16 http" }],
	denied: [{ simulator: { cell: { registration: 3 } }, begin: GET, expected: "denied 0 http" }],
	notRegistered: [{ simulator: { cell: { registration: 2 } }, begin: GET, expected: "notRegistered 0 http" }],
	bearer: [{ simulator: { apn: "another" }, begin: GET, expected: "bearer 0 http" }],
	bearerLost: [{ faults: [{ on: /HTTPACTION/, after: 1, loseBearer: true }], begin: GET, expected: "bearerLost 0 http" }],
	reset: [{ faults: [{ on: /HTTPINIT/, powerDip: true }], begin: GET, expected: "reset 0 http" }],
	timeout: [
		{ ...refused("timeout", 64), expected: "timeout 64 ftp" },
		{
			faults: [{ on: /CBC/, silence: 2000 }],
			begin: (modem, onDone) => void modem.command("AT+CBC", { limit: 1000, onDone }),
			expected: "timeout 0 command",
		},
	],
	protocol: [{ faults: [{ on: /HTTPREAD/, bytes: "drop", rate: 0.1 }], begin: GET, expected: "protocol 0 http" }],
	command: [{ begin: (modem, onDone) => void modem.command("AT+CPIN=1", { onDone }), expected: "command 3 command" }],
	underrun: [{ begin: http({ method: "POST", length: 5, onWritable() {} }), expected: "underrun 0 http" }],
	stalled: [
		{ begin: http({ onReadable() {} }), expected: "stalled 0 http" },
		{
			begin: (modem, onDone) => modem.ftp.get({ ...ACCOUNT, path: "/file", onReadable() {}, onDone }),
			expected: "stalled 0 ftp",
		},
		{
			begin: (modem, onDone) => modem.ftp.put({ ...ACCOUNT, path: "/new", stallTimeout: 5000, onWritable() {}, onDone }),
			expected: "stalled 0 ftp",
		},
	],
	rangeIgnored: [{ faults: [{ at: 0, server: "no-range" }], begin: http({ offset: 10 }), expected: "rangeIgnored 200 http" }],
	cancelled: [
		{
			begin: (modem, onDone) => modem.http.request({ url: "http://server/file", onDone }).close(),
			expected: "cancelled 0 http",
		},
	],
	port: [
		{
			options: { serial: { io: UnpluggedSerial } },
			begin: (modem, onDone, bench) => {
				GET(modem, onDone, bench);
				UnpluggedSerial.unplug();
			},
			expected: "port 0 http",
		},
	],
	notHttp: [{ ...web("protocol"), expected: "notHttp 600 http" }],
	network: [
		{ ...web({ status: 701 }), expected: "network 701 http" },
		{ ...web("connect"), expected: "network 601 http" },
		{ ...refused("net", 61), expected: "network 61 ftp" },
	],
	noMemory: [{ ...web({ status: 602 }), begin: http({ length: 10 }), expected: "noMemory 602 http" }],
	dns: [
		{ begin: http({ url: "http://nowhere/" }), expected: "dns 603 http" },
		{ ...refused("dns", 62), expected: "dns 62 ftp" },
	],
	tls: [
		{ ...web({ status: 605 }), expected: "tls 605 http" },
		{ ...web({ status: 606 }), expected: "tls 606 http" },
	],
	stackBusy: [{ ...web({ status: 604 }), expected: "stackBusy 604 http" }],
	closed: [
		{
			simulator: { network: new MemoryNetwork({}, {}, { "server:7": connection => (connection.end(1000), {}) }) },
			begin: (modem, onDone) => void new TCP({ modem, address: "server", port: 7, onError: onDone }),
			expected: "closed 0 socket",
		},
	],
	connect: [{ ...refused("connect", 63), expected: "connect 63 ftp" }],
	server: [{ ...refused("server", 65), expected: "server 65 ftp" }],
	notAllowed: [{ ...refused("operate", 66), expected: "notAllowed 66 ftp" }],
	reply: [{ ...refused("operate", 70), expected: "reply 70 ftp" }],
	user: [{ ...refused("user", 71), expected: "user 71 ftp" }],
	password: [{ ...refused("password", 72), expected: "password 72 ftp" }],
	type: [{ ...refused("type", 73), expected: "type 73 ftp" }],
	rest: [{ ...refused("rest", 74), expected: "rest 74 ftp" }],
	passive: [{ ...refused("passive", 75), expected: "passive 75 ftp" }],
	active: [{ ...refused("active", 76), expected: "active 76 ftp" }],
	operate: [{ ...refused("operate", 77), expected: "operate 77 ftp" }],
	upload: [{ ...refused("upload", 78), expected: "upload 78 ftp" }],
	download: [{ ...refused("download", 79), expected: "download 79 ftp" }],
	fileSystem: [{ ...refused("operate", 85), expected: "fileSystem 85 ftp" }],
	quit: [
		{ ...refused("operate", 80), expected: "quit 80 ftp" },
		{ ...refused("operate", 86), expected: "quit 86 ftp" },
	],
	incomplete: [{ simulator: { settings: { ftpPutEndDelay: Number.POSITIVE_INFINITY } }, begin: append(6), expected: "incomplete 0 ftp" }],
	unconfirmed: [{ simulator: { settings: { ftpPutEndDelay: Number.POSITIVE_INFINITY } }, begin: append(), expected: "unconfirmed 0 ftp" }],
};

for (const [code, provocations] of Object.entries(PROVOKED)) {
	for (const { expected, faults, begin, ...world } of provocations) {
		test(`${expected} ends what provokes it, once`, async () => {
			const bench = new ScenarioBench(world as Partial<Scenario>);
			const { clock, simulator: modem } = bench;
			if (faults) scheduleFaults({ clock, modem }, faults);
			const ends: string[] = [];
			begin(bench.modem, error => ends.push(endOf(error)), bench);
			await bench.run(() => ends.length > 0);
			await clock.advance(100_000);
			assert.equal(ends, [expected], modem.transcript.format(40));
			assert.is(expected.split(" ")[0], code);
		});
	}
}

test("an error is an Error that says what it is; the one that is used again says what it is now", async () => {
	const bench = new ScenarioBench();
	const thrown: ModemError[] = [];
	caught(modem => modem.http.request({ url: "" }))(bench.modem, error => thrown.push(error!), bench);
	assert.instance(thrown[0], Error);
	assert.instance(thrown[0], ModemError);
	assert.is(String(thrown[0]), "ModemError: url must have 1 to 500 characters, it has 0");
	assert.match(thrown[0]!.stack!, "errors.test.ts");
	const told: string[] = [];
	for (const url of ["http://nowhere/", "http://server:81/"]) {
		bench.modem.http.request({ url, onDone: error => void told.push(String(error)) });
	}
	await bench.run(() => told.length === 2);
	assert.equal(told, ["ModemError: http: dns 603", "ModemError: http: network 601"]);
});

test("every code is documented with what it means and what to do about it, and nothing else is", () => {
	const source = readFileSync(new URL("../../src/at/error.ts", import.meta.url), "utf8");
	const rows = [...source.matchAll(/^ \* \| (`.*?`) \| (.+?) \| (.+?) \|$/gm)];
	const documented = rows.flatMap(([, codes]) => [...codes!.matchAll(/`(\w+)`/g)].map(([, code]) => code!));
	assert.equal([...new Set(documented)].sort(), Object.keys(PROVOKED).sort());
	for (const [, codes, meaning, advice] of rows) assert.ok(meaning!.length > 8 && advice!.length > 5, codes);
});

test.run();
