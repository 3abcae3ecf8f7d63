/*
	Firmware for figures: downloads `config.url` and passes over the bytes, or reads them into a buffer of `config.into` bytes; `config.plant` wastes time for each. Traces `headers` and,
	when the last byte has been handed over, `read`. The collector is off meanwhile.
*/
import device from "embedded:provider/builtin";
import config from "mc/config";
import { SIM900 } from "sim900";
import { host } from "../lane/host.ts";

const { serial, dcd, apn, burst, url, into, plant } = config;
const buffer = new Uint8Array(into || 1);
let left = 0;
let planted = 0;

function begin(_status: number, length: number): void {
	left = length;
	trace("headers\n");
}

function pass(this: any, count: number): void {
	if (plant) for (let i = 0; i < count * plant; i++) planted++;
	this.skip(count);
	left -= count;
	if (left === 0) trace("read\n");
}

function copy(this: any): void {
	let count;
	while ((count = this.read(buffer))) left -= count;
	if (left === 0) trace("read\n");
}

function end(error: { code: string } | null): void {
	host.mark(1);
	trace(`healed ${modem.statistics.healed} planted ${planted}\n`);
	host.done(error ? 1 : 0);
}

const options: any = { serial: { ...serial, io: device.io.Serial }, apn, burst };
if (dcd) options.dcd = { ...dcd, io: device.io.Digital };
options.onReady = () => {
	modem.http.request({ url, onHeaders: begin, onReadable: into ? copy : pass, onDone: end });
	host.mark(0);
};
const modem: SIM900 = new SIM900(options);
