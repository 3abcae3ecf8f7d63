import { test } from "uvu";
import * as assert from "uvu/assert";
import { LATE, type Operation } from "../../src/modem/operation.js";
import { QUEUE_DEPTH, RequestQueue } from "../../src/modem/queue.js";

/** An operation that only says how it was ended; like a real one it leaves the queue. */
function entry(queue: RequestQueue, ends: string[], name: string): Operation {
	const operation = {
		next: null,
		error: null as string | null,
		status: LATE,
		expectModem() {
			operation.status = 0;
		},
		note(error: string, status: number) {
			operation.error ??= error;
			operation.status = status;
		},
		end(error: string | null, status: number) {
			if (!queue.remove(operation as unknown as Operation)) return;
			ends.push(`${name} ${error ?? operation.error} ${error === null ? operation.status : status}`);
		},
	};
	return operation as unknown as Operation;
}

test("operations leave in the order in which they came", () => {
	const queue = new RequestQueue();
	assert.is(queue.first, null);
	const [a, b, c] = ["a", "b", "c"].map(name => entry(queue, [], name));
	for (const operation of [a!, b!, c!]) queue.push(operation);
	for (const operation of [a!, b!, c!]) {
		assert.is(queue.first, operation);
		queue.remove(operation);
	}
	assert.is(queue.first, null);
	assert.is(queue.length, 0);
});

test("one that is cancelled leaves from anywhere, and one that is not there changes nothing", () => {
	const queue = new RequestQueue();
	const [a, b, c] = ["a", "b", "c"].map(name => entry(queue, [], name));
	for (const operation of [a!, b!]) queue.push(operation);
	assert.not(queue.remove(c!));
	assert.is(queue.length, 2);
	assert.ok(queue.remove(b!));
	queue.push(c!);
	assert.is(queue.first, a);
	queue.remove(a!);
	assert.is(queue.first, c);
});

test("a full queue is busy, and has room again when one has left", () => {
	const queue = new RequestQueue();
	const operations = Array.from({ length: QUEUE_DEPTH }, (_, index) => entry(queue, [], `${index}`));
	for (const operation of operations) queue.push(operation);
	assert.throws(
		() => queue.push(entry(queue, [], "one too many")),
		(error: { code: string }) => error.code === "busy",
	);
	assert.is(queue.length, QUEUE_DEPTH);
	queue.remove(operations[2]!);
	queue.push(entry(queue, [], "again"));
	assert.is(queue.length, QUEUE_DEPTH);
});

/** Ends those that a failed start has condemned, as the modem does: one after the other. */
function endCondemned(queue: RequestQueue): void {
	while (queue.first !== null && queue.first.error !== null) queue.first.end(null, 0);
}

test("what waits when a start fails ends one by one; what comes later does not", () => {
	const queue = new RequestQueue();
	const ends: string[] = [];
	for (const name of ["a", "b", "c"]) queue.push(entry(queue, ends, name));
	queue.search();
	queue.condemn("bearer", 148);
	const late = entry(queue, ends, "late");
	queue.push(late);
	endCondemned(queue);
	assert.equal(ends, ["a bearer 148", "b bearer 148", "c bearer 148"]);
	assert.is(queue.first, late);
});

test("a search that fails ends those that it was for; those that came too late for it do not end by it, but by any other failure", () => {
	for (const [error, expected] of [
		["noAnswer", ["a noAnswer 0", "b noAnswer 0"]],
		["denied", ["a denied 0", "b denied 0", "late denied 0"]],
	] as const) {
		const queue = new RequestQueue();
		const ends: string[] = [];
		const [a, b, late] = ["a", "b", "late"].map(name => entry(queue, ends, name));
		queue.push(a!);
		queue.push(b!);
		queue.search();
		queue.push(late!);
		queue.condemn(error, 0);
		endCondemned(queue);
		assert.equal(ends, expected);
	}
});

test("one that is cancelled while it is to fail is not counted twice", () => {
	const queue = new RequestQueue();
	const ends: string[] = [];
	const [a, b, c] = ["a", "b", "c"].map(name => entry(queue, ends, name));
	for (const operation of [a!, b!]) queue.push(operation);
	queue.search();
	queue.condemn("noAnswer", 0);
	queue.push(c!);
	b!.end("cancelled", 0);
	endCondemned(queue);
	assert.equal(ends, ["b cancelled 0", "a noAnswer 0"]);
	assert.is(queue.first, c);
});

test("the waiting client is notified only while there is room", () => {
	const queue = new RequestQueue();
	let calls = 0;
	queue.notifyWaiter();
	queue.waiter = { onRoom: () => void calls++ };
	queue.notifyWaiter();
	assert.is(calls, 1);
	const operations = Array.from({ length: QUEUE_DEPTH }, (_, index) => entry(queue, [], `${index}`));
	for (const operation of operations) queue.push(operation);
	queue.notifyWaiter();
	assert.is(calls, 1);
	queue.remove(operations[0]!);
	queue.notifyWaiter();
	assert.is(calls, 2);
});

test.run();
