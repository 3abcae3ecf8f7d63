import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { folder, host, running } from "./command-line.ts";

/** All that a terminal of its own shows of the command line. */
async function onTerminal(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
	const program = [process.execPath, "dist/cli/main.js", ...words].map(word => `'${word}'`).join(" ");
	const { NO_COLOR: _, ...inherited } = process.env;
	const child = spawn("script", ["-qec", program, "/dev/null"], {
		env: { ...inherited, ...environment },
		stdio: ["ignore", "pipe", "inherit"],
	});
	running.add(child);
	let seen = "";
	child.stdout.on("data", (bytes: Buffer) => (seen += bytes.toString("latin1")));
	await once(child, "close");
	running.delete(child);
	return seen;
}

test("a terminal shows a bar with rate and time left, without colours where NO_COLOR is set", async () => {
	const file = join(folder, "bar");
	const words = ["get", `${host}/file`, "--simulate", "-o", file, "--baud", "9600"];
	const failing = ["get", `${host}/missing`, "--simulate"];
	const [seen, coloured, plain] = await Promise.all([
		onTerminal(words, { TERM: "xterm" }),
		onTerminal(failing, { TERM: "xterm" }),
		onTerminal(failing, { TERM: "xterm", NO_COLOR: "1" }),
	]);
	assert.match(seen, /\[#+-+\] \d+ %  \d+ B of 5000 B  [\d.]+ k?B\/s  \d+ s left/);
	assert.match(seen, /\[#{30}\] 100 %/);
	assert.match(seen, `\r\x1b[K${file}: 5000 B`);
	assert.match(coloured, "\x1b[31merror:\x1b[0m", JSON.stringify(coloured));
	assert.match(plain, /error: .*\(404\)/);
	assert.not.match(plain, "\x1b[31m");
});

test.run();
