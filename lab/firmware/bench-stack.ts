/*
	Firmware for figures: does `config.what` `config.times` times, each begun in the onDone of the one before it. Callbacks are named functions of the
	top level, as short as an application's can be. The stack is \`config.limit\` slots from then on; \`config.plant\` deepens it by so many frames.
*/
import device from "embedded:provider/builtin";
import config from "mc/config";
import { SIM900 } from "sim900";
import Timer from "timer";
import { host } from "../lane/host.ts";

const { serial, dcd, apn, what, times, url, server, limit, plant } = config;
const LENGTH = 3000;
const bytes = new Uint8Array(LENGTH);
let at = 0;
let done = 0;

function deepen(frames: number): number {
	return frames > 0 ? deepen(frames - 1) + 1 : 0;
}

function read(this: any, count: number): void {
	if (plant) deepen(plant);
	this.skip(count);
}

function write(this: any, count: number): void {
	const end = at + count < LENGTH ? at + count : LENGTH;
	this.write(bytes.slice(at, end));
	at = end;
}

function end(error: { code: string; status: number } | null): void {
	if (error) trace(`failed: ${error.code} ${error.status}\n`);
	done++;
	if (error || done === times) return host.done(error ? 1 : 0);
	begin();
}

function begin(): void {
	at = 0;
	switch (what) {
		case "get":
			modem.http.request({ url, onReadable: read, onDone: end });
			return;
		case "post":
			modem.http.request({ url, method: "POST", length: LENGTH, onWritable: write, onReadable: read, onDone: end });
			return;
		case "put":
			modem.ftp.put({ ...server, path: "/stack.bin", mode: "append", length: LENGTH, onWritable: write, onDone: end });
			return;
		case "putExtended":
			modem.ftp.putExtended({ ...server, path: "/stack.bin", length: LENGTH, onWritable: write, onDone: end });
			return;
		case "ftpGet":
			modem.ftp.get({ ...server, path: "/file.bin", checkSize: true, onReadable: read, onDone: end });
			return;
		case "list":
			modem.ftp.list({ ...server, path: "/", onEntry() {}, onDone: end });
			return;
		case "signal":
			modem.signal(end);
			return;
		default:
			throw new Error(`unknown: ${what}`);
	}
}

/** From a timer, so that the stack of starting the modem does not count. */
function start(): void {
	if (what === "start") host.done(0);
	else Timer.set(limited, 10);
}

function limited(): void {
	host.limit(limit);
	begin();
}

const modem: SIM900 = new SIM900({
	serial: { ...serial, io: device.io.Serial },
	dcd: { ...dcd, io: device.io.Digital },
	apn,
	onReady: start,
});
