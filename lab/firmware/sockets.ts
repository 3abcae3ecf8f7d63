/*
	Firmware for tests: opens `config.sockets` connections to `config.host` and `config.port`, sends `config.length` nasty bytes over each, and hands what comes
	back to the host, the number of the connection before each piece. Each ends when all has come back, and is closed then, or with its error;
	`config.linger` ms after the last one it says how, and how often. With `config.listen` it only listens. Its own callbacks allocate nothing. Of the engine's counters 0 is taken when the connections
	are made and 1 when all have ended; between 2 and 3 stands what the driver allocates for one error.
*/
import device from "embedded:provider/builtin";
import config from "mc/config";
import { Modem, wire } from "sim900/modem";
import { TCP } from "sim900/socket";
import Timer from "timer";
import { host } from "../lane/host.ts";
import { nastyByte } from "../peers/nasty.ts";

type Failure = Parameters<NonNullable<ConstructorParameters<typeof TCP>[0]["onError"]>>[0];

const { serial, dcd, apn, sockets, length, listen, burst, linger } = config;
const PORTION = 256;
const LARGE = 64;
const out = new Uint8Array(PORTION);
const small = new Uint8Array(1);
// The number of the connection, then what was read.
const tagged = new Uint8Array(1 + LARGE);
const large = new Uint8Array(tagged.buffer, 1, LARGE);
const single = new Uint8Array(tagged.buffer, 1, 1);
const sent: number[] = [];
const received: number[] = [];
const opened: TCP[] = [];
/** How each has ended, and how often. */
const words: string[] = [];
const ends: number[] = [];
let left = sockets;
let failure: Failure | undefined;

function makeAnother({ constructor, code }: Failure): void {
	host.mark(2);
	new (constructor as new (code: string, text: string) => Failure)(code, "").operation = "socket";
	host.mark(3);
}

function finish(index: number, word: string): void {
	ends[index]!++;
	words[index] = word;
	if (ends[index]! > 1) return;
	left--;
	if (left > 0) return;
	if (failure) makeAnother(failure);
	host.mark(1);
	Timer.set(tell, linger ?? 0);
}

function tell(): void {
	for (let index = 0; index < sockets; index++) trace(`${index}: ${words[index]} after ${received[index]}, ${ends[index]}\n`);
	trace(`statistics ${JSON.stringify(modem.statistics)}\n`);
	modem.close();
	host.done(0);
}

function deliver(socket: TCP, index: number, view: Uint8Array): void {
	socket.read(view);
	tagged[0] = index;
	host.deliver(tagged, 0, 1 + view.length);
	received[index]! += view.length;
}

const handlers = {
	onReadable(this: TCP, count: number): void {
		const index = this.target as number;
		for (; count >= LARGE; count -= LARGE) deliver(this, index, large);
		for (; count > 0; count--) deliver(this, index, single);
		if (received[index] !== length || listen) return;
		this.close();
		finish(index, "done");
	},
	onWritable(this: TCP, room: number): void {
		const index = this.target as number;
		let at = sent[index]!;
		if (listen) return;
		while (length - at >= PORTION && room >= PORTION) {
			for (let i = 0; i < PORTION; i++) out[i] = nastyByte(at + i);
			at += PORTION;
			room = this.write(out)!;
		}
		while (at < length && length - at < PORTION && room > 0) {
			small[0] = nastyByte(at);
			at++;
			room = this.write(small)!;
		}
		sent[index] = at;
	},
	onError(this: TCP, error: Failure): void {
		failure = error;
		finish(this.target as number, error.code);
	},
};

const modem = new Modem({
	...wire({ serial, dcd, apn }, device.io),
	onReady() {
		if (opened.length > 0) return;
		for (let i = 0; i < sockets; i++) {
			sent.push(0);
			received.push(0);
			words.push("");
			ends.push(0);
			opened.push(new TCP({ modem, address: config.host, port: config.port, target: i, ...(burst && { burst }), ...handlers }));
		}
		host.mark(0);
	},
});
