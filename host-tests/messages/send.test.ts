import { test } from "uvu";
import * as assert from "uvu/assert";
import { MessageBench } from "../support/message-bench.ts";

const GSM =
	"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà\f^{}\\[~]|€";

/** `length` characters that differ, of those given. */
const repeat = (characters: string, length: number): string => {
	const all = Array.from(characters);
	let text = "";
	for (let i = 0; text.length < length; i++) text += all[(i * 7) % all.length];
	return text.slice(0, length);
};

interface Case {
	readonly name: string;
	readonly text: string;
	readonly wide: boolean;
	readonly parts: number;
}

const PLAIN = "abc def GHI 0123";
const CHINESE = "短信测试";
const CASES: readonly Case[] = [
	...[1, 70, 71, 160].map(length => ({ name: `${length} plain characters`, text: repeat(PLAIN, length), wide: false, parts: 1 })),
	{ name: "161 plain characters", text: repeat(PLAIN, 161), wide: false, parts: 2 },
	{ name: "400 plain characters", text: repeat(PLAIN, 400), wide: false, parts: 3 },
	{ name: "one €", text: "€", wide: false, parts: 1 },
	{ name: "70 €", text: "€".repeat(70), wide: false, parts: 1 },
	{ name: "80 €, which are 160 septets", text: "€".repeat(80), wide: false, parts: 1 },
	{ name: "81 €", text: "€".repeat(81), wide: false, parts: 2 },
	{ name: "400 €", text: "€".repeat(400), wide: false, parts: 6 },
	{ name: "a € across the end of a part", text: `${"x".repeat(151)}€${"y".repeat(200)}`, wide: false, parts: 3 },
	{ name: "one Chinese character", text: "短", wide: true, parts: 1 },
	{ name: "70 Chinese characters", text: repeat(CHINESE, 70), wide: true, parts: 1 },
	{ name: "71 Chinese characters", text: repeat(CHINESE, 71), wide: true, parts: 2 },
	{ name: "160 Chinese characters", text: repeat(CHINESE, 160), wide: true, parts: 3 },
	{ name: "161 characters with one that is Chinese", text: `${repeat(PLAIN, 160)}短`, wide: true, parts: 3 },
	{ name: "400 Chinese characters with a €", text: `€${repeat(CHINESE, 399)}`, wide: true, parts: 7 },
	{ name: "an emoji across the end of a part", text: `${"短".repeat(65)}😀${"信".repeat(65)}`, wide: true, parts: 3 },
	{ name: "every character of the GSM alphabet", text: GSM, wide: false, parts: 1 },
	{ name: "what would end the text or the command line", text: 'a\x1bb\x1ac\r\nAT+CPOWD=1\r"', wide: true, parts: 1 },
];

for (const { name, text, wide, parts } of CASES) {
	test(`${name}: ${parts === 1 ? "one message" : `${parts} parts`}, as it was written`, async () => {
		const bench = new MessageBench();
		const sent = await bench.send(text);
		assert.is(sent.end, "done", bench.simulator.transcript.format(20));
		assert.is(sent.parts, parts);
		assert.is(sent.sent, parts);
		const submitted = bench.submitted;
		assert.is(submitted.map(message => message.text).join(""), text);
		assert.ok(submitted.every(message => message.number === "+491701234567" && message.wide === wide));
		if (parts === 1) return assert.is(submitted[0]!.part, undefined);
		assert.equal(
			submitted.map(({ part }) => `${part!.number}/${part!.count}`),
			submitted.map((_, index) => `${index + 1}/${parts}`),
		);
		assert.is(new Set(submitted.map(({ part }) => part!.reference)).size, 1);
		assert.ok(
			submitted.every(message => !/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(message.text)),
			"a pair is split",
		);
	});
}

test.run();
