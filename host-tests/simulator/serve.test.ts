import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openPty, PTY_HELPERS } from "../../simulator/serve/pty.ts";
import { line, OK } from "./dialogue.ts";

const folder = mkdtempSync(join(tmpdir(), "sim900-test-"));
const running: ChildProcessWithoutNullStreams[] = [];

test.after(() => {
	for (const child of running) child.kill("SIGKILL");
	rmSync(folder, { recursive: true, force: true });
});

/** Collects what comes until it ends with `end`. */
function until(stream: NodeJS.ReadableStream, end: string): Promise<string> {
	return new Promise((resolve, reject) => {
		let heard = "";
		const onData = (bytes: Buffer): void => {
			heard += bytes.toString("latin1");
			if (!heard.endsWith(end)) return;
			stream.off("data", onData);
			resolve(heard);
		};
		stream.on("data", onData);
		stream.on("error", reject);
		stream.on("end", () => reject(new Error(`ended after ${JSON.stringify(heard)}`)));
	});
}

async function start(...options: string[]): Promise<{ child: ChildProcessWithoutNullStreams; address: string }> {
	const child = spawn(process.execPath, ["--import", "tsx", "simulator/cli.ts", ...options]);
	running.push(child);
	const said = await until(child.stdout, "\n");
	return { child, address: /^listening at (\S+)/.exec(said)![1]! };
}

async function stop(child: ChildProcessWithoutNullStreams, signal: "SIGINT" | "SIGTERM"): Promise<void> {
	const ended = once(child, "exit");
	child.kill(signal);
	assert.equal(await ended, [0, null]);
}

async function call(address: string): Promise<Duplex> {
	const socket = connect(Number(address.split(":").at(-1)), "127.0.0.1");
	await once(socket, "connect");
	return socket;
}

const ask = (stream: Duplex, text: string, end = OK): Promise<string> => {
	const answer = until(stream, end);
	stream.write(text);
	return answer;
};

test("over TCP: one client after another, each with a fresh modem, a second one at a time is turned away", async () => {
	const { child, address } = await start("--tcp", "127.0.0.1:0", "--latency", "1");
	const first = await call(address);
	assert.is(await ask(first, "ATE0\r"), `ATE0\r${OK}`);
	const second = await call(address);
	await once(second, "close");
	assert.is(await ask(first, "AT\r"), OK);
	first.destroy();
	await once(first, "close");
	// The service notices the end of a client a little after the client.
	for (let third = await call(address); ; third = await call(address)) {
		const answer = await ask(third, "AT\r").catch(() => "");
		third.destroy();
		if (!answer) continue;
		assert.is(answer, `AT\r${OK}`, "echo is on again");
		break;
	}
	await stop(child, "SIGTERM");
});

test("cold start, faults on wall-clock time, a trace without secrets", async () => {
	const trace = join(folder, "trace.txt");
	const quick = ["bootTime=20", "powerKeyMinimum=5", "simTime=10", 'bootCodes=[{"after":0,"text":"RDY"}]'].flatMap(each => [
		"--setting",
		each,
	]);
	const { child, address } = await start(
		...["--tcp", "127.0.0.1:0", "--boot", "cold", "--pin", "4321", "--latency", "1", "--trace", trace, ...quick],
		...["--fault", "code:RING@on=AT+CSQ,nth=2,after=30"],
	);
	const socket = await call(address);
	assert.match(await until(socket, "RDY\r\n"), "RDY");
	assert.is(await ask(socket, "ATE0\r"), `ATE0\r${OK}`);
	await ask(socket, "AT+CSQ\r");
	assert.is(await ask(socket, "AT+CSQ\r", "RING\r\n"), line("+CSQ: 0,0") + OK + line("RING"));
	await ask(socket, 'AT+CPIN="4321"\r', line("+CPIN: READY"));
	socket.destroy();
	await stop(child, "SIGINT");
	const text = readFileSync(trace, "utf8");
	assert.match(text, /^ +\d+\.\d +\+\d+\.\d -> AT\+CPIN=\*\*\*$/m);
	assert.match(text, /^ +\d+\.\d +\+(29|30|31)\.\d <- RING$/m);
	assert.not.match(text, "4321");
});

test("all byte values pass, and a long answer comes whole", async () => {
	const { child, address } = await start("--tcp", "127.0.0.1:0", "--latency", "1");
	const socket = await call(address);
	await ask(socket, "ATE0\r");
	await ask(socket, "AT+HTTPINIT\r");
	const payload = Buffer.from(Array.from({ length: 2560 }, (_, index) => index & 0xff)).toString("latin1");
	await ask(socket, "AT+HTTPDATA=2560,10000\r", line("DOWNLOAD"));
	const stored = until(socket, OK);
	socket.write(payload, "latin1");
	await stored;
	assert.is(await ask(socket, "AT+HTTPREAD\r"), `\r\n+HTTPREAD:2560\r\n${payload}${OK}`);
	socket.destroy();
	await stop(child, "SIGTERM");
});

/** Hands out what a stream brings, in order. It listens all the time: a stream that flows without a listener loses what comes. */
function collector(stream: NodeJS.ReadableStream): (count: number) => Promise<Buffer> {
	let kept = Buffer.alloc(0);
	let more = (): void => {};
	stream.on("data", (bytes: Buffer) => {
		kept = Buffer.concat([kept, bytes]);
		more();
	});
	return async count => {
		while (kept.length < count) {
			await new Promise<void>(resolve => {
				more = resolve;
			});
		}
		const taken = kept.subarray(0, count);
		kept = kept.subarray(count);
		return taken;
	};
}

const canPty = (name: string): boolean => process.platform === "linux" && !spawnSync(name, ["-V"]).error;

for (const { name } of PTY_HELPERS) {
	const testPty = canPty(name) ? test : test.skip;
	testPty(`a tty made by ${name}: all byte values pass both ways, clients come and go, nothing is left behind`, async () => {
		const link = join(folder, name);
		const pty = await openPty(link, [name]);
		const all = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
		const heard = collector(pty.input);
		for (let client = 0; client < 3; client++) {
			const file = await open(link, "r+");
			await file.write(all);
			assert.equal(await heard(256), all);
			pty.output.write(all);
			const back = Buffer.alloc(256);
			for (let count = 0; count < 256;) count += (await file.read(back, count, 256 - count)).bytesRead;
			assert.equal(back, all);
			await file.close();
		}
		await pty.close();
		assert.is(existsSync(link), false);
	});
}

const testTty = PTY_HELPERS.some(({ name }) => canPty(name)) ? test : test.skip;
testTty("--pty: the modem answers on the tty, and the link goes with it", async () => {
	const link = join(folder, "modem");
	const { child, address } = await start("--pty", link, "--latency", "1");
	assert.is(address, link);
	const file = await open(link, "r+");
	await file.write("ATI\r");
	let heard = "";
	while (!heard.endsWith(OK)) {
		const { bytesRead, buffer } = await file.read(Buffer.alloc(256));
		heard += buffer.subarray(0, bytesRead).toString("latin1");
	}
	assert.is(heard, `ATI\r${line("SIM900 R11.0")}${OK}`);
	await file.close();
	await stop(child, "SIGTERM");
	assert.is(existsSync(link), false);
});

test("without a helper, and with a file in the way, a tty says why not", async () => {
	const reason = (promise: Promise<unknown>): Promise<string> => promise.then(String, (error: Error) => error.message);
	assert.match(await reason(openPty(join(folder, "none"), [])), "a tty needs");
	assert.match(await reason(openPty(process.execPath)), "exists and is not a link");
});

test("a wrong option is an error of status 2, help goes to the standard output", () => {
	const run = (word: string): ReturnType<typeof spawnSync> =>
		spawnSync(process.execPath, ["--import", "tsx", "simulator/cli.ts", word], { encoding: "utf8" });
	assert.is(run("--wrong").status, 2);
	assert.match(String(run("--wrong").stderr), /sim900-simulator: .*--wrong/);
	assert.match(String(run("--help").stdout), "--personality NAME");
	assert.is(run("--help").status, 0);
});

test.run();
