/*
	Firmware for tests and the demo: writes a body of `config.length` bytes in portions of `config.portion`, made by a pattern that the host knows,
	and hands the response to the host. Nothing is allocated between the two marks.
*/
import device from "embedded:provider/builtin";
import config from "mc/config";
import { SIM900, wire } from "sim900";
import { host } from "../lane/host.ts";

const { serial, dcd, apn, url, length, portion, contentType, headers } = config;
const buffer = new Uint8Array(1152);
const body = new Uint8Array(portion);
for (let i = 0; i < portion; i++) body[i] = (i * 31 + 7) & 255;
const last = new Uint8Array(length % portion);
last.set(body.subarray(0, last.length));
let status = 0;
let left = length;

const modem = new SIM900({
	...wire({ serial, dcd, apn }, device.io),
	onReady() {
		modem.http.request({
			url,
			method: "POST",
			length,
			contentType,
			headers,
			onWritable(count) {
				while (left > 0 && count >= (left < portion ? left : portion)) {
					const piece = left < portion ? last : body;
					this.write(piece);
					left -= piece.length;
					count -= piece.length;
				}
			},
			onHeaders(code) {
				status = code;
			},
			onReadable() {
				let count;
				while ((count = this.read(buffer))) host.deliver(buffer, 0, count);
			},
			onDone(error) {
				host.mark(1);
				trace(error ? `failed: ${error.code} ${error.status}\n` : `status ${status}\n`);
				modem.close();
				host.done(error ? 1 : 0);
			},
		});
		host.mark(0);
	},
	onError(error) {
		trace(`modem: ${error.code} ${error.status} during ${error.operation}\n`);
		host.done(2);
	},
});
