/* The modem and real FTP servers. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { SimulatorOptions } from "../../simulator/sim900.ts";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { FTP_PROGRAMS, type FtpSite } from "../../lab/peers/ftp-site.ts";
import { Dialogue, ERROR, line, OK } from "./dialogue.ts";
import { test } from "./telling.ts";

const folder = "simulated";
const hash = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

async function connect(site: FtpSite, mode: number, options: Omit<SimulatorOptions, "clock"> = {}): Promise<Dialogue> {
	const host = new Dialogue({ ...options, settings: { networkRate: 1e6, ftpEndDelay: 20, ftpPutEndDelay: 20, ...options.settings } });
	await host.script(
		"AT+SAPBR=1,1",
		`AT+FTPSERV="${site.host}"`,
		`AT+FTPPORT=${site.port}`,
		`AT+FTPUN="${site.user}"`,
		`AT+FTPPW="${site.password}"`,
		`AT+FTPMODE=${mode}`,
		`AT+FTPGETPATH="${site.base}/${folder}"`,
		`AT+FTPPUTPATH="${site.base}/${folder}"`,
	);
	return host;
}

/** What comes until it matches. */
async function hear(host: Dialogue, awaited: RegExp): Promise<string> {
	await host.clock.run(() => awaited.test(host.heard), 300_000);
	return host.take();
}

/** Types a line and waits. */
function until(host: Dialogue, command: string, awaited: RegExp): Promise<string> {
	host.take();
	host.type(`${command}\r`);
	return hear(host, awaited);
}

/** Types a command that opens a session and does nothing more; returns all that comes. */
const report = (host: Dialogue, command: string): Promise<string> => until(host, command, /:1,[^\r]*\r\n$/);

/** The whole file, chunk by chunk. */
async function download(host: Dialogue, chunk: number, command = "FTPGET"): Promise<Buffer> {
	const parts: string[] = [];
	const header = new RegExp(`(?:^|\r\n)\\+${command}:2,(\\d+)\r\n`);
	const isComplete = (): boolean => {
		const match = header.exec(host.heard);
		return match ? host.heard.length >= match.index + match[0].length + Number(match[1]) + OK.length : host.heard.includes(ERROR);
	};
	let over = (await report(host, `AT+${command}=1`)).includes(":1,0");
	while (!over) {
		host.type(`AT+${command}=2,${chunk}\r`);
		await host.clock.run(isComplete, 100_000);
		const match = header.exec(host.heard);
		const text = host.take();
		const start = match ? match.index + match[0].length : 0;
		if (match) parts.push(text.slice(start, start + Number(match[1])));
		if (match?.[1] === "0") await host.clock.advance(30);
		over = !match || host.heard.includes(":1,0");
	}
	return Buffer.from(parts.join(""), "latin1");
}

async function upload(host: Dialogue, bytes: Uint8Array): Promise<string> {
	await report(host, "AT+FTPPUT=1");
	for (let start = 0; start < bytes.length; start += 1280) {
		const piece = bytes.subarray(start, start + 1280);
		await until(host, `AT+FTPPUT=2,${piece.length}`, /:2,\d+\r\n/);
		host.type(Buffer.from(piece).toString("latin1"));
		await hear(host, /:1,[^\r]*\r\n$/);
	}
	return report(host, "AT+FTPPUT=2,0");
}

const WRONG: [string, string, RegExp][] = [
	["a wrong password", 'AT+FTPPW="wrong"', /1,72/],
	["a directory that is not there", 'AT+FTPGETPATH="/nowhere"', /1,77/],
	["a port that nobody listens on", "AT+FTPPORT=9", /1,63/],
	["a name that does not resolve", 'AT+FTPSERV="no.such.invalid"', /1,62/],
];
for (const { isThere, open, manners } of FTP_PROGRAMS) {
	if (!isThere()) continue;
	const site = await open();
	const local = (name: string): string => join(site.root, folder, name);
	test.before(() => mkdir(local("")));
	test.after(() => site.close());

	for (const [mode, way] of [
		[1, "passive"],
		[0, "active"],
	] as const) {
		test(`${site.name}, ${way}: 300,000 bytes come and go unchanged`, async () => {
			const content = nastyFile(300_000);
			await writeFile(local("big.bin"), content);
			const host = await connect(site, mode);
			await host.say('AT+FTPGETNAME="big.bin"');
			assert.is(await report(host, "AT+FTPSIZE"), OK + line("+FTPSIZE:1,0,300000"));
			assert.is(hash(await download(host, 1460)), hash(content));
			await host.say(`AT+FTPPUTNAME="up-${way}.bin"`);
			assert.is(await upload(host, content), OK + line("+FTPPUT:1,0"));
			assert.is(hash(await readFile(local(`up-${way}.bin`))), hash(content));
		});

		test(`${site.name}, ${way}: a listing names the files`, async () => {
			const host = await connect(site, mode);
			assert.match((await download(host, 500, "FTPLIST")).toString(), /big\.bin\r\n/);
		});

		test(`${site.name}, ${way}: REST leaves out the beginning`, async () => {
			const host = await connect(site, mode);
			await host.script('AT+FTPGETNAME="big.bin"', "AT+FTPREST=290000");
			assert.is(hash(await download(host, 1000)), hash(nastyFile(300_000).subarray(290_000)));
		});

		test(`${site.name}, ${way}: a missing file is 79, and the next session starts`, async () => {
			const host = await connect(site, mode);
			await host.say('AT+FTPGETNAME="none"');
			assert.is(await report(host, "AT+FTPGET=1"), OK + line("+FTPGET:1,79"));
			await writeFile(local("small"), "small");
			await host.say('AT+FTPGETNAME="small"');
			assert.is(String(await download(host, 96)), "small");
		});
	}

	test(`${site.name}: an empty file is 1,0 without 1,1, and can be stored`, async () => {
		await writeFile(local("empty"), "");
		const host = await connect(site, 1);
		await host.script('AT+FTPGETNAME="empty"', 'AT+FTPPUTNAME="empty-up"');
		assert.is(await report(host, "AT+FTPGET=1"), OK + line("+FTPGET:1,0"));
		assert.is(await upload(host, new Uint8Array(0)), OK + line("+FTPPUT:1,0"));
		assert.is((await stat(local("empty-up"))).size, 0);
	});

	test(`${site.name}: APPE appends, STOR replaces, STOU stores beside`, async () => {
		const host = await connect(site, 1);
		await host.say('AT+FTPPUTNAME="log"');
		await upload(host, Buffer.from("one "));
		await host.say('AT+FTPPUTOPT="APPE"');
		await upload(host, Buffer.from("two "));
		assert.is(await readFile(local("log"), "latin1"), "one two ");
		await host.say('AT+FTPPUTOPT="STOR"');
		await upload(host, Buffer.from("three"));
		assert.is(await readFile(local("log"), "latin1"), "three");
		const before = (await readdir(local(""))).length;
		await host.say('AT+FTPPUTOPT="STOU"');
		assert.is(await upload(host, Buffer.from("four")), OK + line("+FTPPUT:1,0"));
		assert.is((await readdir(local(""))).length, before + 1);
		assert.is(await readFile(local("log"), "latin1"), "three");
	});

	test(`${site.name}: extended put sends what was loaded, in any order`, async () => {
		const content = nastyFile(300_000);
		const host = await connect(site, 1);
		await host.script('AT+FTPPUTNAME="extended.bin"', "AT+FTPEXTPUT=1");
		for (const start of [150_000, 0, 280_000]) {
			const piece = content.subarray(start, start === 280_000 ? 300_000 : start + 150_000);
			await until(host, `AT+FTPEXTPUT=2,${start},${piece.length},100000`, /T:\d+,\d+\r\n/);
			host.type(Buffer.from(piece).toString("latin1"));
			await hear(host, /OK\r\n/);
		}
		assert.is(await report(host, "AT+FTPPUT=1"), OK + line("+FTPPUT:1,0"));
		assert.is(hash(await readFile(local("extended.bin"))), hash(content));
	});

	test(`${site.name}: directories, names, times`, async () => {
		const host = await connect(site, 1);
		await host.say(`AT+FTPGETPATH="${site.base}/${folder}/sub"`);
		assert.is(await report(host, "AT+FTPMKD"), OK + line("+FTPMKD:1,0"));
		assert.match(await report(host, "AT+FTPMKD"), manners.folderTwice === "done" ? /1,0/ : /1,77/);
		assert.is(await report(host, "AT+FTPRMD"), OK + line("+FTPRMD:1,0"));
		assert.is(await report(host, "AT+FTPRMD"), OK + line("+FTPRMD:1,77"));
		await host.script(`AT+FTPGETPATH="${site.base}/${folder}"`, 'AT+FTPPUTNAME="first"');
		await upload(host, Buffer.from("12345"));
		await host.script('AT+FTPGETNAME="first"', 'AT+FTPPUTNAME="second"');
		assert.match(await report(host, "AT+FTPMDTM"), /\+FTPMDTM:1,0,\d{14}/);
		assert.is(await report(host, "AT+FTPRENAME"), OK + line("+FTPRENAME:1,0"));
		assert.is(await report(host, "AT+FTPSIZE=1"), OK + line("+FTPSIZE:1,77,0"));
		await host.say('AT+FTPGETNAME="second"');
		assert.is(await report(host, "AT+FTPSIZE=1"), OK + line("+FTPSIZE:1,0,5"));
		assert.is(await report(host, "AT+FTPDELE"), OK + line("+FTPDELE:1,0"));
		assert.is(await report(host, "AT+FTPDELE"), OK + line("+FTPDELE:1,77"));
	});

	for (const [name, command, code] of WRONG) {
		test(`${site.name}, ${name}: ${code.source}`, async () => {
			const host = await connect(site, 1);
			await host.script(command, 'AT+FTPGETNAME="big.bin"');
			assert.match(await report(host, "AT+FTPGET=1"), code);
		});
	}

	test(`${site.name}: a bearer lost in mid-upload leaves the part that was sent, and the next session starts`, async () => {
		const host = await connect(site, 1);
		await host.say('AT+FTPPUTNAME="part"');
		await report(host, "AT+FTPPUT=1");
		await until(host, "AT+FTPPUT=2,1000", /:2,1000\r\n/);
		host.type("x".repeat(1000));
		await hear(host, /:1,[^\r]*\r\n$/);
		host.modem.loseBearer();
		await host.clock.advance(100);
		assert.is(host.take(), line("+FTPPUT:1,61") + line("+SAPBR 1: DEACT"));
		await host.script("AT+SAPBR=1,1", 'AT+FTPGETNAME="part"');
		assert.match(await report(host, "AT+FTPSIZE"), /1,0,\d+/);
	});
}

test.run();
