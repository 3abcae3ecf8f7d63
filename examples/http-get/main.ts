/*
	Downloads a file and says its length and CRC-32, so that it can be compared: the line between modem and board has no checksum.
*/
import { crc32, hex } from "crc32";
import { dialogue } from "dialogue";
import device from "embedded:provider/builtin";
import config from "mc/config";
import { SIM900, wire } from "sim900";

const modem = new SIM900({
	...wire(config.sim900, device.io),
	...dialogue(),
	onReady() {
		trace("modem ready\n");
	},
	onError(error) {
		trace(`modem: ${error.code} ${error.status} during ${error.operation}\n`);
	},
});

const buffer = new Uint8Array(256);
let received = 0;
let crc = 0;

modem.http.request({
	url: config.url,
	onHeaders(status, length) {
		trace(`status ${status}, ${length} bytes\n`);
	},
	onReadable() {
		let count;
		while ((count = this.read(buffer))) {
			received += count;
			crc = crc32(crc, buffer, 0, count);
		}
	},
	onDone(error) {
		trace(error ? `failed: ${error.code} ${error.status}\n` : `received ${received} bytes, CRC-32 ${hex(crc)}\n`);
	},
});
