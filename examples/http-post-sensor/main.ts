/*
	Posts what a sensor measures, as JSON: an analog input every `interval` ms. Values that could not be sent wait for the next time; the oldest are given up
	when there are more than memory is meant for.
*/
import { dialogue } from "dialogue";
import device from "embedded:provider/builtin";
import config from "mc/config";
import { HTTP } from "sim900/http";
import { Modem, wire } from "sim900/modem";
import Timer from "timer";

/** Values that may wait. */
const CAPACITY = 60;

const modem = new Modem({
	...wire(config.sim900, device.io),
	...dialogue(),
	onError(error) {
		trace(`modem: ${error.code} ${error.status} during ${error.operation}\n`);
	},
});
const http = new HTTP({ modem });
const sensor = new device.io.Analog({ pin: config.sensor.pin });
const highest = 2 ** sensor.resolution - 1;

let waiting: number[] = [];
let sending = false;

function measure(): void {
	waiting.push(Math.round((sensor.read() / highest) * 1000) / 1000);
	if (waiting.length > CAPACITY) waiting.shift();
	if (!sending) send();
}

function send(): void {
	const values = waiting;
	const body = new Uint8Array(ArrayBuffer.fromString(JSON.stringify({ values })));
	let sent = 0;
	let status = 0;
	sending = true;
	waiting = [];
	http.request({
		method: "POST",
		url: config.url,
		contentType: "application/json",
		length: body.length,
		onWritable(count) {
			const part = body.subarray(sent, sent + count);
			sent += part.length;
			this.write(part);
		},
		onHeaders(code) {
			status = code;
		},
		// What the server answers is of no interest, but has to go.
		onReadable(count) {
			this.skip(count);
		},
		onDone(error) {
			const failed = error !== null || status < 200 || status > 299;
			sending = false;
			if (failed) waiting = values.concat(waiting).slice(-CAPACITY);
			trace(failed ? `${waiting.length} values wait: ${error ? error.code : status}\n` : `${values.length} values sent\n`);
		},
	});
}

Timer.repeat(measure, config.interval);
