import type { Readable, Writable } from "node:stream";
import type { SIM900Simulator } from "../sim900.ts";

/** Bytes on their way to the modem until the other end has to wait. */
const AHEAD = 1024;
/** Bytes that nobody fetches until more of them are lost, as on a wire. */
const UNREAD = 1 << 20;

/**
 * Joins a stream of bytes and the lines of a modem. The host has no rate of its own: it sends at the modem's. Returns
 * the function that separates them.
 */
export function bridge(modem: SIM900Simulator, input: Readable, output: Writable): () => void {
	const { rxd, txd, cts } = modem;
	let waiting: number[] = [];
	let over = false;
	const flush = (): void => {
		if (!over && output.writable && output.writableLength < UNREAD) output.write(Uint8Array.from(waiting));
		waiting = [];
	};
	const hold = (): void => {
		if (over) return;
		rxd.paused = cts.level === 1;
		if (rxd.waiting < AHEAD) input.resume();
		else input.pause();
	};
	const onData = (bytes: Uint8Array): void => {
		rxd.baud = txd.baud;
		rxd.send(bytes);
		rxd.afterSent(hold);
		hold();
	};
	txd.onByte = byte => {
		// All bytes of one wake-up of the clock go together.
		if (waiting.push(byte) === 1) setImmediate(flush);
	};
	const unwatch = cts.watch(hold);
	input.on("data", onData);
	return () => {
		over = true;
		unwatch();
		input.off("data", onData);
		txd.onByte = () => {};
	};
}
