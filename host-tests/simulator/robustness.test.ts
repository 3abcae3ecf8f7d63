/* What no driver should send. The seeds are fixed: a failure can be repeated. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../simulator/clock.ts";
import { MemoryNetwork } from "../../simulator/network/network.ts";
import { PERSONALITIES } from "../../simulator/personality.ts";
import { randomNumbers } from "../../simulator/random.ts";
import { SIM900Simulator } from "../../simulator/sim900.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes of live objects. */
function heap(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

class Rig {
	readonly clock = new VirtualClock();
	readonly modem: SIM900Simulator;
	answered = 0;

	constructor(personality: keyof typeof PERSONALITIES) {
		const network = new MemoryNetwork(
			{ server: ({ path }) => ({ body: path.repeat(50) }) },
			{},
			{ "server:100": connection => ({ received: bytes => connection.send(bytes) }) },
		);
		this.modem = new SIM900Simulator({ clock: this.clock, network, personality });
		this.modem.txd.onByte = () => this.answered++;
	}

	async send(text: string, duration: number): Promise<void> {
		this.modem.rxd.send(Buffer.from(text, "latin1"));
		await this.clock.advance(duration);
	}

	/** Off by its own command, or deaf: as a user does it. */
	async revive(): Promise<void> {
		this.modem.dtr.set(0);
		if (this.modem.power === "off") this.modem.pwrkey.set(0);
		await this.clock.advance(1500);
		this.modem.pwrkey.set(1);
		await this.clock.advance(5000);
	}

	/** Still there, after whatever data phase it is in. */
	async isAlive(): Promise<boolean> {
		await this.clock.advance(1_100_000);
		await this.revive();
		// CSCLK=2: the first character only wakes it.
		await this.send("A", 200);
		await this.send("\r", 100_000);
		await this.send("A", 200);
		await this.send("\rATV1Q0E0+IFC=0,0\r", 1000);
		this.answered = 0;
		await this.send("AT\r", 1000);
		return this.answered === 6;
	}
}

const NAMES =
	"E V Q X &C &D &F &W Z H L M S I A/ +CMEE +CIURC +CSCLK +CFGRI +CLTS +CNETLIGHT +IFC +GMI +GMM +GMR +GSN +GSV +GOI +GCAP +CIMI +CCID +CPIN +CREG +CGREG +CGATT +COPS +CSQ +CCALR +CSMINS +CFUN +CPOWD +CBC +CCLK +SAPBR +HTTPINIT +HTTPTERM +HTTPPARA +HTTPDATA +HTTPACTION +HTTPREAD +HTTPSTATUS +HTTPSCONT +FTPCID +FTPSERV +FTPUN +FTPPW +FTPGETNAME +FTPGETPATH +FTPPUTNAME +FTPPUTPATH +FTPTYPE +FTPMODE +FTPREST +FTPGET +FTPPUT +FTPSIZE +FTPSTATE +FTPQUIT +FTPEXTPUT +FTPLIST +FTPSCONT +CMGF +CNMI +CGDCONT +CGACT +CSTT +CIICR +CIFSR +CIPSTATUS +CIPSTART +CIPSEND +CIPMUX +CIPMODE +CIPRXGET +CIPQSEND +CIPHEAD +CIPACK +CIPCLOSE +CIPSERVER +CDNSGIP +CMGS +CMGR +CMGL +CMGD +CMGW +CSCA +CPMS +CUSD +CNTP +CIPGSMLOC +CLIP +CPBW +CPBR D A O +CIPSHUT +NONSENSE".split(
		" ",
	);
const VALUES = [
	"0",
	"1",
	"2",
	"3",
	"4",
	"5",
	"100",
	"1000",
	"65536",
	"-1",
	'"APN"',
	'"URL"',
	'"server/x"',
	"server",
	'"',
	'""',
	"",
	" ",
	"\x08",
	"é",
	"?",
	"=",
	"1460",
	'"TCP"',
	'"server"',
];

/** A line that a driver might have meant. */
function randomLine(random: () => number): string {
	const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
	const command = (): string => {
		const values = Array.from({ length: Math.floor(random() * 5) }, () => pick(VALUES)).join(",");
		return pick(NAMES) + pick(["", "?", "=?", `=${values}`, `=${values}`, ` = ${values}`, values]);
	};
	const commands = Array.from({ length: random() < 0.8 ? 1 : 3 }, command).join(pick([";", ";", ""]));
	return pick(["AT", "AT", "AT", "at", "aT", "", "A"]) + commands + pick(["\r", "\r", "\r\n", "\n", ";\r"]);
}

test("1,000,000 random bytes: it does not throw or hang, and memory stays flat", async () => {
	const random = randomNumbers(4);
	const rig = new Rig("sim900-1137B11");
	let before = 0;
	for (let chunk = 0; chunk < 1000; chunk++) {
		await rig.send(String.fromCharCode(...Array.from({ length: 1000 }, () => Math.floor(random() * 256))), 100);
		if (rig.modem.power === "off") await rig.revive();
		if (chunk === 200) before = heap();
	}
	assert.ok(heap() - before < 2_000_000, `heap grew by ${heap() - before} bytes`);
	assert.is(rig.modem.rxd.bytes, 1_000_000);
	assert.ok(await rig.isAlive());
});

for (const personality of Object.keys(PERSONALITIES) as (keyof typeof PERSONALITIES)[]) {
	test(`25,000 random command lines to a ${personality}: the same`, async () => {
		const random = randomNumbers(personality.length);
		const rig = new Rig(personality);
		let before = 0;
		for (let count = 0; count < 25_000; count++) {
			await rig.send(randomLine(random), 20);
			if (count % 100 === 0) await rig.revive();
			// The first 10,000 lines of the transcript are kept.
			if (count === 15_000) before = heap();
		}
		assert.ok(heap() - before < 2_000_000, `heap grew by ${heap() - before} bytes`);
		assert.ok(rig.answered > 100_000, "it has answered");
		assert.ok(await rig.isAlive());
	});
}

test.run();
