import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ErrorCode } from "../../src/at/error.js";
import type { ModemCore } from "../../src/modem/core.js";
import { Operation, type Work } from "../../src/modem/operation.js";
import { UNKNOWN } from "../../src/modem/stages.js";

/** An operation on a modem that only takes down what happens. */
function make(): { operation: Operation; begin(): void; log: string[] } {
	const log: string[] = [];
	let waits = true;
	const modem = {
		current: null as Operation | null,
		starter: { fallTo: (stage: number) => void log.push(stage === UNKNOWN ? "forget" : `fall to ${stage}`) },
		release(released: Operation): boolean {
			assert.is(released, operation);
			if (!waits && this.current !== operation) return false;
			waits = false;
			this.current = null;
			return log.push("release") > 0;
		},
		describe: (code: ErrorCode, status: number, name: string) => `${code} ${status} ${name}`,
	};
	const work = { interrupt: (error: ErrorCode) => log.push(`interrupt ${error}`) } as unknown as Work;
	const owner = { onEnd: () => void log.push("over") };
	const onDone = function (this: unknown, ...told: unknown[]): void {
		assert.is(this, owner);
		log.push(`end ${told.map(String).join(" ")}`);
	};
	const operation = new Operation(modem as unknown as ModemCore, "test", 1, work, owner, onDone, -1);
	const begin = (): void => {
		waits = false;
		modem.current = operation;
		log.push("begin");
	};
	return { operation, begin, log };
}

test("it begins, and ends well: the modem is free before the application is told", () => {
	const { operation, begin, log } = make();
	assert.not(operation.healthy);
	begin();
	assert.ok(operation.healthy);
	operation.end(null, 0);
	assert.not(operation.healthy);
	assert.equal(log, ["begin", "release", "over", "end null -1 -1"]);
});

test("whatever comes after the end, the application is told once", () => {
	const { operation, begin, log } = make();
	begin();
	operation.end(null, 0);
	operation.end("reset", 0);
	operation.cancel("cancelled");
	operation.isLost("noAnswer");
	assert.equal(
		log.filter(line => line !== "forget"),
		["begin", "release", "over", "end null -1 -1"],
	);
});

test("the first error counts", () => {
	const { operation, begin, log } = make();
	begin();
	operation.note("cancelled", 0);
	assert.not(operation.healthy);
	operation.note("network", 601);
	operation.end("timeout", 0);
	assert.equal(log, ["begin", "release", "over", "end cancelled 0 test -1 -1"]);
});

test("cancelled while it waits, it ends at once and never begins", () => {
	const { operation, log } = make();
	operation.cancel("cancelled");
	operation.cancel("cancelled");
	assert.equal(log, ["release", "over", "end cancelled 0 test -1 -1"]);
});

test("cancelled while it runs, its work is interrupted and says when it is over", () => {
	const { operation, begin, log } = make();
	begin();
	operation.cancel("cancelled");
	assert.equal(log, ["begin", "interrupt cancelled"]);
	operation.note("cancelled", 0);
	operation.end(null, 0);
	assert.equal(log.slice(2), ["release", "over", "end cancelled 0 test -1 -1"]);
});

test("what its work has found out is told at the end, unless it ends with an error", () => {
	for (const [error, expected] of [
		[null, "end null 1000 7"],
		["timeout", "end timeout 0 test -1 -1"],
	] as const) {
		const { operation, begin, log } = make();
		begin();
		operation.result = 1000;
		operation.detail = 7;
		operation.end(error, 0);
		assert.is(log.at(-1), expected);
	}
});

test("one that waits only for its end with an error can still be cancelled", () => {
	const { operation, log } = make();
	operation.note("bearer", 0);
	operation.cancel("cancelled");
	assert.equal(log, ["release", "over", "end cancelled 0 test -1 -1"]);
});

test("a modem that has restarted or does not answer ends it at once; any other error is the work's affair", () => {
	for (const [error, expected] of [
		["reset", ["begin", "release", "over", "end reset 0 test -1 -1"]],
		["noAnswer", ["begin", "forget", "release", "over", "end noAnswer 0 test -1 -1"]],
		["timeout", ["begin"]],
		[null, ["begin"]],
	] as const) {
		const { operation, begin, log } = make();
		begin();
		assert.is(operation.isLost(error), expected.length > 1);
		assert.equal(log, expected);
	}
});

test.run();
