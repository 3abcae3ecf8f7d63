import { test } from "uvu";
import * as assert from "uvu/assert";
import { scheduleFaults, type Settings } from "../../simulator/index.ts";
import type { FTPGetOptions } from "../../src/index.js";
import { FILE, FtpBench, type Operation, SERVER } from "../support/ftp-bench.ts";

// What docs/behaviour.md and the field leave open; every one must do.
const SETTINGS: Partial<Settings>[] = [
	{},
	{ ftpReadPortions: [1, 50, 1460] },
	{ ftpReadPortions: [7] },
	{ ftpEnd: "zero" },
	{ ftpEndDelay: 5000 },
	{ ftpAnnounceArrival: false, ftpRepeatInterval: 3000, ftpSegment: 300 },
	{ ftpRepeatInterval: 20 },
	{ ftpPutMaximum: [1280, 100, 1460] },
	{ ftpPutPortions: [3, 50, 1000] },
	{ ftpPutEarly: "accept" },
	{ ftpPutEndDelay: 20_000 },
	{ ftpPutEndDelay: Infinity },
	{ dcdInDataPhase: false },
	{ ftpSecondSession: "ends both" },
	{ codesWaitForPayload: false, ftpRepeatInterval: 100 },
];
for (const settings of SETTINGS) {
	test(`a modem with ${JSON.stringify(settings)} downloads and uploads`, async () => {
		for (const burst of [64, 96, 1000]) {
			const bench = new FtpBench(settings);
			const get = bench.start("get", { burst, checkSize: true });
			assert.is(await bench.end(get), "done");
			assert.equal(get.body, Buffer.from(FILE));
			for (const what of ["put", "putExtended"]) {
				const put = bench.start(what, { path: `/${what}`, extended: what === "putExtended" });
				assert.is(await bench.end(put), "done", what);
				assert.equal(Buffer.from(bench.server.files.get(`/${what}`)!), Buffer.from(FILE));
			}
		}
	});
}

// How long the modem has patience is not known: the last one has more than the application needs.
for (const personality of ["sim900-1137B11", "sim900-1137B03", "sim800"]) {
	for (const [ftpIdleTime, healed] of [
		[10_000, 3],
		[60_000, 3],
		[3_600_000, 0],
	] as const) {
		test(`${personality} with a patience of ${ftpIdleTime} ms: an application that is idle for ten minutes, three times, gets it all`, async () => {
			const bench = new FtpBench({ ftpIdleTime }, { personality } as object);
			let calls = 0;
			let isIdle = false;
			const onReadable: FTPGetOptions["onReadable"] = function (count, from) {
				// What is unread is offered again.
				if (isIdle) return;
				const read = (): void => {
					isIdle = false;
					body.push(Buffer.from(this.memory.slice(from, from + count)));
					this.skip(count);
				};
				calls++;
				isIdle = calls % 12 === 0 && calls < 40;
				if (isIdle) bench.clock.schedule(600_000, read);
				else read();
			};
			const body: Buffer[] = [];
			assert.is(await bench.end(bench.start("get", { onReadable, stallTimeout: 0 })), "done");
			assert.equal(Buffer.concat(body), Buffer.from(FILE));
			assert.is(bench.modem.statistics.healed, healed);
		});
	}
}

test("a missing command is unsupported", async () => {
	const bench = new FtpBench({}, { personality: "sim900-1137B03" } as object);
	for (const what of ["size", "remove", "makeDirectory", "removeDirectory", "list", "rename", "putExtended"]) {
		const end = await bench.end(bench.start(what, { name: "new" }));
		assert.match(end, /^(unsupported|done)/, what);
	}
	assert.is(await bench.end(bench.start("put", { path: "/new" })), "done");
});

test("an upload goes on where the server's file ends", async () => {
	for (const [there, extended] of [
		[0, undefined],
		[1234, false],
		[1234, true],
		[5000, undefined],
	] as const) {
		const bench = new FtpBench();
		bench.server.files.set("/part", FILE.slice(0, there));
		if (there === 0) bench.server.files.delete("/part");
		const put = bench.start("put", { path: "/part", resume: true, ...(extended === undefined ? {} : { extended }) });
		assert.is(await bench.end(put), "done");
		assert.equal(Buffer.from(bench.server.files.get("/part")!), Buffer.from(FILE));
	}
});

/** The microcontroller restarts at `moment` of the operation: how far that had come. */
async function restartAt(bench: FtpBench, moment: number, what: string, options: object): Promise<Operation> {
	await bench.run(() => bench.ready > 0);
	const operation = bench.start(what, options);
	await bench.clock.advance(moment);
	await bench.restart([]);
	await bench.run(() => bench.ready > 0 || bench.errors.length > 0);
	return operation;
}

/** A modem in a data phase has to be asked more than once: it hears nothing until its own time is over. */
async function insist(bench: FtpBench, what: string, options: object): Promise<[string, Operation]> {
	for (let tries = 1; ; tries++) {
		const operation = bench.start(what, options);
		const end = await bench.end(operation);
		if (!end.startsWith("noAnswer") || tries === 3) return [end, operation];
	}
}

test("a download whose microcontroller restarts at any moment is continued, and the file is whole", async () => {
	for (let moment = 0; moment < 4000; moment += 97) {
		const bench = new FtpBench();
		const first = await restartAt(bench, moment, "get", {});
		const offset = first.checkpoint!;
		const [end, second] = await insist(bench, "get", { offset });
		assert.is(end, "done", `${moment}`);
		assert.equal(Buffer.concat([first.body.subarray(0, offset), second.body]), Buffer.from(FILE), `${moment}`);
		bench.modem.close();
	}
});

for (const extended of [false, true]) {
	test(`an upload, extended: ${extended}, whose microcontroller restarts at any moment is continued, and the file is whole`, async () => {
		let anew = 0;
		for (let moment = 0; moment < 9000; moment += 211) {
			const bench = new FtpBench();
			const options = { path: "/new", extended };
			const { checkpoint: offset } = await restartAt(bench, moment, "put", options);
			bench.simulator.transcript.watch(({ text }) => {
				if (offset! > 0 && text === 'AT+FTPPUTOPT="STOR"') anew++;
			});
			const [end] = await insist(bench, "put", { ...options, resume: true, offset });
			assert.is(end, "done", `${moment}`);
			assert.equal(Buffer.from(bench.server.files.get("/new")!), Buffer.from(FILE), `${moment}`);
			bench.modem.close();
		}
		// In a data phase the modem takes the driver's search for data, and sends it: the file is longer than the checkpoint. Its own store is sent later.
		assert.ok(extended || anew > 0);
	});
}

test("an upload that is not confirmed is checked by its length, where that can be known", async () => {
	for (const [options, expected] of [
		[{ path: "/new" }, "done"],
		[{ path: "/log", mode: "append" }, "unconfirmed 0 ftp"],
		[{ path: "/log", mode: "append", offset: 5 }, "done"],
		[{ path: "/log", mode: "append", offset: 6 }, "incomplete 0 ftp"],
		[{ path: "/log", mode: "unique" }, "unconfirmed 0 ftp"],
	] as const) {
		const bench = new FtpBench({ ftpPutEndDelay: Infinity });
		assert.is(await bench.end(bench.start("put", { ...options, extended: false })), expected);
	}
});

// Error codes, by what the server does.
for (const [what, options, end] of [
	["get", { path: "/missing" }, "download 79 ftp"],
	["get", { user: "nobody" }, "user 71 ftp"],
	["get", { password: "wrong" }, "password 72 ftp"],
	["put", { path: "/no/such" }, "operate 77 ftp"],
	["size", { path: "/missing" }, "operate 77 ftp"],
	["list", { path: "/missing" }, "operate 77 ftp"],
] as const) {
	test(`${what} ${JSON.stringify(options)}: ${end}`, async () => {
		const bench = new FtpBench();
		assert.is(await bench.end(bench.start(what, options)), end);
		assert.is(await bench.end(bench.start("size")), "done");
	});
}

for (const bytes of ["drop", "duplicate", "nul"] as const) {
	for (const line of ["txd", "rxd"] as const) {
		test(`${bytes} at random on ${line}: whatever ends well is whole, everything ends, and the next one does it`, async () => {
			const ends: string[] = [];
			for (let seed = 1; seed <= 15; seed++) {
				const bench = new FtpBench();
				await bench.run(() => bench.ready > 0);
				// Some bytes somewhere in the transfer, not a line that never works.
				scheduleFaults({ clock: bench.clock, modem: bench.simulator }, [{ bytes, line, rate: 0.004, count: 6, at: 2000 }], seed);
				const what = ["get", "put", "putExtended", "list", "size"][seed % 5]!;
				const operation = bench.start(
					what,
					what === "list" ? { path: "/" } : what.startsWith("put") ? { path: "/new" } : { checkSize: true },
				);
				const end = await bench.end(operation);
				ends.push(end);
				const there = bench.server.files.get("/new");
				if (end === "done" && what === "get") assert.equal(operation.body, Buffer.from(FILE));
				if (end === "done" && what === "list") assert.match(operation.body.toString(), "file\nlog\n");
				if (end === "done" && what.startsWith("put") && line === "txd") assert.equal(Buffer.from(there!), Buffer.from(FILE), `${seed}`);
				bench.simulator.txd.tamper = undefined as never;
				bench.simulator.rxd.tamper = undefined as never;
				const next = bench.start("get");
				assert.is(await bench.end(next), "done", `${seed} ${end}`);
				assert.equal(next.body, Buffer.from(FILE));
			}
			assert.ok(ends.filter(end => end === "done").length >= 5, ends.join());
		});
	}
}

test("the password is in no error and no statistic", async () => {
	const bench = new FtpBench();
	assert.throws(
		() => bench.modem.ftp.size({ ...SERVER, password: 'sec"ret', path: "/file" }),
		(error: Error) => !error.message.includes("sec"),
	);
	assert.is(await bench.end(bench.start("size")), "done");
	assert.not.match(JSON.stringify(bench.modem.statistics) + JSON.stringify(bench.modem.error), "secret");
});

test.run();
