import type { Line } from "../../simulator/index.ts";

/**
 * Damages one byte of what passes on `line` from now on: the last one of `text`, time number `time` that it is said, becomes `instead`, or is
 * lost. Returns whether that has happened.
 */
export function mishear(line: Line, text: string, instead: string = "", time: number = 1): () => boolean {
	const bytes = [...Buffer.from(instead, "latin1")];
	let heard = "";
	let times = 0;
	line.tamper = byte => {
		heard = (heard + String.fromCharCode(byte)).slice(-text.length);
		if (heard !== text) return byte;
		times++;
		return times === time ? bytes : byte;
	};
	return () => times >= time;
}
