import { test } from "uvu";
import * as assert from "uvu/assert";
import { findExcesses } from "../../bench/budgets.ts";
import { measureDownload } from "../../bench/instructions.ts";
import { fits, measureStack, OPERATIONS } from "../../bench/stack.ts";
import { microcontrollerAvailable } from "../../lab/lane/index.ts";
import { engines } from "../../lab/lane/rig.ts";

/*
 * Operations that need more stack, in slots below the port's callback, than the core is to need. The list is to become empty: an entry that
 * needs no more than that fails the test.
 */
const LIMIT = 225;
const DEEPER: readonly string[] = [];

const reason = await microcontrollerAvailable();
if (reason !== "mcu" && process.env.CI === "true") throw new Error(`CI needs the emulated microcontroller: ${reason}`);

if (reason === "mcu") {
	test("a loop of 1,000 instructions for each byte is reported, and the same bytes cost the same again", async () => {
		const plain = await measureDownload();
		const again = await measureDownload();
		// A turn of an empty loop is between 100 and 1,000 instructions.
		const one = (await measureDownload(1)) - plain;
		const planted = (await measureDownload(Math.ceil(1000 / one))) - plain;
		assert.is(again, plain);
		assert.ok(one > 100 && one < 1000, `${one} instructions a turn`);
		assert.ok(planted >= 1000 && planted < 2000, `${planted} instructions a byte`);
	});
} else test.skip(reason);

if (engines.includes("xs")) {
	test("a recursion of 100 frames in a callback is reported", async () => {
		const plain = await measureStack({ what: "get", times: 1 });
		const planted = await measureStack({ what: "get", times: 1, plant: 100 });
		assert.ok(planted - plain > 700, `${plain} slots, with 100 frames more ${planted}`);
	});

	test(`operations that need more than ${LIMIT} slots of stack are those of the list`, async () => {
		const found: string[] = [];
		for (const [name, operation] of Object.entries(OPERATIONS)) if (!(await fits(operation, LIMIT))) found.push(name);
		assert.equal(found, DEEPER);
	});
}

test("a figure over its limit, and a limit whose figure is not there, are excesses", () => {
	const limits = { a: 1, b: { c: 2, d: 3 }, e: { f: 4 } };
	assert.equal(findExcesses({ a: 1, b: { c: 2.5, d: 3 } }, limits), [
		{ name: "b.c", value: 2.5, limit: 2 },
		{ name: "e.f", value: NaN, limit: 4 },
	]);
});

test.run();
