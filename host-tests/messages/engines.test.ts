import { test } from "uvu";
import * as assert from "uvu/assert";
import { engines } from "../../lab/lane/rig.ts";
import { runSession } from "../../lab/session.ts";

const SENT = `${"Ein Text, der länger ist als eine Nachricht, mit €. ".repeat(8)}`.slice(0, 400);
const WIDE = `短信 😀 ${"测试".repeat(60)}`;
const LAST = "0123456789".repeat(16);
const INCOMING = ["Hallo {€}", "你好，世界 😀", LAST];

for (const engine of engines) {
	for (const [name, text, parts] of [
		["400 characters of the GSM alphabet", SENT, 3],
		["UCS2 with surrogate pairs", WIDE, 2],
	] as const) {
		test(`${engine}: ${name} go out, an answer of the network, the clock and messages come in, each as it is`, async () => {
			const texts: string[] = [];
			const result = await runSession({
				firmware: "lab/firmware/messages.ts",
				config: { number: "+491701234567", text, code: "*100#", expected: INCOMING.length },
				engine,
				baud: 115200,
				modem: { ussd: { "*100#": "Your balance is 10.00. ".repeat(7) } },
				prepare({ clock, modem }) {
					INCOMING.forEach((incoming, index) =>
						clock.schedule(60_000 + index * 20_000, () => modem.receiveMessage("+4915112345678", incoming)),
					);
				},
				onDeliver: bytes => void texts.push(Buffer.from(bytes).toString("utf8")),
			});
			assert.equal(texts, INCOMING, result.trace);
			assert.is(result.modem.sentMessages.map(message => message.text).join(""), text);
			assert.is(result.modem.sentMessages.length, parts);
			assert.match(result.trace, new RegExp(`sent in ${parts}\n(Your balance is 10\\.00\\. ){7}\n2004-01-01T`));
			if (engine !== "xs") return;
			// The strings of a message of 160 characters, the pieces that they are joined of, and what the application has made of the one before.
			const { slots, chunkBytes, blocks } = result.marks[1]!;
			assert.ok(slots < 700 && chunkBytes < 8000 && blocks === 0, JSON.stringify({ slots, chunkBytes, blocks }));
		});
	}
}

test.run();
