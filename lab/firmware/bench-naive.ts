/*
	What a driver costs that makes strings of what it receives: lines by `indexOf` and `slice`, or by `split` (`config.way`). It knows two unsolicited
	codes, as any driver does.
*/
import device from "embedded:provider/builtin";
import config from "mc/config";
import Timer from "timer";
import { host } from "../lane/host.ts";

const { serial, way, duration } = config;
let text = "";
let heard = 0;

function take(line: string): void {
	if (line === "RING" || line.indexOf("+CMTI:") === 0) heard++;
}

function bySlice(this: any): void {
	text += String.fromCharCode.apply(null, new Uint8Array(this.read()) as unknown as number[]);
	let end;
	while ((end = text.indexOf("\r\n")) >= 0) {
		if (end > 0) take(text.slice(0, end));
		text = text.slice(end + 2);
	}
}

function bySplit(this: any): void {
	text += String.fromCharCode.apply(null, new Uint8Array(this.read()) as unknown as number[]);
	const lines = text.split("\r\n");
	text = lines.pop()!;
	for (let i = 0; i < lines.length; i++) if (lines[i]) take(lines[i]!);
}

const port = new device.io.Serial({ ...serial, format: "buffer", onReadable: way === "slice" ? bySlice : bySplit });
host.mark(0);
Timer.set(() => {
	trace(`heard ${heard}\n`);
	port.close();
	host.done(0);
}, duration);
