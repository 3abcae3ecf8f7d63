import type { Line } from "../../simulator/index.ts";

/**
 * Damages one byte of what passes on `line` from now on: the last one of `text`, the first time that is said, becomes `instead`, or is lost. Returns
 * whether that has happened.
 */
export function mishear(line: Line, text: string, instead: string = ""): () => boolean {
	const bytes = [...Buffer.from(instead, "latin1")];
	let heard = "";
	let happened = false;
	line.tamper = byte => {
		heard = (heard + String.fromCharCode(byte)).slice(-text.length);
		if (happened || heard !== text) return byte;
		happened = true;
		return bytes;
	};
	return () => happened;
}
