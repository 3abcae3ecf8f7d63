/*
	Firmware for figures: sends `config.length` bytes, a multiple of 500, from one constant buffer: `config.way` is "post", "put" or "putExtended". Traces
	`writable` when it may write for the first time.
*/
import device from "embedded:provider/builtin";
import config from "mc/config";
import { SIM900 } from "sim900";
import { host } from "../lane/host.ts";

const { serial, dcd, apn, way, length, options } = config;
const PIECE = new Uint8Array(500).fill(0x55);
let left = length;
let begun = false;

function write(this: any, count: number): void {
	if (!begun) {
		begun = true;
		trace("writable\n");
	}
	while (left > 0 && count >= PIECE.length) {
		this.write(PIECE);
		left -= PIECE.length;
		count -= PIECE.length;
	}
}

function end(error: { code: string; status: number } | null): void {
	trace(error ? `failed: ${error.code} ${error.status}\n` : "done\n");
	host.done(error ? 1 : 0);
}

const modem = new SIM900({
	serial: { ...serial, io: device.io.Serial },
	dcd: { ...dcd, io: device.io.Digital },
	apn,
	onReady() {
		const all = { ...options, length, onWritable: write, onDone: end };
		if (way === "post") modem.http.request({ ...all, method: "POST" });
		else modem.ftp[way as "put" | "putExtended"](all);
	},
});
