/* Bodies that the modem takes in one data phase, for which its time is limited, from an application that writes a little now and then. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryFtpServer, MemoryNetwork, type Settings } from "../../simulator/index.ts";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { endOf } from "../support/ftp-exchange.ts";
import { Workbench } from "../support/workbench.ts";

const BODY: Uint8Array = nastyFile(20_000);
const SERVICES = ["http", "ftp"] as const;
/** ms between two writes: an application that takes so long has not stopped. */
const PAUSE = 1000;
/** What `BODY` takes on the wire at 115200 baud, ms. */
const WIRE = 1737;

interface Upload {
	readonly writable: number;
	write(buffer: Uint8Array): void;
}

/** A modem, and a server for both services. */
class Bench extends Workbench {
	readonly network: MemoryNetwork;
	readonly ftpServer: MemoryFtpServer;
	readonly done: string[] = [];
	/** Virtual ms: the first offer, and the end. */
	begin = 0;
	end = 0;

	constructor(settings: Partial<Settings> = {}, hasDCD = false) {
		const ftpServer = new MemoryFtpServer({ files: {}, users: { me: "secret" } });
		const network = new MemoryNetwork({ server: () => ({ status: 200, body: "" }) }, { server: ftpServer });
		super({ network, settings: { networkRate: 1e5, ...settings } }, hasDCD ? ({ dcd: { pin: 34 } } as object) : {});
		this.network = network;
		this.ftpServer = ftpServer;
	}

	/** Uploads BODY to its end: at most `portion` bytes of it every `PAUSE`. */
	async upload(service: "http" | "ftp", portion: number): Promise<void> {
		const { clock, done } = this;
		const ended = done.length;
		let at = 0;
		const writeOn = (upload: Upload): void => {
			const piece = BODY.subarray(at, at + Math.min(portion, upload.writable));
			if (done.length > ended || piece.length === 0) return;
			at += piece.length;
			upload.write(piece);
			clock.schedule(PAUSE, () => writeOn(upload));
		};
		const start = (): void => void (this.begin = clock.now);
		const options = {
			length: BODY.length,
			onWritable(this: Upload): void {
				if (at > 0) return;
				start();
				writeOn(this);
			},
			onDone: (error: Parameters<typeof endOf>[0]): void => {
				this.end = clock.now;
				done.push(endOf(error));
			},
		};
		if (service === "http") this.modem.http.request({ ...options, url: "http://server/", method: "POST" });
		else this.modem.ftp.put({ ...options, host: "server", user: "me", password: "secret", path: "/up" });
		await this.run(() => done.length > ended);
	}

	/** What the server has got of the last upload. */
	received(service: "http" | "ftp"): Uint8Array | undefined {
		return service === "http" ? this.network.requests.at(-1)?.body : this.ftpServer.files.get("/up");
	}

	/** The command that opened the last data phase. */
	get opening(): string {
		return this.simulator.transcript.entries.filter(({ text }) => /^AT\+(HTTPDATA=\d\d|FTPEXTPUT=2,)/.test(text)).at(-1)!.text;
	}
}

for (const service of SERVICES) {
	test(`${service}: the modem waits twice the time on the wire, and 30 s for an application that is slow`, async () => {
		const bench = new Bench();
		await bench.upload(service, 1000);
		assert.equal(bench.done, ["done"]);
		assert.is(bench.opening, service === "http" ? "AT+HTTPDATA=20000,33474" : "AT+FTPEXTPUT=2,0,20000,33474");
		assert.ok(bench.end - bench.begin > 19 * PAUSE);
		assert.equal(Buffer.from(bench.received(service)!), Buffer.from(BODY));
	});

	for (const expiry of ["ok", "error"] as const) {
		for (const hasDCD of [false, true]) {
			test(`${service}: an application that is slower is named; the modem says ${expiry}${hasDCD ? " and raises DCD" : ""}; nothing is sent`, async () => {
				const bench = new Bench({ httpDataExpiry: expiry, ftpDataExpiry: expiry }, hasDCD);
				// A write every second never lets the driver's own 10 s pass.
				await bench.upload(service, 20);
				assert.equal(bench.done, [`underrun 0 ${service}`]);
				assert.ok(bench.end - bench.begin > 30_000 + 2 * WIRE);
				assert.ok(bench.end - bench.begin < 40_000 + 2 * WIRE);
				assert.is(bench.received(service), undefined);
				await bench.upload(service, BODY.length);
				assert.is(bench.done[1], "done");
				assert.equal(Buffer.from(bench.received(service)!), Buffer.from(BODY));
			});
		}
	}
}

test.run();
