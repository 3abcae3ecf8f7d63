/* The package `serialport`, as it is, over a tty. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SerialPort } from "serialport";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openPty, type Pty } from "../../simulator/serve/pty.ts";
import { SIM900 } from "../../src/index.js";
import { type PortError, type PortFault, StreamSerial, type StreamSerialOptions } from "../../src/runtime/stream.js";

const folder = mkdtempSync(join(tmpdir(), "sim900-serialport-"));
const path = join(folder, "modem");
let pty: Pty;

test.before.each(async () => {
	pty = await openPty(path);
});
test.after.each(() => pty.close());
test.after(() => rmSync(folder, { recursive: true }));

const open = (baudRate: number): SerialPort => new SerialPort({ path, baudRate });

/** What the modem's side of the tty hears next, `count` bytes. */
function hear(count: number): Promise<string> {
	return new Promise(resolve => {
		let heard = "";
		const listen = (bytes: Buffer): void => {
			heard += bytes.toString("latin1");
			if (heard.length < count) return;
			pty.input.off("data", listen);
			resolve(heard);
		};
		pty.input.on("data", listen);
	});
}

/** Opens a port and waits for what becomes of it. */
function faultOf(options: StreamSerialOptions): Promise<PortFault> {
	return new Promise(resolve => {
		const serial = new StreamSerial({
			...options,
			onStreamError: (error: PortError) => {
				serial.close();
				resolve(error.fault);
			},
		});
	});
}

/** A port that has had an echo from the other side: it is open. */
async function openAndUse(baud: number, options: Partial<StreamSerialOptions> = {}): Promise<StreamSerial> {
	const heard = hear(3);
	let read: () => void;
	const readable = new Promise<void>(resolve => (read = resolve));
	let asked = false;
	const serial = new StreamSerial({
		open,
		baud,
		onWritable() {
			if (!asked) this.write(Buffer.from("AT\r"));
			asked = true;
		},
		onReadable: () => read(),
		...options,
	});
	assert.is(await heard, "AT\r");
	pty.output.write("OK");
	await readable;
	const view = new Uint8Array(8);
	assert.is(Buffer.from(view.subarray(0, serial.read(view))).toString(), "OK");
	return serial;
}

/** Rate of the tty, as the operating system knows it. */
function rateOf(device: string): string {
	return spawnSync("stty", ["-F", device, "speed"], { encoding: "utf8" }).stdout.trim();
}

test("a port can be opened again at another rate as soon as it is closed", async () => {
	const device = readlinkSync(path);
	for (const rate of [9600, 57600, 115200]) {
		const serial = await openAndUse(rate);
		assert.is(rateOf(device), String(rate));
		serial.close();
	}
});

test("what is written before the port of the rate before is released is sent when that is", async () => {
	(await openAndUse(9600)).close();
	const heard = hear(3);
	const serial = new StreamSerial({ open, baud: 57600 });
	serial.write(Buffer.from("AT\r"));
	assert.is(await heard, "AT\r");
	serial.close();
});

test("a port that is closed before it is open does no harm to the next one", async () => {
	new StreamSerial({ open, baud: 9600 }).close();
	(await openAndUse(57600)).close();
});

test("a port that is not there, and one that somebody else has", async () => {
	assert.is(await faultOf({ open: baudRate => new SerialPort({ path: join(folder, "none"), baudRate }), baud: 57600 }), "missing");
	const first = await openAndUse(57600);
	assert.is(await faultOf({ open: baudRate => new SerialPort({ path, baudRate }), baud: 57600 }), "busy");
	first.close();
});

// `serialport` does not always see the end of a tty while it reads (it reads nothing, again and again), but it does when it writes.
test("a port that is pulled out is gone, at the next command at the latest", async () => {
	let tell: (fault: PortFault) => void;
	const fault = new Promise<PortFault>(resolve => (tell = resolve));
	const serial = await openAndUse(57600, { onStreamError: error => tell(error.fault) });
	await pty.close();
	const commands = setInterval(() => serial.write(Buffer.from("AT\r")), 20);
	assert.is(await fault.finally(() => clearInterval(commands)), "gone");
});

test("the driver talks through a port and gives it back", async () => {
	const rates: number[] = [];
	const heard = hear(3);
	const serial = {
		io: StreamSerial,
		open(baudRate: number) {
			rates.push(baudRate);
			return open(baudRate);
		},
		baud: 19200,
	};
	const modem = new SIM900({ serial, apn: { name: "internet" } });
	assert.is(await heard, "AT\r");
	modem.close();
	assert.equal(rates, [19200]);
	(await openAndUse(9600)).close();
});

test("nothing keeps the process after close()", () => {
	const program = `
		import { SerialPort } from "serialport";
		import { SIM900 } from "./src/index.ts";
		import { StreamSerial } from "./src/runtime/stream.ts";
		const open = baudRate => new SerialPort({ path: ${JSON.stringify(path)}, baudRate });
		const modem = new SIM900({ serial: { io: StreamSerial, open, baud: 57600 }, apn: { name: "internet" } });
		setTimeout(() => modem.close(), 50);
	`;
	assert.ok(existsSync(path));
	const { status, signal, stderr } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
		encoding: "utf8",
		timeout: 60_000,
	});
	assert.equal([status, signal], [0, null], stderr);
});

test.run();
