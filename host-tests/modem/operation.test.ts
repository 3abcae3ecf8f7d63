import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ErrorCode } from "../../src/at/error.js";
import type { ModemCore } from "../../src/modem/core.js";
import { Operation, type Work } from "../../src/modem/operation.js";

/** An operation on a modem that only takes down what happens. */
function make(): { operation: Operation; log: string[] } {
	const log: string[] = [];
	const modem = {
		starter: {
			set stage(_stage: number) {
				log.push("forget");
			},
		},
		release: () => log.push("release"),
		describe: (code: ErrorCode, status: number, name: string) => `${code} ${status} ${name}`,
	} as unknown as ModemCore;
	const work = {
		begin: () => log.push("begin"),
		interrupt: (error: ErrorCode) => log.push(`interrupt ${error}`),
	} as unknown as Work;
	const owner = { onEnd: (error: unknown) => void log.push(`end ${error}`) };
	return { operation: new Operation(modem, "test", 1, work, owner), log };
}

test("it begins, and ends well: the modem is free before the application is told", () => {
	const { operation, log } = make();
	assert.not(operation.healthy);
	operation.begin();
	assert.ok(operation.healthy);
	operation.end(null, 0);
	assert.not(operation.healthy);
	assert.equal(log, ["begin", "release", "end null"]);
});

test("whatever comes after the end, the application is told once", () => {
	const { operation, log } = make();
	operation.begin();
	operation.end(null, 0);
	operation.end("reset", 0);
	operation.cancel();
	operation.isLost("noAnswer");
	assert.equal(
		log.filter(line => line !== "forget"),
		["begin", "release", "end null"],
	);
});

test("the first error counts", () => {
	const { operation, log } = make();
	operation.begin();
	operation.note("cancelled", 0);
	assert.not(operation.healthy);
	operation.note("network", 601);
	operation.end("timeout", 0);
	assert.equal(log, ["begin", "release", "end cancelled 0 test"]);
});

test("cancelled while it waits, it ends at once and never begins", () => {
	const { operation, log } = make();
	operation.cancel();
	operation.cancel();
	assert.equal(log, ["release", "end cancelled 0 test"]);
});

test("cancelled while it runs, its work is interrupted and says when it is over", () => {
	const { operation, log } = make();
	operation.begin();
	operation.cancel();
	assert.equal(log, ["begin", "interrupt cancelled"]);
	operation.note("cancelled", 0);
	operation.end(null, 0);
	assert.equal(log.slice(2), ["release", "end cancelled 0 test"]);
});

test("a modem that has restarted or does not answer ends it at once; any other error is the work's affair", () => {
	for (const [error, expected] of [
		["reset", ["begin", "release", "end reset 0 test"]],
		["noAnswer", ["begin", "forget", "release", "end noAnswer 0 test"]],
		["timeout", ["begin"]],
		[null, ["begin"]],
	] as const) {
		const { operation, log } = make();
		operation.begin();
		assert.is(operation.isLost(error), expected.length > 1);
		assert.equal(log, expected);
	}
});

test.run();
