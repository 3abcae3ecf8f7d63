/*
	A data logger: appends a line a minute to a file on an FTP server. Lines that could not be sent, because the bearer was lost or the server
	did not answer, wait for the next minute; the oldest are given up when more have gathered than memory is meant for.
*/
import { dialogue } from "dialogue";
import device from "embedded:provider/builtin";
import config from "mc/config";
import { SIM900, wire } from "sim900";
import Timer from "timer";

/** Characters that may wait. */
const CAPACITY = 2000;

const modem = new SIM900({
	...wire(config.sim900, device.io),
	...dialogue(),
	onError(error) {
		trace(`modem: ${error.code} ${error.status} during ${error.operation}\n`);
	},
});

let waiting = "";
let sending = false;
let lines = 0;

function measure(): void {
	lines++;
	waiting += `${lines} ${modem.registration}\n`;
	while (waiting.length > CAPACITY) waiting = waiting.slice(waiting.indexOf("\n") + 1);
	if (!sending) send();
}

function send(): void {
	const text = waiting;
	const bytes = new Uint8Array(ArrayBuffer.fromString(text));
	let at = 0;
	sending = true;
	modem.ftp.put({
		...config.ftp,
		mode: "append",
		length: bytes.length,
		onWritable(count) {
			const part = bytes.slice(at, at + count);
			at += part.length;
			this.write(part);
		},
		onDone(error) {
			sending = false;
			trace(error ? `${text.length} characters wait: ${error.code} ${error.status}\n` : `${text.length} characters sent\n`);
			if (!error && waiting.startsWith(text)) waiting = waiting.slice(text.length);
		},
	});
}

Timer.repeat(measure, config.interval);
