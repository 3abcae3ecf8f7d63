import { test } from "uvu";
import * as assert from "uvu/assert";
import { FirmwareError, startFirmware } from "../../lab/lane/index.ts";
import { createBench, engines, failure, firmware, run } from "../../lab/lane/rig.ts";

type Engine = (typeof engines)[number];

function each(title: string, check: (engine: Engine) => Promise<void>): void {
	for (const engine of engines) test(`${engine}: ${title}`, () => check(engine));
}

each("a firmware ends when it is done, with its status, in virtual time", async engine => {
	const result = await run("Timer.set(() => host.done(7), 3_600_000)", { engine, limit: 1e9 });
	assert.is(result.status, 7);
	assert.is(result.engine, engine);
	assert.ok(result.duration >= 3_600_000 && result.duration < 3_600_001, String(result.duration));
});

each("the globals are the language, host and trace", async engine => {
	const { trace } = await run(
		'trace(typeof setTimeout, typeof console, typeof process, typeof TextDecoder, typeof host, " ", 1, true); host.done()',
		{ engine },
	);
	assert.is(trace, "undefinedundefinedundefinedundefinedobject 1true");
});

each("what XS adds to the language is there", async engine => {
	const source = 'trace(String.fromArrayBuffer(ArrayBuffer.fromString("é€😀")), ArrayBuffer.fromString("é").byteLength); host.done()';
	assert.is((await run(source, { engine })).trace, "é€😀2");
});

each("mc/config is what the host was given, frozen to the bottom", async engine => {
	const source = `
		trace(JSON.stringify(config));
		for (const change of [() => config.a = 1, () => config.serial.pins.push(1), () => delete config.serial.baud])
			try { change(); trace(" changed") } catch (error) { trace(" ", error.name) }
		host.done()`;
	const config = { a: 'q"\u00e9', serial: { baud: 9600, pins: [1, 2] } };
	assert.is((await run(source, { engine, config })).trace, `${JSON.stringify(config)} TypeError TypeError TypeError`);
});

each("promise jobs run before time moves", async engine => {
	const source = `
		const chain = async () => { for (let i = 0; i < 3; i++) { await null; trace(i, "@", Math.round(host.now()), " ") } host.done() };
		Timer.set(chain, 10)`;
	assert.is((await run(source, { engine })).trace, "0@10 1@10 2@10 ");
});

each("an uncaught exception ends the firmware with its message and stack", async engine => {
	const source = "function culprit() { throw new RangeError(`too ${host.config.length}`) }; Timer.set(() => culprit(), 5)";
	const error = await failure(run(source, { engine, config: {} }));
	assert.instance(error, FirmwareError);
	assert.is(error.message, "RangeError: too 2");
	assert.match(error.stack!, engine === "xs" ? /at culprit/ : /at culprit.*firmware\.js:\d+/);
});

each("an exception of the main module ends it too, and need not be an error", async engine => {
	assert.is((await failure(run('throw "words"', { engine }))).message, "words");
	assert.is((await failure(run("throw undefined", { engine }))).message, "undefined");
	assert.match((await failure(run("nowhere.to()", { engine }))).message, /^ReferenceError: /);
});

each("a script that does not parse says where", async engine => {
	const { clock, board } = createBench();
	const started = await startFirmware({ bundle: "let a;\nlet b = ;\n", engine, clock, board });
	const error = await failure(started.result);
	assert.match(error.message, /^SyntaxError/);
	assert.match(`${error.message}${error.stack}`, /firmware\.js:2/);
});

each("an unhandled rejection ends the firmware, a handled one does not", async engine => {
	const error = await failure(run('Timer.set(async () => { await null; throw new TypeError("late") }, 5)', { engine }));
	assert.is(error.message, "TypeError: late");
	const source = "const promise = Promise.reject(1); promise.catch(() => {}); Timer.set(() => host.done(), 1)";
	assert.is((await run(source, { engine })).status, 0);
});

each("it ends exactly once", async engine => {
	const source = `
		new Digital({ pin: 34, mode: Digital.Input, edge: Digital.Rising | Digital.Falling, onReadable() { trace("edge") } });
		Timer.repeat(() => trace("tick"), 10);
		Timer.set(() => { host.done(1); host.done(2); trace("last") }, 15)`;
	const bench = createBench();
	const { status, trace } = await run(source, { engine }, bench);
	assert.is(status, 1);
	bench.modem.dcd.set(0);
	await bench.clock.advance(100);
	assert.is(trace, "ticklast");
	assert.is((await failure(run('host.done(0); throw new Error("after all")', { engine }))).message, "Error: after all");
});

each("a firmware that nothing can wake is reported, and one that takes too long", async engine => {
	assert.match((await failure(run("trace(1)", { engine }))).message, /nothing left to happen/);
	assert.match((await failure(run("Timer.repeat(() => {}, 100)", { engine, limit: 1000 }))).message, /limit of 1000 ms/);
});

each("a firmware can be stopped", async engine => {
	const { clock, board } = createBench();
	const started = await startFirmware({ bundle: await firmware("Timer.repeat(() => {}, 100)"), engine, clock, board });
	await clock.advance(1000);
	assert.not(started.ended);
	started.stop();
	started.stop();
	assert.is((await failure(started.result)).message, "stopped");
	assert.ok(started.ended);
});

each("write takes what fits as a whole and throws output full", async engine => {
	const source = `
		const serial = new Serial(port);
		for (const length of [100, 29, 28, 1])
			try { serial.write(new Uint8Array(length)); trace(length, " ") } catch (error) { trace(error instanceof Error, " ", error.message, " ") }
		Timer.set(() => host.done(), 20)`;
	const bench = createBench();
	assert.is((await run(source, { engine }, bench)).trace, "100 true output full 28 true output full ");
	assert.is(bench.received.length, 128);
});

each("write sends the view's part of its buffer", async engine => {
	const source = `
		const serial = new Serial(port), bytes = Uint8Array.of(1, 2, 3, 4, 5);
		serial.write(bytes.subarray(1, 3)); serial.write(bytes.buffer); serial.write(new DataView(bytes.buffer, 4));
		Timer.set(() => host.done(), 20)`;
	const bench = createBench();
	await run(source, { engine }, bench);
	assert.equal(bench.received, [2, 3, 1, 2, 3, 4, 5, 5]);
});

each("callbacks have the port as this; target comes along; a closed port is refused", async engine => {
	const source = `
		const serial = new Serial({ ...port, target: "mine", onReadable(count) {
			trace(this === serial, this.target, count, this.read(new Uint8Array(8)));
			this.close(); this.close();
			try { this.read() } catch (error) { trace(" ", error.name) }
			host.done();
		} })`;
	const bench = createBench();
	bench.modem.txd.send([1, 2, 3]);
	assert.is((await run(source, { engine }, bench)).trace, "truemine33 SyntaxError");
});

each("the number format reads and writes bytes", async engine => {
	const source = `
		const serial = new Serial({ ...port, format: "number", onReadable() { trace(this.read(), this.read(), this.read()); host.done() } });
		serial.write(0x141)`;
	const bench = createBench();
	bench.modem.txd.send([7, 255]);
	assert.is((await run(source, { engine }, bench)).trace, "7255undefined");
	assert.equal(bench.received, [0x41]);
});

each("pins read and drive the modem's lines, edges call back", async engine => {
	const source = `
		const dcd = new Digital({ pin: 34, mode: Digital.Input, edge: Digital.Rising | Digital.Falling, onReadable() {
			trace(this === dcd, this.read(), " ");
			if (this.read()) host.done();
		} });
		const key = new Digital({ pin: 4, mode: Digital.Output });
		key.write(1);
		trace(dcd.read(), " ");
		for (const attempt of [() => dcd.write(0), () => key.read(), () => new Digital({ pin: 34, mode: 0 }), () => new Digital({ pin: 2, mode: 0, onReadable() {} })])
			try { attempt() } catch (error) { trace(error.name, ": ", error.message, " ") }`;
	const bench = createBench();
	bench.clock.schedule(5, () => bench.modem.dcd.set(0));
	bench.clock.schedule(6, () => bench.modem.dcd.set(1));
	const levels: number[] = [];
	bench.modem.pwrkey.watch(level => levels.push(level));
	const { trace } = await run(source, { engine }, bench);
	assert.is(trace, "1 Error: can't write input Error: can't read output Error: in use RangeError: invalid edges true0 true1 ");
	assert.equal(levels, [0, 1]);
});

each("the provider has the ports of the nodemcu target", async engine => {
	const source =
		"const { io, ...rest } = device.Serial.default; trace(JSON.stringify(rest), io === Serial, device.io.Digital === Digital); host.done()";
	assert.is((await run(source, { engine })).trace, '{"port":1,"receive":3,"transmit":1}truetrue');
});

each("payload of any size leaves in order", async engine => {
	const source = `
		const bytes = new Uint8Array(200_000);
		for (let i = 0; i < bytes.length; i++) bytes[i] = i * 7;
		host.deliver(bytes, 10, 150_000); host.deliver(bytes, 150_010, 3); host.deliver(bytes, 0, 0);
		for (const [start, count] of [[199_999, 2], [-1, 1], [0, -1]])
			try { host.deliver(bytes, start, count) } catch (error) { trace(error.name, " ") }
		host.done()`;
	const chunks: Buffer[] = [];
	const { trace } = await run(source, { engine, onDeliver: bytes => chunks.push(Buffer.from(bytes)) });
	const expected = Uint8Array.from({ length: 150_003 }, (_, index) => (index + 10) * 7);
	assert.ok(Buffer.concat(chunks).equals(expected));
	assert.is(trace, "RangeError RangeError RangeError ");
});

each("scripts and words may be longer than a pipe holds", async engine => {
	const { trace } = await run(`${'trace("0123456789");\n'.repeat(10_000)} trace("é".repeat(100_000)); host.done()`, { engine });
	assert.is(trace, "0123456789".repeat(10_000) + "é".repeat(100_000));
});

if (engines.includes("xs")) {
	test("xs: a turn that does not end is stopped and shows where it was", async () => {
		const source = "function forever() { for (;;) {} }; Timer.set(() => forever(), 5)";
		const error = await failure(run(source, { engine: "xs", turnLimit: 1 }));
		assert.match(error.message, /did not return to its event loop/);
		assert.match(error.stack!, /forever/);
	});

	test("xs: recursion without end is an error of the firmware", async () => {
		const error = await failure(run("const deeper = () => deeper() + 1; deeper()", { engine: "xs" }));
		assert.match(error.message, /stack overflow/);
	});

	test("xs: an engine that goes away is an error, not a wait", async () => {
		const error = await failure(run("const hoard = []; for (;;) hoard.push(new Uint8Array(1_000_000))", { engine: "xs" }));
		assert.match(error.message, /memory full/);
	});
}

test.run();
