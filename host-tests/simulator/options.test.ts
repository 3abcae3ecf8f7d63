import { test } from "uvu";
import * as assert from "uvu/assert";
import { HELP, parseOptions, type ServeOptions } from "../../simulator/serve/options.ts";

const parse = (line: string): ServeOptions => parseOptions(line.split(" ")) as ServeOptions;

test("the defaults are a running 1137B11 at 115200 that answers after 20 ms", () => {
	const { place, ...rest } = parse("--tcp 127.0.0.1:7000");
	assert.equal(place, { tcp: { host: "127.0.0.1", port: 7000 } });
	assert.equal(rest, {
		personality: "sim900-1137B11",
		baud: 115200,
		apn: undefined,
		pin: "",
		boot: "running",
		trace: undefined,
		seed: 1,
		faults: [],
		settings: { latency: 20 },
		keep: false,
		raw: false,
		answers: [],
		replay: undefined,
		ussd: {},
		sim: {},
		cell: {},
		files: { timeline: undefined, vcd: undefined },
	});
});

test("every option arrives", () => {
	const options = parse(
		'--pty /tmp/x --timeline /tmp/a.svg --vcd /tmp/a.vcd --raw --answer AT+X:1 --ussd *100#=10 --ussd *1#=a --ussd *1#=b --sim {"blocked":true} --cell {"gprs":5} --personality sim800 --baud 460800 --apn net --pin 1234 --boot cold --latency 5 --seed 9 --trace - --keep --fault dip@at=5 --fault nul --setting bearerOpenTime=10',
	);
	assert.equal(options, {
		place: { pty: "/tmp/x" },
		personality: "sim800",
		baud: 460800,
		apn: "net",
		pin: "1234",
		boot: "cold",
		trace: "-",
		seed: 9,
		faults: [{ powerDip: true, at: 5 }, { bytes: "nul" }],
		settings: { latency: 5, bearerOpenTime: 10 },
		keep: true,
		raw: true,
		answers: [["AT+X", "1"]],
		replay: undefined,
		ussd: { "*100#": ["10"], "*1#": ["a", "b"] },
		sim: { blocked: true },
		cell: { gprs: 5 },
		files: { timeline: "/tmp/a.svg", vcd: "/tmp/a.vcd" },
	});
});

test("a tty has a default link, also before another option", () => {
	for (const line of ["--pty", "--pty --seed 2"]) assert.match((parse(line).place as { pty: string }).pty, /sim900$/);
});

test("only an address of this computer is listened at, unless the other is asked for", () => {
	for (const local of ["127.0.0.1:1", "127.9.9.9:1", "localhost:1", "[::1]:1"]) parse(`--tcp ${local}`);
	for (const far of ["0.0.0.0:1", "192.168.1.5:1", "[::]:1", "example.com:1"]) {
		assert.throws(() => parse(`--tcp ${far}`), "--remote");
		parse(`--tcp ${far} --remote`);
	}
});

test("what is wrong is said", () => {
	for (const [line, message] of [
		["--seed 1", "either --tcp or --pty"],
		["--tcp 127.0.0.1:1 --pty /tmp/x", "either --tcp or --pty"],
		["--tcp 7000", "needs HOST:PORT"],
		["--tcp 127.0.0.1:70000", "needs HOST:PORT"],
		["--pty --baud 12345", "--baud: sim900-1137B11 knows 0, 1200"],
		["--pty --personality sim5", "--personality is one of"],
		["--pty --boot warm", "--boot is one of running, cold"],
		["--pty --pin abc", "--pin needs"],
		["--pty --latency slow", "--latency needs a whole number"],
		["--pty --ussd x", "--ussd needs CODE=TEXT"],
		['--pty --sim {"pim":1}', "--sim: there is no pim like 1"],
		["--pty --cell x", "--cell needs JSON"],
		["--pty --fault message:x", "message needs a number and a text"],
		['--pty --setting httpDataExpiry="maybe"', "httpDataExpiry is one of"],
		["--pty --fault boom", 'unknown fault "boom"'],
		["--pty --setting nothing=1", '--setting: there is no "nothing"'],
		["--pty --setting bearerOpenTime=x", "--setting: bearerOpenTime needs JSON"],
		["--pty --setting bearerOpenTime=true", "--setting: bearerOpenTime is like 700"],
		["--pty --colour", "--colour"],
	] as const) {
		assert.throws(
			() => parse(line),
			(error: Error) => error.message.includes(message),
			line,
		);
	}
});

test("--help names every option", () => {
	assert.is(parseOptions(["--help"]), "help");
	for (const name of [
		"tcp",
		"pty",
		"remote",
		"keep",
		"personality",
		"baud",
		"apn",
		"pin",
		"boot",
		"answer",
		"replay",
		"raw",
		"version",
		"ussd",
		"sim",
		"cell",
		"latency",
		"setting",
		"fault",
		"seed",
		"trace",
		"help",
	])
		assert.match(HELP, `--${name}`);
});

test.run();
