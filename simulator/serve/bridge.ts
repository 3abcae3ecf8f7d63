import type { Readable, Writable } from "node:stream";
import type { SIM900Simulator } from "../sim900.ts";

/** Bytes on their way to the modem at a time; more of them wait here. */
const AHEAD = 1024;
/** Bytes that wait here until the other end has to. */
const WAITING = 1 << 20;
/** Bytes that nobody fetches until more of them are lost, as on a wire. */
const UNREAD = 1 << 20;
/** ms without a byte either way after which a host that will say nothing more has its answers. */
const LINGER = 1000;

/** What a bridge tells. */
export interface BridgeEvents {
	/** The host will say nothing more and has had its answers. */
	answered?(): void;
}

/**
 * Joins a stream of bytes and the lines of a modem. The host has no rate of its own: it sends at the modem's. Returns
 * the function that separates them.
 */
export function bridge(modem: SIM900Simulator, input: Readable, output: Writable, { answered }: BridgeEvents = {}): () => void {
	const { rxd, txd, cts, clock } = modem;
	let outgoing: number[] = [];
	let incoming: Buffer[] = [];
	let held = 0;
	let over = false;
	let ended = false;
	let lastByte = clock.now;
	const flush = (): void => {
		if (!over && output.writable && output.writableLength < UNREAD) output.write(Uint8Array.from(outgoing));
		outgoing = [];
	};
	/** The stream is read to its end even while the modem is busy: that is how the end of a client is seen. */
	const hold = (): void => {
		if (over) return;
		rxd.paused = cts.level === 1;
		while (incoming.length && rxd.waiting < AHEAD) {
			const bytes = incoming.shift()!;
			held -= bytes.length;
			rxd.baud = txd.baud;
			for (let start = 0; start < bytes.length; start += AHEAD) rxd.send(bytes.subarray(start, start + AHEAD));
			rxd.afterSent(hold);
		}
		if (held < WAITING) input.resume();
		else input.pause();
	};
	const onData = (bytes: Buffer): void => {
		incoming.push(bytes);
		held += bytes.length;
		hold();
	};
	const linger = (): void => {
		if (over || !answered) return;
		const quiet = clock.now - lastByte;
		if (quiet >= LINGER && !incoming.length && rxd.idle && txd.idle) answered();
		else clock.schedule(Math.max(1, LINGER - quiet), linger);
	};
	const onEnd = (): void => {
		ended = true;
		lastByte = clock.now;
		linger();
	};
	txd.onByte = byte => {
		if (ended) lastByte = clock.now;
		// All bytes of one wake-up of the clock go together.
		if (outgoing.push(byte) === 1) setImmediate(flush);
	};
	const unwatch = cts.watch(hold);
	input.on("data", onData);
	input.on("end", onEnd);
	return () => {
		over = true;
		unwatch();
		incoming = [];
		input.off("data", onData);
		input.off("end", onEnd);
		txd.onByte = () => {};
	};
}
