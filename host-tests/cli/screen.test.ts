import { stripVTControlCharacters } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Screen } from "../../demo/screen.ts";

/** What a terminal of `columns` columns was told. */
function screenOf(isTTY: boolean, columns = 80): { screen: Screen; said: () => string } {
	let said = "";
	return { screen: new Screen(1000, { isTTY, columns, write: text => (said += text) }), said: () => said };
}

test("on a terminal one line moves, is never wider than it, and what is said stands instead of it", () => {
	const { screen, said } = screenOf(true, 30);
	screen.live("x".repeat(100), 1000);
	screen.live("too soon", 1001);
	screen.live("later", 2000);
	screen.verdict("all of it", { seen: true });
	const looks = said().split("\r\x1b[K");
	assert.equal(looks.map(stripVTControlCharacters), ["", `${"x".repeat(28)}…`, "later", "✔ all of it\n"]);
});

test("elsewhere there is no colour, no line that moves, and progress at every tenth", () => {
	const { screen, said } = screenOf(false);
	screen.live("nothing", 1000);
	for (let done = 0; done <= 1000; done += 20) screen.progress(done);
	screen.verdict("all of it", { seen: false });
	for (const text of ["\x1b", "\r", "nothing"]) assert.not.match(said(), text);
	assert.is(
		said()
			.split("\n")
			.filter(line => line.includes("%")).length,
		11,
	);
});

test("NO_COLOR and a dumb terminal have none", () => {
	for (const [name, value] of [
		["NO_COLOR", "1"],
		["TERM", "dumb"],
	] as const) {
		const before = process.env[name];
		process.env[name] = value;
		const { screen, said } = screenOf(true);
		screen.verdict("all of it", { seen: true });
		assert.is(said(), "✔ all of it\n");
		if (before === undefined) delete process.env[name];
		else process.env[name] = before;
	}
});

test.run();
