import type { Workbench } from "./workbench.ts";

/** Loses one byte of a line, the one that comes after `count` more. */
export function loseByte({ simulator }: Workbench, name: "txd" | "rxd", count: number): void {
	const line = simulator[name];
	const end = line.bytes + count;
	line.tamper = (byte, index) => {
		if (index < end) return byte;
		line.tamper = undefined;
		return [];
	};
}

/** Characters that `before` is matched with: a PDU up to its text, and what stands before it. */
const REMEMBERED = 120;

/** Changes one byte from the modem, the one after what `before` matches: to `becomes`, by default it is lost. True once that has happened. */
export function damageAfter({ simulator }: Workbench, before: RegExp, becomes: readonly number[] = []): () => boolean {
	let heard = "";
	let isDone = false;
	simulator.txd.tamper = byte => {
		const isIt = before.test(heard);
		heard = (heard + String.fromCharCode(byte)).slice(-REMEMBERED);
		if (!isIt) return byte;
		simulator.txd.tamper = undefined;
		isDone = true;
		return [...becomes];
	};
	return () => isDone;
}
