import { Receiver } from "../../src/at/receiver.js";
import { Scanner } from "../../src/at/scanner.js";
import { Memory } from "../../src/uart/memory.js";
import { TransmitPump } from "../../src/uart/pump.js";
import { ScriptedPort } from "./scripted-port.ts";

/** A receiver by itself, whose lines go to `onLine`, and what closes payload in one piece to `onClosed`. */
export interface ReceiverRig {
	readonly receiver: Receiver;
	/** Bytes arrive in pieces of `size`. */
	receive(bytes: Uint8Array, size: number): void;
}

export function createReceiver(onLine: (scanner: Scanner) => void, onClosed = (): void => {}): ReceiverRig {
	const memory = new Memory(1152);
	const scanner = new Scanner(memory);
	const port = new ScriptedPort();
	const target = {
		scanner,
		pump: new TransmitPump(memory),
		state: 1,
		due: false,
		onBurst() {
			while (receiver.takeLine()) onLine(scanner);
		},
		onPayloadClosed: onClosed,
		onRoom() {},
	};
	const receiver: Receiver = new Receiver(target, {
		statistics: { received: 0, noise: 0, overlong: 0 },
		listener: {},
		onUnsolicited() {},
		onOther() {},
		onPortError() {},
	});
	receiver.attach(port);
	return {
		receiver,
		receive(bytes, size) {
			for (let at = 0; at < bytes.length; at += size) {
				port.put(bytes.subarray(at, at + size));
				receiver.onReadable.call({ target: receiver }, port.waitingCount);
			}
		},
	};
}
