/*
	Firmware for tests and the demo: does what `config.steps` says, one after the other, on the server of `config.server`, and traces how each ended.
	Downloads are handed to the host; uploads are made of nasty bytes that the host knows. The engine's counters are taken when the call of step
	`config.measured` has returned and when its onDone is called. A download with `pauseAt` leaves what comes behind so many bytes unread for `pause` ms.
	After `config.stopAfter` bytes it dies without a word to the modem.
*/
import device from "embedded:provider/builtin";
import config from "mc/config";
import { type FTPGet, SIM900, wire } from "sim900";
import Timer from "timer";
import { host } from "../lane/host.ts";
import { nastyByte } from "../peers/nasty.ts";

const { serial, dcd, apn, server, steps, stopAfter } = config;
const measured = config.measured || 0;
const PORTION = 512;
const buffer = new Uint8Array(1460);
const piece = new Uint8Array(PORTION);
const small = new Uint8Array(1);
let index = 0;
let delivered = 0;
let download: FTPGet;
let hasPaused = false;
let isPausing = false;
const NEVER = 0x7fffffff;
const timer = Timer.repeat(() => {
	Timer.schedule(timer);
	isPausing = false;
	readAll();
}, NEVER);
Timer.schedule(timer);

function fill(at: number, count: number): void {
	for (let i = 0; i < count; i++) piece[i] = nastyByte(at + i);
}

function next(error: { code: string; status: number } | null, detail: number | boolean | string): void {
	if (index === measured) host.mark(1);
	trace(`${steps[index].do}: ${error ? `${error.code} ${error.status}` : "done"} ${detail}\n`);
	index++;
	run();
}

function run(): void {
	if (index === steps.length) {
		trace(`statistics ${JSON.stringify(modem.statistics)}\n`);
		modem.close();
		return host.done(0);
	}
	const step = steps[index];
	start(step.do, Object.assign({}, server, step.options));
	if (index === measured) host.mark(0);
}

function start(what: string, options: any): void {
	switch (what) {
		case "get":
			return get(options);
		case "put":
		case "putExtended":
			return put(what, options);
		case "list":
			return list(options);
		case "state":
			return modem.ftp.state((error, open) => next(error, open));
		case "quit":
			return modem.ftp.quit(error => next(error, ""));
		default:
			options.onDone = next;
			(modem.ftp as any)[what](options);
	}
}

function readAll(): void {
	let count;
	while ((count = download.read(buffer))) {
		host.deliver(buffer, 0, count);
		delivered += count;
		if (stopAfter && delivered >= stopAfter) host.done(3);
	}
}

function get(options: any): void {
	const { pause, pauseAt } = options;
	delete options.pause;
	delete options.pauseAt;
	options.onReadable = function () {
		// What is unread is offered again.
		if (isPausing) return;
		if (hasPaused || !pause || delivered < pauseAt) return readAll();
		hasPaused = isPausing = true;
		Timer.schedule(timer, pause, NEVER);
	};
	options.onDone = function (error: any) {
		next(error, this.checkpoint);
	};
	download = modem.ftp.get(options);
}

/** Whole portions as long as they fit, then single bytes: `write` takes all of a buffer or nothing. */
function put(what: "put" | "putExtended", options: any): void {
	const length = options.length;
	let at = 0;
	let begun = false;
	options.onWritable = function () {
		if (!begun) {
			begun = true;
			if (options.resume) at = this.offset;
		}
		while (at < length && this.writable > 0) {
			if (length - at >= PORTION && this.writable >= PORTION) {
				fill(at, PORTION);
				this.write(piece);
				at += PORTION;
			} else if (length - at < PORTION) {
				small[0] = nastyByte(at);
				this.write(small);
				at++;
			} else return;
		}
	};
	if (stopAfter) {
		options.onProgress = function () {
			if (this.checkpoint < stopAfter) return;
			trace(`checkpoint ${this.checkpoint}\n`);
			host.done(3);
		};
	}
	options.onDone = function (error: any) {
		next(error, this.checkpoint);
	};
	modem.ftp[what](options);
}

function list(options: any): void {
	options.onEntry = function (entry: any) {
		host.deliver(entry.line, entry.start, entry.end - entry.start);
	};
	options.onDone = function (error: any) {
		next(error, "");
	};
	modem.ftp.list(options);
}

const modem = new SIM900({
	...wire({ serial, dcd, apn }, device.io),
	onReady() {
		if (index === 0) run();
	},
	onError(error) {
		trace(`modem: ${error.code} ${error.status} during ${error.operation}\n`);
		host.done(2);
	},
});
