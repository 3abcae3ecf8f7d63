/*
	Firmware for tests and the demo: downloads `config.url` and hands the bytes to the host. It takes the engine's counters when request() has
	returned and when onDone is called; its own callbacks allocate nothing, unless `config.plant` asks for one object. `config.request` holds further
	options of the request, `config.watch` asks for the modem's own progress. After `config.stopAfter` bytes it dies without a word to the modem.
*/
import device from "embedded:provider/builtin";
import config from "mc/config";
import { SIM900 } from "sim900";
import { host } from "../lane/host.ts";

const { serial, dcd, burst, apn, url, plant, buffered, request, stopAfter, watch } = config;
const buffer = new Uint8Array(buffered || 1152);
let planted: unknown;
let status = 0;
let delivered = 0;
let transfers = 0;
let transferred = 0;
const watcher = {
	onProgress(done: number, _total: number, phase: string) {
		if (phase !== "receiving") return;
		transfers++;
		transferred = done;
	},
};

const modem = new SIM900({
	serial: { ...serial, io: device.io.Serial },
	dcd: { ...dcd, io: device.io.Digital },
	apn,
	burst,
	onReady() {
		modem.http.request({
			...request,
			...(watch && watcher),
			url,
			onHeaders(code) {
				status = code;
			},
			onReadable() {
				if (plant && !planted) planted = {};
				let count;
				while ((count = this.read(buffer))) {
					host.deliver(buffer, 0, count);
					delivered += count;
					if (stopAfter && delivered >= stopAfter) host.done(3);
				}
			},
			onDone(error) {
				host.mark(1);
				trace(error ? `failed: ${error.code} ${error.status}\n` : `status ${status}\n`);
				if (watch) trace(`transfers ${transfers}, up to ${transferred}\n`);
				trace(`statistics ${JSON.stringify(modem.statistics)}\n`);
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
