import type { SerialConstructor } from "sim900/simulator";

/* Somebody's application without any library: a few commands, one after the other. */

const COMMANDS = ["ATE0", 'AT+SAPBR=3,1,"APN","internet"', "AT+SAPBR=1,1", "AT+HTTPINIT"];

/** Sends a temperature to a server; calls back with the status, or with the command that failed. */
export function reportTemperature(Serial: SerialConstructor, temperature: number, done: (result: string) => void): void {
	const commands = [...COMMANDS, `AT+HTTPPARA="URL","example.com/log?t=${temperature}"`, "AT+HTTPACTION=0"];
	let index = 0;
	let text = "";
	const serial = new Serial({
		port: 2,
		transmit: 17,
		receive: 16,
		baud: 115200,
		format: "buffer",
		onReadable() {
			text += String.fromCharCode(...new Uint8Array(serial.read() as ArrayBuffer));
			for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
				take(text.slice(0, end).trim());
				text = text.slice(end + 1);
			}
		},
	});
	const send = (): void => serial.write(new Uint8Array([...`${commands[index]!}\r`].map(each => each.charCodeAt(0))));
	const take = (line: string): void => {
		const action = /^\+HTTPACTION: ?\d,(\d+)/.exec(line);
		if (action) done(action[1]!);
		else if (line === "ERROR") done(commands[index]!);
		else if (line === "OK" && ++index < commands.length) send();
	};
	send();
}
