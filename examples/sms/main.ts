/*
	Sends one message, if `config.number` says to whom, and prints what arrives. What has been printed is removed from the SIM, for a full one takes nothing.
*/
import { dialogue } from "dialogue";
import device from "embedded:provider/builtin";
import config from "mc/config";
import { Messages } from "sim900/messages";
import { Modem, wire } from "sim900/modem";

const modem = new Modem({
	...wire(config.sim900, device.io),
	...dialogue(),
	onError(error) {
		trace(`modem: ${error.code} ${error.status} during ${error.operation}\n`);
	},
});

const messages = new Messages({
	modem,
	onMessage({ index, number, part, parts, text }) {
		trace(`${number}${parts === 1 ? "" : ` (${part} of ${parts})`}: ${text}\n`);
		if (printed.push(index) === 1) removeFirst();
	},
	onError(error) {
		trace(`not read: ${error.code} ${error.status}\n`);
	},
});

/** Places of what has been printed: one is removed after the other, because no more than four operations wait for the modem. */
const printed: number[] = [];

function removeFirst(): void {
	messages.remove(printed[0], error => {
		if (error) trace(`not removed: ${error.code} ${error.status}\n`);
		printed.shift();
		if (printed.length > 0) removeFirst();
	});
}

if (config.number) {
	messages.send({
		number: config.number,
		text: config.text,
		onDone(error) {
			trace(error ? `not sent: ${error.code} ${error.status}\n` : `sent to ${config.number}, parts: ${this.parts}\n`);
		},
	});
} else trace("nothing is sent: config.number is empty\n");
