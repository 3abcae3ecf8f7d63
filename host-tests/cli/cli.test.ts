/* The commands, their results and their exit statuses. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer as createTCPServer, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CONTENT, folder, host, run, type Run, running } from "./command-line.ts";

const simulated = (words: string, ...more: string[]): Promise<Run> => run([...words.split(" "), ...more, "--simulate"]);

test("get prints the body, or writes it to a file, and goes on after what the file has", async () => {
	const printed = await simulated("get", `${host}/file`);
	assert.equal([printed.status, printed.out], [0, CONTENT], printed.err);
	const file = join(folder, "file");
	writeFileSync(file, CONTENT.slice(0, 1234));
	const resumed = await simulated("get --resume --json -o", file, `${host}/file`);
	assert.is(resumed.status, 0, resumed.err);
	assert.is(readFileSync(file, "latin1"), CONTENT);
	assert.equal(JSON.parse(resumed.out), { url: `${host}/file`, status: 206, file, offset: 1234, bytes: 5000 - 1234 });
	// Elsewhere than on a terminal there is no bar, and no colour.
	assert.is(resumed.err, "");
	assert.not.match(printed.err, "\x1b");
});

test("a file that is complete is left alone by --resume", async () => {
	const file = join(folder, "complete");
	writeFileSync(file, CONTENT);
	const { status, out, err } = await simulated("get --resume -o", file, `${host}/file`);
	assert.is(status, 0, err);
	assert.match(out, /5000 B, it was complete already/);
	assert.is(readFileSync(file, "latin1"), CONTENT);
});

test("with --json what is on the standard output has its facts on the other one", async () => {
	const { out, err } = await simulated("get --json", `${host}/file`);
	assert.is(out, CONTENT);
	assert.equal(JSON.parse(err), { url: `${host}/file`, status: 200, offset: 0, bytes: 5000 });
});

test("post sends a body and prints the answer", async () => {
	const { status, out, err } = await simulated(`post ${host}/log --type application/json --quiet --data`, '{"t":21.5}');
	assert.equal([status, out, err], [0, 'application/json: {"t":21.5}', ""]);
});

test("info, diagnose and monitor say what they see", async () => {
	const info = await simulated("info --json");
	assert.is(JSON.parse(info.out).model, "SIMCOM_SIM900", info.err);
	const diagnose = await simulated("diagnose --url", `${host}/file`);
	assert.is(diagnose.status, 0, diagnose.err);
	assert.equal(
		[...diagnose.out.matchAll(/^ok {4}(.{16}) /gm)].map(match => match[1]!.trim()),
		["power and rate", "SIM", "registration", "bearer", "signal", "DNS and request"],
	);
	const monitor = await simulated("monitor --count 2 --interval 1 --json");
	assert.equal(
		monitor.out
			.trim()
			.split("\n")
			.map(line => JSON.parse(line).registration),
		[1, 1],
	);
});

test("the trace shows the dialogue, payload as counts, and no secret", async () => {
	const { err } = await run([
		"get",
		`${host}/file`,
		"--simulate",
		"--trace",
		"--pin",
		"4321",
		"--apn-user",
		"me",
		"--apn-password",
		"s3cret",
	]);
	assert.match(err, /^ +\d+\.\d{3} +\+\d+\.\d{3} > AT\+HTTPACTION=0$/m);
	assert.match(err, /< \[1152 bytes\]$/m);
	assert.match(err, "> AT+CPIN=***");
	assert.not.match(err, /4321|s3cret|0123456789/);
});

test("a timeline and waveforms of a download, and the name of another kind of file is refused", async () => {
	const [timeline, vcd] = [join(folder, "get.html"), join(folder, "get.vcd")];
	const { status, err } = await simulated("get", `${host}/file`, "--timeline", timeline, "--vcd", vcd);
	assert.is(status, 0, err);
	assert.match(err, `written: ${timeline}`);
	const page = readFileSync(timeline, "utf8");
	const { rx, pins } = JSON.parse(/<script type="application\/json" id="data">(.*)<\/script>/.exec(page)![1]!);
	assert.is(
		rx.reduce((sum: number, { count }: { count?: number }) => sum + (count ?? 0), 0),
		5000,
	);
	assert.ok(pins.some(({ name }: { name: string }) => name === "DCD"));
	assert.match(readFileSync(vcd, "utf8"), "$enddefinitions $end");
	const refused = await simulated("info", "--timeline", join(folder, "x.png"));
	assert.is(refused.status, 2);
});

test("a modem behind a socket has a timeline of its bytes", async () => {
	const simulator = spawn(process.execPath, ["dist/simulator/cli.js", "--tcp", "127.0.0.1:0"]);
	running.add(simulator);
	const [said] = (await once(simulator.stdout, "data")) as [Buffer];
	const [, address] = /at (\S+)/.exec(said.toString())!;
	const timeline = join(folder, "info.svg");
	const { status, err } = await run(["info", "--tcp", address!, "--baud", "115200", "--timeline", timeline]);
	simulator.kill();
	assert.is(status, 0, err);
	const picture = readFileSync(timeline, "utf8");
	assert.match(picture, "AT+CMEE?");
	assert.not.match(picture, "PWRKEY");
});

test("where ports cannot be listed, the sentence says what is missing and names --port", async () => {
	for (const words of [["ports"], ["info"]]) {
		const { status, err } = await run(words, { environment: { PATH: folder } });
		assert.is(status, 2);
		assert.match(err, /cannot be listed here \(udevadm is missing\): name one with --port/);
	}
});

test("every command has help with an example", async () => {
	const { out } = await run(["--help"]);
	for (const name of ["info", "ports", "diagnose", "get", "post", "ftp", "console", "monitor"])
		assert.match(out, new RegExp(`^ {2}${name}\\b`, "m"));
	for (const words of ["get --help", "ftp put --help", "diagnose --help"]) {
		const help = await run(words.split(" "));
		assert.is(help.status, 0);
		assert.match(help.out, /\nExample:\n {2}sim900 /);
	}
});

for (const command of ["info", "diagnose", "monitor"]) {
	test(`${command} ends when it is interrupted, whatever the modem does`, async () => {
		const silent = createTCPServer().listen(0, "127.0.0.1");
		await once(silent, "listening");
		const { port } = silent.address() as AddressInfo;
		const child = spawn(process.execPath, ["dist/cli/main.js", command, "--tcp", `127.0.0.1:${port}`]);
		running.add(child);
		const [socket] = (await once(silent, "connection")) as [Socket];
		await once(socket, "data");
		child.kill("SIGINT");
		const [status] = (await once(child, "close")) as [number | null];
		running.delete(child);
		silent.close();
		assert.is(status, command === "monitor" ? 0 : 130);
	});
}

test("whoever stops reading ends the command, without a word", async () => {
	const child = spawn(process.execPath, ["dist/cli/main.js", "monitor", "--interval", "1", "--quiet", "--simulate"]);
	running.add(child);
	let err = "";
	child.stderr.on("data", (bytes: Buffer) => (err += bytes.toString("latin1")));
	await once(child.stdout, "data");
	child.stdout.destroy();
	const [status] = (await once(child, "close")) as [number];
	running.delete(child);
	assert.equal([status, err], [141, ""]);
});

test("monitor ends when it is interrupted, which is its end", async () => {
	const child = spawn(process.execPath, ["dist/cli/main.js", "monitor", "--simulate", "--interval", "600"]);
	running.add(child);
	await once(child.stdout, "data");
	child.kill("SIGINT");
	const [status] = (await once(child, "close")) as [number | null];
	running.delete(child);
	assert.is(status, 0);
});

test.run();
