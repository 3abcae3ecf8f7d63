/* Messages (docs/behaviour.md 13): text and PDU, sent, received, listed, deleted, reported. */
import * as assert from "uvu/assert";
import { pack, septetsOf, textOf, unpack } from "../../simulator/messages/alphabet.ts";
import { deliver, readSubmit, split } from "../../simulator/messages/pdu.ts";
import type { SimulatorOptions } from "../../simulator/sim900.ts";
import { Dialogue, ERROR, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

const TIME = { networkTime: Date.UTC(2015, 2, 1, 8, 0, 0), networkZone: 4, messageSendTime: 1000 };

/** Echo off, text mode, and the lines. */
async function begin(lines: string[] = ["AT+CMGF=1"], options: Omit<SimulatorOptions, "clock"> = {}): Promise<Dialogue> {
	const host = new Dialogue({ ...options, settings: { ...TIME, ...options.settings } });
	await host.script(...lines, "AT");
	return host;
}

/** Sends a text after a prompt. */
async function compose(host: Dialogue, command: string, text: string): Promise<string> {
	assert.is(await host.say(command, 100), "\r\n> ");
	host.type(text);
	await host.clock.advance(3000);
	return host.take();
}

const cms = (number: number): string => line(`+CMS ERROR: ${number}`);

test("text is sent after 1A, with a reference that counts; 1B gives it up", async () => {
	const host = await begin();
	assert.is(await compose(host, 'AT+CMGS="+491701234567"', "hello\x1a"), line("+CMGS: 0") + OK);
	assert.is(await compose(host, 'AT+CMGS="+491701234567",145', "again\x1a"), line("+CMGS: 1") + OK);
	assert.is(await compose(host, 'AT+CMGS="123"', "never\x1b"), OK);
	assert.equal(
		host.modem.sentMessages.map(({ number, text }) => [number, text]),
		[
			["+491701234567", "hello"],
			["+491701234567", "again"],
		],
	);
});

test("the text is echoed under ATE1, and backspace takes a character back", async () => {
	const host = await begin(["AT+CMGF=1", "ATE1"]);
	await host.say('AT+CMGS="123"', 100);
	host.type("hx\bi\x1a");
	await host.clock.advance(3000);
	assert.is(host.take(), `hx\bi\x1a${line("+CMGS: 0")}${OK}`);
	assert.is(host.modem.sentMessages[0]!.text, "hi");
});

test("160 characters are sent, 161 are not; a SIM800 takes more where a setting says so", async () => {
	const host = await begin();
	assert.is(await compose(host, 'AT+CMGS="1"', `${"x".repeat(160)}\x1a`), line("+CMGS: 0") + OK);
	assert.is(await compose(host, 'AT+CMGS="1"', `${"x".repeat(161)}\x1a`), cms(323));
	assert.is(await compose(host, 'AT+CMGS="1"', `${"[".repeat(81)}\x1a`), cms(323), "these count twice");
	const more = await begin(["AT+CMGF=1"], { settings: { messageLongest: 1024 } });
	assert.is(await compose(more, 'AT+CMGS="1"', `${"x".repeat(500)}\x1a`), line("+CMGS: 0") + OK);
});

test("UCS2: number and text in hex, by AT+CSMP and AT+CSCS", async () => {
	const host = await begin(["AT+CMGF=1", "AT+CSMP=17,167,0,8", 'AT+CSCS="UCS2"']);
	const hex = (text: string): string => Buffer.from(text, "utf16le").swap16().toString("hex").toUpperCase();
	assert.is(await compose(host, `AT+CMGS="${hex("+4917")}"`, `${hex("Привет")}\x1a`), line("+CMGS: 0") + OK);
	const { number, text, wide } = host.modem.sentMessages[0]!;
	assert.equal([number, text, wide], ["+4917", "Привет", true]);
	assert.is(await host.say('AT+CMGS="+4917"', 100), cms(323));
	await host.script('AT+CSCS="HEX"');
	assert.is(await compose(host, 'AT+CMGS="+4917"', `${hex("да")}\x1a`), line("+CMGS: 1") + OK);
	assert.is(host.modem.sentMessages[1]!.text, "да");
});

test("PDU mode: the length is that after the service centre, and it is checked", async () => {
	const host = await begin(["AT+CMGF=0"]);
	// SMS-SUBMIT to 46708251358, "hellohello": the example that is printed everywhere.
	const pdu = "0011000B916407281553F80000AA0AE8329BFD4697D9EC37";
	assert.is(await compose(host, "AT+CMGS=23", `${pdu}\x1a`), line("+CMGS: 0") + OK);
	assert.equal([host.modem.sentMessages[0]!.number, host.modem.sentMessages[0]!.text], ["+46708251358", "hellohello"]);
	assert.is(await compose(host, "AT+CMGS=22", `${pdu}\x1a`), cms(304));
	assert.is(await compose(host, "AT+CMGS=23", "no hex\x1a"), cms(304));
	assert.is(await host.say('AT+CMGS="+49"', 100), cms(304));
});

test("parts of a long message carry their header", async () => {
	const parts = split({ number: "+49", text: "x".repeat(307), wide: false }, 7);
	assert.equal(
		parts.map(({ text, part }) => [text.length, part]),
		[
			[153, { reference: 7, count: 3, number: 1 }],
			[153, { reference: 7, count: 3, number: 2 }],
			[1, { reference: 7, count: 3, number: 3 }],
		],
	);
	assert.is(split({ number: "1", text: "ж".repeat(71), wide: false }, 0).length, 2);
	const submitted = readSubmit("0041000B916407281553F800000C050003070201906536FB0D", 24);
	assert.equal(submitted?.part, { reference: 7, count: 2, number: 1 });
	assert.is(submitted?.text, "Hello");
});

test("septets survive packing, whatever the fill", () => {
	const text = "The quick [brown] fox: €5 @ £3, àèìòù";
	const septets = septetsOf(text)!;
	for (let fill = 0; fill < 7; fill++) assert.is(textOf(unpack(pack(septets, fill), septets.length, fill)), text, String(fill));
	assert.is(septetsOf("ж"), undefined);
});

test("a message arrives: +CMTI, then AT+CMGR marks it read", async () => {
	const host = await begin();
	assert.ok(host.modem.receiveMessage("+8613", "Hi there"));
	await host.clock.advance(10);
	assert.is(host.take(), line('+CMTI: "SM",1'));
	const shown = (state: string): string => `${line(`+CMGR: "${state}","+8613","","15/03/01,09:00:03+04"\r\nHi there`)}${OK}`;
	const read = async (): Promise<string> => (await host.say("AT+CMGR=1")).replace(/:0\d\+04/, ":03+04");
	assert.is(await host.say("AT+CPMS?"), line('+CPMS: "SM",1,30,"SM",1,30,"SM",1,30') + OK);
	assert.is((await host.say("AT+CMGR=1,1")).replace(/:0\d\+04/, ":03+04"), shown("REC UNREAD"));
	assert.is(await read(), shown("REC UNREAD"));
	assert.is(await read(), shown("REC READ"));
	assert.is(await host.say("AT+CMGR=2"), OK);
	assert.is(await host.say("AT+CMGR=31"), cms(321));
});

test("AT+CSDH=1 adds the details, the length last", async () => {
	const host = await begin(["AT+CMGF=1", "AT+CSDH=1"]);
	host.modem.receiveMessage("+8613", "OK\r\n\r\nOK");
	await host.clock.advance(10);
	assert.match(
		await host.say("AT+CMGR=1"),
		/"REC UNREAD","\+8613","","15[^"]+",145,4,0,0,"\+8613800100500",145,8\r\nOK\r\n\r\nOK\r\n\r\nOK\r\n$/,
	);
});

test("AT+CNMI: told with its text, in text or PDU, and then not stored; or not told", async () => {
	const host = await begin(["AT+CMGF=1", "AT+CNMI=2,2,0,0,0"]);
	host.modem.receiveMessage("+8613", "two\r\nlines");
	await host.clock.advance(100);
	assert.match(host.take(), /^\r\n\+CMT: "\+8613","","15\/03\/01,09:00:\d\d\+04"\r\ntwo\r\nlines\r\n$/);
	await host.say("AT+CMGF=0");
	host.modem.receiveMessage("+8613", "hi");
	await host.clock.advance(100);
	const [, length, pdu] = /^\r\n\+CMT: "",(\d+)\r\n([0-9A-F]+)\r\n$/.exec(host.take())!;
	assert.is(pdu!.length / 2, Number(length) + 9, "the centre of thirteen digits takes nine octets");
	assert.ok(pdu!.endsWith("02E834"));
	for (const mode of ["2,0", "0,1"]) {
		await host.say(`AT+CNMI=${mode}`);
		host.modem.receiveMessage("+8613", "quiet");
		await host.clock.advance(100);
		assert.is(host.take(), "");
	}
	assert.is(await host.say("AT+CNMI=2,1,0,2,0"), cms(323), "reports are not stored here");
});

test("UCS2 is shown in hex, and a long one comes in parts", async () => {
	const host = await begin();
	host.modem.receiveMessage("+7", "да");
	host.modem.receiveMessage("+7", "x".repeat(200));
	await host.clock.advance(100);
	assert.is(host.take(), line('+CMTI: "SM",1') + line('+CMTI: "SM",2') + line('+CMTI: "SM",3'));
	assert.match(await host.say("AT+CMGR=1"), "\r\n04340430\r\n");
	assert.match(await host.say("AT+CMGR=2"), `\r\n${"x".repeat(153)}\r\n`);
});

test("AT+CMGL lists by state, in upper case, or by number in PDU mode", async () => {
	const host = await begin(["AT+CMGF=1", "AT+CNMI=2,0"]);
	for (const text of ["one", "two"]) host.modem.receiveMessage("+1", text);
	await host.say("AT+CMGR=1");
	const entry = (index: number, state: string, text: string): RegExp =>
		new RegExp(`\\+CMGL: ${index},"${state}","\\+1","","[^"]+"\r\n${text}\r\n`);
	const unread = await host.say('AT+CMGL="REC UNREAD",1');
	assert.match(unread, entry(2, "REC UNREAD", "two"));
	assert.not.match(unread, "one");
	const all = await host.say('AT+CMGL="ALL"');
	assert.match(all, entry(1, "REC READ", "one"));
	assert.match(all, entry(2, "REC UNREAD", "two"));
	assert.match(await host.say('AT+CMGL="ALL"'), entry(2, "REC READ", "two"));
	assert.is(await host.say('AT+CMGL="all"'), cms(305));
	await host.say("AT+CMGF=0");
	assert.match(await host.say("AT+CMGL=4"), /\+CMGL: 1,1,"",\d+\r\n[0-9A-F]+\r\n\r\n\+CMGL: 2,1,"",\d+/);
	assert.is(await host.say("AT+CMGL=0"), OK);
});

test("AT+CMGD and AT+CMGDA delete one, by state, or all", async () => {
	const host = await begin(["AT+CMGF=1", "AT+CNMI=2,0"]);
	const fill = async (): Promise<void> => {
		for (const text of ["one", "two", "three"]) host.modem.receiveMessage("+1", text);
		await host.say("AT+CMGR=1");
	};
	const used = async (): Promise<string> => /"SM",(\d+)/.exec(await host.say("AT+CPMS?"))![1]!;
	await fill();
	assert.is(await host.say("AT+CMGD=2"), OK);
	assert.is(await used(), "2");
	assert.is(await host.say("AT+CMGD=1,1"), OK);
	assert.is(await used(), "1");
	assert.is(await host.say('AT+CMGDA="DEL ALL"'), OK);
	assert.is(await used(), "0");
	await fill();
	await host.say("AT+CMGF=0");
	assert.is(await host.say("AT+CMGDA=6"), OK);
	assert.is(await used(), "0");
	for (const wrong of ["AT+CMGD=0", "AT+CMGD=31", "AT+CMGD=1,5"]) assert.is(await host.say(wrong), cms(321), wrong);
});

test("a full card takes nothing more and says nothing", async () => {
	const host = await begin(["AT+CMGF=1"], { settings: { messagePlaces: 2 } });
	assert.equal(
		["a", "b", "c"].map(text => host.modem.receiveMessage("+1", text)),
		[true, true, false],
	);
	await host.clock.advance(100);
	assert.is(host.take(), line('+CMTI: "SM",1') + line('+CMTI: "SM",2'));
	assert.is(await compose(host, 'AT+CMGW="1"', "x\x1a"), cms(322));
});

test("AT+CMGW writes, AT+CMSS sends what was written", async () => {
	const host = await begin();
	assert.is(await compose(host, 'AT+CMGW="+49"', "later\x1a"), line("+CMGW: 1") + OK);
	assert.match(await host.say("AT+CMGR=1"), '+CMGR: "STO UNSENT","+49",""\r\nlater');
	assert.is(await host.say("AT+CMSS=1"), line("+CMSS: 0") + OK);
	assert.match(await host.say("AT+CMGR=1"), '"STO SENT"');
	assert.is(await host.say("AT+CMSS=2"), cms(321));
});

test("a status report, where AT+CSMP asks and AT+CNMI wants it", async () => {
	const host = await begin(["AT+CMGF=1", "AT+CSMP=49,167,0,0", "AT+CNMI=2,1,0,1,0"]);
	assert.match(await compose(host, 'AT+CMGS="+49"', "hi\x1a"), line("+CMGS: 0") + OK);
	await host.clock.advance(2000);
	assert.match(host.take(), /^(\r\n\+CMGS: 0.*)?\r\n\+CDS: 6,0,"\+49",145,"15[^"]+","15[^"]+",0\r\n$/s);
	await host.say("AT+CMGF=0");
	const pdu = await compose(host, "AT+CMGS=23", "0031000B916407281553F80000AA0AE8329BFD4697D9EC37\x1a");
	await host.clock.advance(3000);
	assert.match(pdu + host.take(), /\+CDS: \d+\r\n07[0-9A-F]+00\r\n$|\+CDS: \d+\r\n08[0-9A-F]+00\r\n$/);
});

test("no centre, no network, no card, a card that waits for its PIN", async () => {
	const host = await begin();
	await host.say('AT+CSCA=""');
	assert.is(await host.say("AT+CSCA?"), line('+CSCA: "",129') + OK);
	assert.is(await compose(host, 'AT+CMGS="1"', "x\x1a"), cms(330));
	await host.script('AT+CSCA="+491"', "AT+COPS=2");
	assert.is(await compose(host, 'AT+CMGS="1"', "x\x1a"), cms(331));
	assert.is(await (await begin([], { sim: { present: false } })).say("AT+CMGF=1"), cms(310));
	assert.is(await (await begin([], { sim: { pin: "1234" } })).say('AT+CMGS="1"'), cms(311));
	assert.is(await (await begin([], { sim: { blocked: true } })).say("AT+CMGL"), cms(316));
	assert.is(await (await begin(["AT+CFUN=0"])).say("AT+CMGF=1"), cms(512));
	assert.is(await (await begin(["AT+CMEE=2"], { sim: { present: false } })).say("AT+CMGF=1"), line("+CMS ERROR: SIM not inserted"));
});

test("only what is there is accepted: one memory, one format, the alphabets", async () => {
	const host = await begin();
	assert.is(await host.say('AT+CPMS="SM","SM","SM"'), line("+CPMS: 0,30,0,30,0,30") + OK);
	assert.is(await host.say('AT+CPMS="ME"'), cms(302));
	assert.is(await host.say("AT+CMGF=2"), cms(323));
	assert.is(await host.say('AT+CSCS="UTF-8"'), ERROR);
	assert.is(await host.say("AT+CSMS?"), line("+CSMS: 0,1,1,1") + OK);
	assert.is(await host.say("AT+CSMS=1"), line("+CSMS: 1,1,1") + OK);
	assert.is(await host.say("AT+CSMS?"), line("+CSMS: 1,1,1,1") + OK);
});

test("centre and parameters come back from a profile, also after a restart", async () => {
	const host = await begin(["AT+CSMP=49,10,0,8", 'AT+CSCA="+4917"', "AT+CSAS", "AT+CSMP=17,167,0,0", 'AT+CSCA="+1"', "AT+CSAS=3"]);
	host.modem.powerDip();
	await host.clock.advance(10_000);
	await host.script("ATE0", "AT+CRES");
	assert.is(await host.say("AT+CSMP?;+CSCA?"), line("+CSMP: 49,10,0,8") + line('+CSCA: "+4917",145') + OK);
	await host.script("AT+CRES=3");
	assert.is(await host.say("AT+CSMP?;+CSCA?"), line("+CSMP: 17,167,0,0") + line('+CSCA: "+1",145') + OK);
	assert.is(await host.say("AT+CSAS=4"), cms(323));
});

test("a text that comes with its command is lost, or kept for the prompt", async () => {
	for (const typeAhead of ["lose", "keep"] as const) {
		const host = await begin(["AT+CMGF=1"], { settings: { typeAhead } });
		host.type('AT+CMGS="+491701"\rhello\x1a');
		await host.clock.advance(10_000);
		assert.equal(
			host.modem.sentMessages.map(({ text }) => text),
			typeAhead === "keep" ? ["hello"] : [],
		);
	}
});

test("the card outlives a restart, the settings do not", async () => {
	const host = await begin();
	host.modem.receiveMessage("+1", "kept");
	host.modem.powerDip();
	await host.clock.advance(10_000);
	assert.is(await host.script("AT+CMGF?"), line("+CMGF: 0") + OK);
	await host.say("AT+CMGF=1");
	assert.match(await host.say("AT+CMGR=1"), "kept");
});

test("what arrives while a text is typed waits", async () => {
	const host = await begin();
	await host.say('AT+CMGS="1"', 100);
	host.modem.receiveMessage("+1", "x");
	await host.clock.advance(100);
	assert.is(host.take(), "");
	host.type("text\x1a");
	await host.clock.advance(3000);
	assert.is(host.take(), line("+CMGS: 0") + OK + line('+CMTI: "SM",1'));
});

test("what a message of several parts looks like on its way in", () => {
	const { pdu, length } = deliver(
		{ number: "+46708251358", text: "Hello", wide: false, part: { reference: 7, count: 2, number: 1 } },
		"15/03/01,09:00:00+04",
		"",
	);
	assert.is(pdu, `00440B916407281553F80000513010900000400C050003070201906536FB0D`.replace("0C0500", "0C0500"));
	assert.is(length, pdu.length / 2 - 1);
});

test.run();
