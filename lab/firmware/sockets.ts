/*
	Firmware for tests: opens `config.sockets` connections to `config.host` and `config.port`, sends `config.length` nasty bytes over each, and hands what comes
	back to the host, the number of the connection before each piece. The engine's counters are taken when all are open and when all has come back. Ends when
	each has been echoed or has had its error; with `config.listen` it only listens. Its own callbacks allocate nothing.
*/
import device from "embedded:provider/builtin";
import config from "mc/config";
import { Modem, wire } from "sim900/modem";
import { TCP } from "sim900/socket";
import { host } from "../lane/host.ts";
import { nastyByte } from "../peers/nasty.ts";

const { serial, dcd, apn, sockets, length, listen, burst } = config;
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
let open = 0;
let ended = 0;

function finish(): void {
	ended++;
	if (ended < sockets) return;
	host.mark(1);
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
		if (received[index] === length && !listen) finish();
	},
	onWritable(this: TCP, room: number): void {
		const index = this.target as number;
		let at = sent[index]!;
		if (at < 0) {
			at = 0;
			open++;
			if (open === sockets) host.mark(0);
		}
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
	onError(this: TCP, error: { code: string }): void {
		trace(`${this.target}: ${error.code} after ${received[this.target as number]}\n`);
		finish();
	},
};

const modem = new Modem({
	...wire({ serial, dcd, apn }, device.io),
	onReady() {
		for (let i = 0; i < sockets; i++) {
			sent.push(-1);
			received.push(0);
			opened.push(new TCP({ modem, address: config.host, port: config.port, target: i, ...(burst && { burst }), ...handlers }));
		}
	},
});
