import { test } from "uvu";
import * as assert from "uvu/assert";
import { EXIT, exitStatus, UsageError } from "../../cli/usage.ts";

const statuses: readonly [code: string, operation: string, status: number][] = [
	["bearerLost", "http", EXIT.modem],
	["simBlocked", "start", EXIT.modem],
	["stackBusy", "http", EXIT.modem],
	["timeout", "start", EXIT.modem],
	["timeout", "signal", EXIT.modem],
	["timeout", "http", EXIT.server],
	["timeout", "ftp", EXIT.server],
	["status", "http", EXIT.server],
	["password", "ftp", EXIT.server],
	["port", "", EXIT.port],
	["argument", "http", EXIT.usage],
];

for (const [code, operation, status] of statuses) {
	test(`the exit status of ${code} of ${operation || "no operation"} is ${status}`, () => {
		assert.is(exitStatus(Object.assign(new Error("x"), { code, operation })), status);
	});
}

test("a wrong command line is 2, whatever has no operation 1", () => {
	assert.is(exitStatus(new UsageError("x")), EXIT.usage);
	assert.is(exitStatus(Object.assign(new Error("x"), { code: "ENOSPC" })), EXIT.failed);
});

test.run();
