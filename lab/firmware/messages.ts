/*
	Firmware for tests: sends `config.text` to `config.number`, asks `config.code`, and the clock, then waits for `config.expected` messages and hands their texts to
	the host. The engine's counters are taken before the last message comes and while the application is told of it.
*/
import device from "embedded:provider/builtin";
import config from "mc/config";
import { Information } from "sim900/information";
import { Messages } from "sim900/messages";
import { Modem, wire } from "sim900/modem";
import { Ussd } from "sim900/ussd";
import { host } from "../lane/host.ts";

const { serial, dcd, apn, number, text, code, expected } = config;
let received = 0;
let isAsked = false;

function deliver(words: string): void {
	const bytes = new Uint8Array(ArrayBuffer.fromString(words));
	host.deliver(bytes, 0, bytes.length);
}

function finish(): void {
	if (!isAsked || received < expected) return;
	modem.close();
	host.done(0);
}

const modem = new Modem(wire({ serial, dcd, apn }, device.io));
const ussd = new Ussd({ modem });
const information = new Information({ modem });
const messages = new Messages({
	modem,
	onMessage(message) {
		received++;
		if (received === expected) host.mark(1);
		deliver(message.text);
		if (received === expected - 1) host.mark(0);
		finish();
	},
});

messages.send({
	number,
	text,
	onDone(error) {
		trace(error ? `${error.code} ${error.status}\n` : `sent in ${this.parts}\n`);
	},
});
ussd.request(code, (error, answer) => trace(error ? `${error.code}\n` : `${answer}\n`));
information.time((error, time) => {
	trace(error ? `${error.code}\n` : `${new Date(time!).toISOString()}\n`);
	isAsked = true;
	finish();
});
