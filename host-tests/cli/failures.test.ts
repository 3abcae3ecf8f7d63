/* What goes wrong on the command line: its exit status, and a sentence. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CONTENT, folder, host, run, type Run, running } from "./command-line.ts";

const failures: readonly [name: string, words: string, status: number, sentence: RegExp][] = [
	["no command", "", 2, /^Usage: sim900/],
	["an unknown command", "fetch", 2, /unknown command 'fetch'/],
	["an unknown option", "info --prot x", 2, /unknown option '--prot'/],
	["no such port", "get http://example.com/ --port /dev/no-such-tty", 3, /There is no such serial port/],
	["https", "get https://example.com/ --simulate", 2, /has no TLS/],
	["an ftp URL", "get ftp://example.com/ --simulate", 2, /: sim900 ftp get ftp:\/\/example\.com\/$/m],
	["a wrong FTP URL", "ftp ls http://example.com/ --simulate", 2, /ftp needs an ftp:\/\/ URL/],
	["404", "get HOST/missing --simulate", 5, /answered with an error \(404\)/],
	["nobody at the other end of the socket", "info --tcp 127.0.0.1:1", 3, /Nothing answers at that address.*\(.*ECONNREFUSED/],
	["a port that no socket has", "info --tcp 127.0.0.1:99999", 2, /--tcp needs HOST:PORT/],
	["a URL without http://", "get example.com/x --tcp 127.0.0.1:1", 2, /write http:\/\/example\.com\/x/],
	["a port that no server has", "get http://127.0.0.1:99999/ --tcp 127.0.0.1:1", 2, /check its host and its port/],
	["an IPv6 address", "get http://[::1]/ --tcp 127.0.0.1:1", 2, /IPv4 only/],
	["a character that no URL has", "get http://example.com/a\u00a0b --simulate", 2, /url must be printable ASCII without quotes/],
	["a wrong escape", "ftp get ftp://example.com/%zz --tcp 127.0.0.1:1", 2, /write %25/],
	["a folder to write to", "get HOST/file -o FOLDER --tcp 127.0.0.1:1", 1, /is a folder: name a file in it/],
	["a folder that is not there", "get HOST/file -o FOLDER/none/x --tcp 127.0.0.1:1", 1, /there is no folder .*none\. Make it first/],
	["a file that is not there", "post HOST/log --file FOLDER/none --tcp 127.0.0.1:1", 1, /cannot be read: it does not exist/],
	[
		"a file to upload that is not there",
		"ftp put FOLDER/none ftp://example.com/x --tcp 127.0.0.1:1",
		1,
		/cannot be read: it does not exist/,
	],
	["a file that is too large", "post HOST/log --file FOLDER/large --tcp 127.0.0.1:1", 1, /400000 bytes: the modem sends at most 318976/],
	["two bodies", "post HOST/log --data x --file y --tcp 127.0.0.1:1", 2, /exclude one another/],
	["no looks", "monitor --count 0 --tcp 127.0.0.1:1", 2, /--count needs a whole number from 1/],
	["a redirection", "get HOST/moved --simulate", 5, /answers 302: .* --redirect follows it/],
	["a wrong PIN", "info --simulate --pin 12", 2, /pin must have 4 to 8 characters, it has 2\. Nothing has been sent\./],
	["a redirected POST", "post HOST/moved --data x --simulate", 5, /answers 302: /],
	["a timeout that is none", "get HOST/file --timeout x --tcp 127.0.0.1:1", 2, /--timeout needs a whole number from 30 to 1000/],
	["a file longer than the server's", "get HOST/file -o FOLDER/longer --resume --simulate", 5, /longer has 5001 B, more than/],
	["a file that ends differently", "get HOST/file -o FOLDER/other --resume --simulate", 5, /does not end as .* Leave --resume out/],
	["a SIM that asks for its PIN", "diagnose --tcp LOCKED", 4, /^FAIL {2}SIM .*Give it with --pin/m],
	["resume without a file", "get HOST/file --resume --simulate", 2, /--resume needs -o FILE/],
];
/** All of them at the same time: most of what each takes is waiting. */
let attempts: readonly Promise<Run>[] = [];
test.before(async () => {
	writeFileSync(join(folder, "large"), new Uint8Array(400_000));
	writeFileSync(join(folder, "longer"), `${CONTENT}x`);
	writeFileSync(join(folder, "other"), `${CONTENT.slice(0, -1)}x`);
	const locked = spawn(process.execPath, ["dist/simulator/cli.js", "--tcp", "127.0.0.1:0", "--pin", "1234"]);
	running.add(locked);
	const [said] = (await once(locked.stdout, "data")) as [Buffer];
	const [, place] = /at (\S+)/.exec(said.toString())!;
	attempts = failures.map(([, words]) =>
		run(words.replace("HOST", host).replace("FOLDER", folder).replace("LOCKED", place!).split(" ").filter(Boolean)),
	);
});

for (const [index, [name, , status, sentence]] of failures.entries()) {
	test(`${name}: exit status ${status}, and a sentence`, async () => {
		const result = await attempts[index]!;
		assert.is(result.status, status, result.err);
		assert.match(result.out + result.err, sentence);
		assert.not.match(result.err, /\n\s+at /);
	});
}

test.run();
