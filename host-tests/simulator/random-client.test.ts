/* A client that says anything at all, against a small model of the states; and what no client should do, for long. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as assert from "uvu/assert";
import { MemoryFtpServer } from "../../simulator/ftp/server-memory.ts";
import { MemoryNetwork } from "../../simulator/network/network.ts";
import { randomNumbers } from "../../simulator/random.ts";
import { Dialogue } from "./dialogue.ts";
import { FILE, Model, PAGE } from "./model.ts";
import { test } from "./telling.ts";

const LINES = 100_000;
/** ms; all that a command sets off has happened by then. */
const STEP = 40;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes of live objects. */
function heap(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

const network = (): MemoryNetwork =>
	new MemoryNetwork(
		{ server: () => ({ body: PAGE }) },
		{ site: new MemoryFtpServer({ files: { "/file": FILE } }) },
		{ "server:80": () => ({}) },
	);

/** Everything happens at once, and nothing by itself. */
const begin = (): Dialogue =>
	new Dialogue(
		{
			network: network(),
			settings: {
				latency: 1,
				networkLatency: 1,
				networkRate: Infinity,
				bearerOpenTime: 1,
				bearerCloseTime: 1,
				attachTime: 1,
				socketContextTime: 1,
				socketShutTime: 1,
				ftpOpenTime: 1,
				ftpEndDelay: 1,
				ftpRepeatInterval: 1e12,
				ftpIdleTime: 1e12,
			},
		},
		false,
	);

/** Lines with their values: each stands for one or several of them, valid or not. */
const TEMPLATES: readonly (readonly [string, ...(readonly string[])[]])[] = [
	["+SAPBR", ["0", "1", "1", "2", "7"], ["1", "2", "3", "4", "x"]],
	["+CGATT", ["0", "1", "1", "1", "2"]],
	["+HTTPINIT"],
	["+HTTPTERM"],
	["+HTTPPARA", ['"URL"', '"CID"', '"NONE"'], ['"server"', '"nowhere"', "1", "2", "9"]],
	["+HTTPACTION", ["0", "2", "5", "x"]],
	["+HTTPREAD"],
	["+FTPCID", ["1", "2", "3", "4", "x"]],
	["+FTPGETNAME", ['"file"', '"file"', '"none"', '""']],
	["+FTPGET", ["1", "2", "3"], ["1", "3", "1460", "1461", "0"]],
	["+FTPSTATE"],
	["+FTPQUIT"],
	["+CIPMUX", ["0", "1", "2"]],
	["+CSTT"],
	["+CIICR"],
	["+CIFSR"],
	["+CIPSHUT"],
	[
		"+CIPSTART",
		["0", "1", "7", "8", '"TCP"'],
		['"TCP"', '"TCP"', '"ABC"', '"server"'],
		['"server"', '"nowhere"', "80"],
		["80", "80", "81"],
	],
	["+CIPCLOSE", ["0", "1", "7", "9"]],
	["+CIPSTATUS", ["0", "5", "8"]],
	["+NONSENSE", ["1"]],
];

/** A line that the model speaks about; the simulator may be told more. */
function randomLine(random: () => number): string {
	const pick = <Value>(from: readonly Value[]): Value => from[Math.floor(random() * from.length)]!;
	const [name, ...slots] = pick(TEMPLATES);
	if (!slots.length) return name;
	const values = slots.map(pick);
	// Of FTPGET=1 and 3 the count belongs to nothing; one connection is opened without a number.
	if (name === "+FTPGET" && values[0] !== "2") values.pop();
	if (name === "+CIPSTART" && random() < 0.4) values.splice(0, 4, '"TCP"', pick(['"server"', '"nowhere"']), "80");
	return `${name}=${values.join(",")}`;
}

/** Where the model says nothing: which of the two forms of a line is meant depends on values it does not read. */
const isVague = (model: Model, command: string): boolean =>
	(command.startsWith("+CIPSTART") && /^\+CIPSTART="TCP","(server|nowhere)",80$/.test(command) === model.multiple) ||
	(command.startsWith("+CIPSTART=") && model.multiple && !/^\+CIPSTART=\d,"TCP","(server|nowhere)",80$/.test(command)) ||
	(command.startsWith("+HTTPPARA") && !/"URL","|"CID",\d|"NONE"/.test(command)) ||
	(command.startsWith("+FTPCID") && model.ftp.session);

test(`${LINES} random lines, valid and invalid: the simulator and the model say the same, and memory stays flat`, async () => {
	const random = randomNumbers(17);
	const host = begin();
	const model = new Model();
	await host.script("AT+CMEE=1", 'AT+FTPSERV="site"', 'AT+FTPUN="u"', 'AT+FTPPW="p"', 'AT+FTPGETPATH="/"');
	const told = new Map<string, number>();
	let before = 0;
	for (let count = 0; count < LINES;) {
		const command = randomLine(random);
		if (isVague(model, command)) continue;
		const expected = model.answer(command);
		assert.is(await host.say(`AT${command}`, STEP), expected, `line ${count}: ${command}`);
		told.set(expected, (told.get(expected) ?? 0) + 1);
		if (++count === LINES / 2) before = heap();
	}
	assert.ok(heap() - before < 4_000_000, `heap grew by ${heap() - before} bytes`);
	assert.ok(told.size > 60, `only ${told.size} different answers`);
});

test("1 MB without a CR: it is one line that is too long, and memory stays flat", async () => {
	const host = begin();
	await host.say("ATE0");
	host.type("AT");
	await host.clock.advance(10);
	const before = heap();
	for (let count = 0; count < 1000; count++) {
		host.type("x".repeat(1000));
		await host.clock.advance(90);
	}
	assert.ok(heap() - before < 2_000_000, `heap grew by ${heap() - before} bytes`);
	host.take();
	assert.is(await host.say("", 1000), "\r\nERROR\r\n");
	assert.is(await host.say("AT", 100), "\r\nOK\r\n");
});

/** What a client may be in the middle of when it goes, or when the power does. */
const STATES: readonly (readonly [string, ...string[]])[] = [
	["a line", "AT+CS"],
	["a command that takes its time", "AT+COPS=?\r"],
	["payload", "AT+HTTPINIT\r", "AT+HTTPDATA=100,120000\r", "abc"],
	["the text of a message", "AT+CMGF=1\r", 'AT+CMGS="1"\r', "abc"],
	["an HTTP action", "AT+SAPBR=1,1\r", "AT+HTTPINIT\r", 'AT+HTTPPARA="URL","server"\r', "AT+HTTPACTION=0\r"],
	["a connection and its bytes", 'AT+CIPSTART="TCP","server","80"\r', "AT+CIPSEND=100\r", "abc"],
	["data mode", "AT+CIPMODE=1\r", 'AT+CIPSTART="TCP","server","80"\r', "abc"],
	["an FTP session", "AT+SAPBR=1,1\r", 'AT+FTPSERV="site"\r', 'AT+FTPGETPATH="/"\r', 'AT+FTPGETNAME="file"\r', "AT+FTPGET=1\r"],
	["PPP", "ATD*99#\r", "~"],
];

for (const [state, ...lines] of STATES) {
	test(`hang-ups in the middle of ${state}: a reset makes it new, a hundred times`, async () => {
		const host = begin();
		let before = 0;
		for (let count = 0; count < 100; count++) {
			for (const each of lines) {
				host.type(each);
				await host.clock.advance(STEP);
			}
			host.modem.powerDip();
			await host.clock.advance(10_000);
			assert.is(await host.say("ATE0;+CREG?", 1000), "ATE0;+CREG?\r\r\n+CREG: 0,1\r\n\r\nOK\r\n", `time ${count}`);
			if (count === 50) before = heap();
		}
		assert.ok(heap() - before < 2_000_000, `heap grew by ${heap() - before} bytes`);
	});
}

test("eight hours idle in the middle of everything: nothing is said and memory stays flat", async () => {
	const host = begin();
	await host.script("AT+SAPBR=1,1", 'AT+CIPSTART="TCP","server","80"', "AT+HTTPINIT");
	host.take();
	const before = heap();
	await host.clock.advance(8 * 3_600_000);
	assert.is(host.take(), "");
	assert.ok(heap() - before < 1_000_000, `heap grew by ${heap() - before} bytes`);
	assert.is(await host.say("AT", 100), "\r\nOK\r\n");
});

test.run();
