/*
	Firmware for the tests of ports: downloads `config.url`, hands the bytes to the host, then uploads `config.length` nasty bytes to the FTP server of
	`config.server`. The engine's counters are taken from the return of each call to its onDone; the callbacks allocate nothing.
*/
import device from "embedded:provider/builtin";
import config from "mc/config";
import { SIM900, wire } from "sim900";
import { host } from "../lane/host.ts";
import { nastyByte } from "../peers/nasty.ts";

const { url, server, length } = config;
const buffer = new Uint8Array(512);
const single = new Uint8Array(1);
let at = 0;
let begun = false;

function end(what: string, error: { code: string; status: number } | null): boolean {
	host.mark(1);
	trace(`${what}: ${error ? `${error.code} ${error.status}` : "done"}\n`);
	if (error) host.done(1);
	return !error;
}

function put(): void {
	modem.ftp.put({
		...server,
		length,
		onWritable() {
			while (at < length && this.writable > 0) {
				single[0] = nastyByte(at++);
				this.write(single);
			}
		},
		onDone(error) {
			if (end("put", error)) host.done(0);
		},
	});
	host.mark(0);
}

const modem = new SIM900({
	...wire(config.sim900, device.io),
	onReady() {
		if (begun) return;
		begun = true;
		modem.http.request({
			url,
			onReadable() {
				let count;
				while ((count = this.read(buffer))) host.deliver(buffer, 0, count);
			},
			onDone(error) {
				if (end("get", error)) put();
			},
		});
		host.mark(0);
	},
	onError(error) {
		trace(`modem: ${error.code} ${error.status} during ${error.operation}\n`);
		host.done(2);
	},
});
