import type { Workbench } from "./workbench.ts";

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
