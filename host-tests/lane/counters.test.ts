import { test } from "uvu";
import * as assert from "uvu/assert";
import { measureScript } from "../../lab/xs/build.ts";
import type { MarkReport } from "../../lab/lane/index.ts";
import { createBench, engines, run } from "../../lab/lane/rig.ts";

type Allocated = Pick<MarkReport, "slots" | "chunkBytes" | "blocks" | "keys">;

const NOTHING: Allocated = { slots: 0, chunkBytes: 0, blocks: 0, keys: 0 };

interface Measured {
	allocated: Allocated;
	start: MarkReport;
	end: MarkReport;
}

async function measure(source: string, bench = createBench()): Promise<Measured> {
	const reports: MarkReport[] = [];
	await run(source, { engine: "xs", onMark: report => void reports.push(report!) }, bench);
	const [start, end] = [reports[0]!, reports.at(-1)!];
	const { slots, chunkBytes, blocks, keys } = end;
	return { allocated: { slots, chunkBytes, blocks, keys }, start, end };
}

/** What one statement allocates, run twice so that what is made once does not count. */
async function cost(statement: string, setup = ""): Promise<Allocated> {
	const source = `${setup}; let sink; const body = i => { ${statement} }; body(0); host.mark(0); body(1); host.mark(1); host.done()`;
	return (await measure(source)).allocated;
}

/** A firmware that reads 1,000 bursts with everything that a driver's callbacks touch; \`plant\` runs in one of them. */
const BURSTS = 1000;
const LOOP = (plant: string): string => `
	const view = new Uint8Array(64);
	let bursts = 0, total = 0, planted;
	const dcd = new Digital({ pin: 34, mode: Digital.Input, edge: Digital.Falling, onReadable() { total += this.read() } });
	const timer = Timer.repeat(() => { throw new Error("the time-out came") }, 1000);
	const serial = new Serial({ ...port,
		onReadable() {
			const count = this.read(view);
			total += count + dcd.read() + host.now();
			host.deliver(view, 0, count);
			if (bursts === 500) { ${plant} }
			if (bursts++ === 0) host.mark(0);
			if (bursts === ${BURSTS}) { host.mark(1); host.done() }
			Timer.schedule(timer, 1000, 1000);
			if (bursts % 10 === 0) this.write(view);
		},
		onWritable(count) { total += count },
	});`;

async function measureLoop(plant: string): Promise<Measured> {
	const bench = createBench();
	for (let burst = 0; burst < BURSTS; burst++) {
		bench.clock.schedule(10 + 2 * burst, () => bench.modem.txd.send([burst, 1, 2, 3]));
		bench.clock.schedule(11 + 2 * burst, () => bench.modem.dcd.set((burst & 1) as 0 | 1));
	}
	return measure(LOOP(plant), bench);
}

if (engines.includes("xs")) {
	test("1,000 callbacks that read, write, look at pins and move a timer allocate nothing", async () => {
		const { allocated } = await measureLoop("");
		assert.equal(allocated, NOTHING);
	});

	test("one object planted in 1,000 callbacks is seen", async () => {
		assert.equal((await measureLoop("planted = {}")).allocated, { ...NOTHING, slots: 1 });
	});

	test("one chunk, one C block and one key planted in 1,000 callbacks are seen", async () => {
		const { slots, chunkBytes } = (await measureLoop("planted = 'burst ' + bursts")).allocated;
		assert.is(slots, 0);
		assert.ok(chunkBytes > 0);
		assert.is((await measureLoop("try { bursts.x } finally { planted = 1 }")).allocated.blocks, 1);
		assert.is((await measureLoop("planted = {}; planted['k' + bursts] = 1")).allocated.keys, 1);
	});

	const COSTS: readonly [statement: string, setup: string, expected: Partial<Allocated>][] = [
		["sink = i + 1", "", {}],
		["sink = 'text'", "", {}],
		["sink = s === 'OK'", "let s = 'OK'", {}],
		["sink = 0.5 * i", "", {}],
		["bytes.copyWithin(0, 8, 16)", "const bytes = new Uint8Array(16)", {}],
		["sink = code.call(s, 1)", "const s = 'text', code = String.prototype.charCodeAt", {}],
		["sink = {}", "", { slots: 1 }],
		["sink = { a: 1, b: 2 }", "", { slots: 3 }],
		["sink = []", "", { slots: 2 }],
		["sink = bytes.subarray(1)", "const bytes = new Uint8Array(16)", { slots: 4 }],
		["sink = s.length", "const s = 'text'", { slots: 2 }],
		["try { sink = i } catch {}", "", { blocks: 1 }],
	];
	for (const [statement, setup, expected] of COSTS) {
		test(`\`${statement}\` allocates what it does on a device`, async () => {
			assert.equal(await cost(statement, setup), { ...NOTHING, ...expected });
		});
	}

	test("functions and literals lie in flash: making a closure takes slots but no chunk", async () => {
		const { slots, chunkBytes } = await cost("sink = () => i");
		assert.ok(slots > 0);
		assert.is(chunkBytes, 0);
	});

	test("the collector is off between the marks and runs at the first one", async () => {
		const hoard = "for (let i = 0; i < 20_000; i++) sink = { i };";
		const { start, allocated } = await measure(`let sink; ${hoard} sink = 0; host.mark(0); ${hoard} host.mark(1); host.done()`);
		assert.is(allocated.slots, 40_000);
		assert.ok(start.heap.slots < 1000, `${start.heap.slots} slots`);
	});

	test("what a firmware holds is told without the machine's own", async () => {
		const small = await measure("const keep = new Uint8Array(1); host.mark(0); host.mark(1); host.done(keep.length)");
		const large = await measure("const keep = new Uint8Array(1537); host.mark(0); host.mark(1); host.done(keep.length - 1537)");
		assert.is(large.start.heap.chunkBytes - small.start.heap.chunkBytes, 1536);
		assert.is(large.start.heap.slots, small.start.heap.slots);
	});

	test("the deepest use of the stack is seen although it is past", async () => {
		const source = (depth: number): string => `
			const deep = n => n ? deep(n - 1) + 1 : 0;
			host.mark(0); deep(${depth}); host.mark(1); host.done()`;
		const [flat, deep] = [await measure(source(1)), await measure(source(51))];
		const each = (deep.end.stackSlots - flat.end.stackSlots) / 50;
		assert.ok(each >= 8 && each <= 16, `${each} slots a call`);
		assert.ok(flat.end.stackSlots < 50, `${flat.end.stackSlots} slots`);
	});

	test("the meter grows with the work, by the same amount each time", async () => {
		const source = (count: number): string => `
			let n = 0; host.mark(0); for (let i = 0; i < ${count}; i++) n += i; host.mark(1); host.done()`;
		const metered = async (count: number): Promise<number> => {
			const { start, end } = await measure(source(count));
			return end.meter - start.meter;
		};
		const [none, some, again, many] = [await metered(0), await metered(1000), await metered(1000), await metered(1_001_000)];
		assert.is(some, again);
		assert.is((many - some) / 1_000_000, (some - none) / 1000);
	});

	test("a mark other than 0 and 1 reads in passing", async () => {
		const { allocated, end } = await measure("let a = {}; host.mark(0); a = {}; host.mark(5); a = {}; host.mark(6); host.done()");
		assert.is(allocated.slots, 2);
		assert.ok(end.heap.slots > 2);
	});

	test("bytecode is measured without running it", async () => {
		const one = await measureScript("let a = 1;");
		const two = await measureScript("let a = 1; let longerName = 'some text';");
		assert.ok(two.codeSize > one.codeSize + 10);
		assert.ok(two.symbolsSize >= one.symbolsSize + "longerName".length);
		try {
			await measureScript("let = ;");
			assert.unreachable();
		} catch (error) {
			assert.match((error as Error).message, /SyntaxError: firmware\.js:1/);
		}
	});
} else test.skip("memory is measured on XS only");

test("Node reports marks without figures", async () => {
	const seen: unknown[] = [];
	await run("host.mark(0); host.mark(1); host.done()", { engine: "node", onMark: (report, index) => void seen.push([index, report]) });
	assert.equal(seen, [
		[0, null],
		[1, null],
	]);
});

test.run();
