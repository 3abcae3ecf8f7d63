import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
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

test("a client that connects again at once replaces the one that is closing, 50 times of 50, with commands pending too", async () => {
	const { child, address } = await start("--tcp", "127.0.0.1:0", "--latency", "1");
	for (let count = 0; count < 50; count++) {
		const socket = await call(address);
		assert.is(await ask(socket, "AT\r"), `AT\r${OK}`, String(count));
		// Every other one leaves the modem at work, with more than it takes at a time behind that.
		if (count % 2) socket.write(`AT+COPS=?\r${"AT+CSQ\r".repeat(500)}`);
		if (count % 3) socket.destroy();
		else socket.end();
	}
	await stop(child, "SIGTERM");
});

test("one that is open is not disturbed by others that try", async () => {
	const { child, address } = await start("--tcp", "127.0.0.1:0", "--latency", "1");
	const first = await call(address);
	await ask(first, "ATE0\r");
	for (let count = 0; count < 3; count++) {
		const other = await call(address);
		await once(other, "close");
	}
	assert.is(await ask(first, "AT\r"), OK);
	first.destroy();
	await stop(child, "SIGTERM");
});

test("a client that has said its last word gets its answers, then the end", async () => {
	const { child, address } = await start("--tcp", "127.0.0.1:0", "--latency", "1");
	const socket = connect({ port: Number(address.split(":").at(-1)), host: "127.0.0.1", allowHalfOpen: true });
	const answered = until(socket, `${line("+CSQ: 21,0")}${OK}`);
	socket.end("ATE0;+CSQ\r");
	const ended = once(socket, "end");
	await answered;
	await ended;
	await stop(child, "SIGTERM");
});

test("a link that leads to a tty in use is refused, one that leads nowhere is replaced", async () => {
	if (!PTY_HELPERS.some(({ name }) => canPty(name))) return;
	const link = join(folder, "taken");
	const pty = await openPty(link);
	const reason = await openPty(link).then(String, (error: Error) => error.message);
	assert.match(reason, "is in use");
	assert.ok(existsSync(link), "it is not stolen");
	await pty.close();
	symlinkSync(join(folder, "gone"), link);
	const again = await openPty(link);
	await again.close();
});

const testPython = canPty("python3") ? test : test.skip;
testPython("a tty that nobody has open throws away what nobody reads", async () => {
	const link = join(folder, "unread");
	const pty = await openPty(link, ["python3"]);
	const heard = collector(pty.input);
	/** What a client hears that opens the tty `delay` ms after the modem has spoken to nobody. */
	const listen = async (delay: number): Promise<string> => {
		pty.output.write("STALE");
		await new Promise(resolve => setTimeout(resolve, delay));
		const file = await open(link, "r+");
		await file.write("x");
		await heard(1);
		pty.output.write("fresh");
		let text = "";
		while (!text.endsWith("fresh")) {
			const { bytesRead, buffer } = await file.read(Buffer.alloc(64));
			text += buffer.subarray(0, bytesRead).toString("latin1");
		}
		await file.close();
		return text;
	};
	// The helper needs its turn to throw them away: on a busy machine that may take a while.
	let delay = 50;
	while ((await listen(delay)) !== "fresh") assert.ok((delay *= 2) < 60_000, "what nobody read is still there");
	await pty.close();
});

const runCommand = (...words: string[]): { status: number | null; stdout: string; stderr: string } =>
	spawnSync(process.execPath, ["--import", "tsx", "simulator/cli.ts", ...words], { encoding: "utf8" });

test("run -- COMMAND: the command finds its modem, and its status is that of the whole", () => {
	const script = `
		const socket = require("node:net").connect(Number(process.env.SIM900_ADDRESS.split(":")[1]));
		socket.write("ATI\\r");
		let heard = "";
		socket.on("data", bytes => {
			heard += bytes;
			if (!heard.endsWith("OK\\r\\n")) return;
			console.log(JSON.stringify(heard));
			process.exit(7);
		});`;
	const { status, stdout } = runCommand("run", "--tcp", "127.0.0.1:0", "--", process.execPath, "-e", script);
	assert.is(JSON.parse(stdout), `ATI\r${line("SIM900 R11.0")}${OK}`);
	assert.is(status, 7);
	assert.is(runCommand("run", "--tcp", "127.0.0.1:0", "--", "no-such-program").status, 127);
	assert.match(runCommand("run").stderr, "run needs a command");
});

testTty("run gives a command a tty of its own, and takes it away", () => {
	const { status, stdout } = runCommand("run", "--", "sh", "-c", 'test -c "$SIM900_TTY" && echo "$SIM900_TTY"');
	assert.is(status, 0);
	assert.not.ok(existsSync(stdout.trim()));
});

test("--version is that of the package; --raw needs a trace", () => {
	const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
	assert.is(runCommand("--version").stdout, `${version}\n`);
	assert.match(runCommand("--tcp", "127.0.0.1:0", "--raw").stderr, "--raw belongs to --trace");
});

test("--trace --raw shows every byte, and --replay gives them back", async () => {
	const trace = join(folder, "raw.txt");
	const first = await start("--tcp", "127.0.0.1:0", "--trace", trace, "--raw", "--answer", "AT+X=…:+X: recorded");
	const socket = await call(first.address);
	await ask(socket, "ATE0\r");
	assert.is(await ask(socket, "AT+X=1\r"), line("+X: recorded") + OK);
	socket.destroy();
	await stop(first.child, "SIGTERM");
	const text = readFileSync(trace, "utf8");
	assert.match(text, String.raw`=> "AT+X=1\r"`);
	assert.match(text, String.raw`<= "\r\n+X: recorded\r\n\r\nOK\r\n"`);
	const second = await start("--tcp", "127.0.0.1:0", "--replay", trace);
	const again = await call(second.address);
	assert.is(await ask(again, "AT+X=1\r"), `AT+X=1\r${line("+X: recorded")}${OK}`);
	again.destroy();
	await stop(second.child, "SIGTERM");
});

test("--timeline and --vcd hold what all clients have said, and another kind of file is refused", async () => {
	const [timeline, vcd] = [join(folder, "made", "dialogue.svg"), join(folder, "lines.vcd")];
	const { child, address } = await start("--tcp", "127.0.0.1:0", "--latency", "1", "--timeline", timeline, "--vcd", vcd);
	for (const command of ["AT+CSQ\r", "AT+CREG?\r"]) {
		const socket = await call(address);
		await ask(socket, command);
		socket.end();
		await once(socket, "close");
	}
	await stop(child, "SIGTERM");
	const picture = readFileSync(timeline, "utf8");
	for (const text of ["AT+CSQ", "AT+CREG?", "client connected", "PWRKEY"]) assert.match(picture, text);
	assert.match(readFileSync(vcd, "utf8"), "$var wire 1 ! TX $end");
	const refused = spawnSync(process.execPath, ["--import", "tsx", "simulator/cli.ts", "--pty", "--timeline", "x.png"], {
		encoding: "utf8",
	});
	assert.is(refused.status, 2);
	assert.match(refused.stderr, "--timeline needs a file that ends in .svg or .html");
});

test("the end of npm ends what it has started", async () => {
	const npm = spawn("npm", ["run", "--silent", "simulator", "--", "--tcp", "127.0.0.1:0"], { detached: true });
	try {
		const said = await until(npm.stdout, "\n");
		const port = Number(/:(\d+)/.exec(said)![1]);
		npm.kill("SIGKILL");
		await once(npm, "exit");
		const refused = async (): Promise<boolean> => {
			const socket = connect(port, "127.0.0.1");
			const gone = await once(socket, "connect").then(
				() => false,
				() => true,
			);
			socket.destroy();
			return gone;
		};
		while (!(await refused())) await new Promise(resolve => setTimeout(resolve, 100));
	} finally {
		try {
			process.kill(-npm.pid!, "SIGKILL");
		} catch {
			// All of the group has ended.
		}
	}
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
