/* Reads what `npm start -- --json` has printed and checks its last line: everything that the demo announces was seen, on XS, and nothing allocated. */
import { readFileSync } from "node:fs";
import type { Report } from "../demo/report.ts";

const HTTP = ["get", "post", "head", "redirect", "proxy", "resume", "status", "windows"];
const FTP = ["get", "resume", "put", "append", "extendedPut", "list", "size", "remove", "makeDirectory", "removeDirectory"];

const report = JSON.parse(readFileSync(0, "utf8").trim().split("\n").at(-1)!) as Report;
const { engine, bytes, sha256, wire, allocated, stalls, http, ftp } = report;

const wrong = [
	engine !== "xs" && `engine is ${engine}, not xs`,
	bytes !== 100_000 && `bytes is ${bytes}, not 100000`,
	(!/^[0-9a-f]{64}$/.test(sha256.sent) || sha256.sent !== sha256.received) && "the digests differ",
	!(wire.seconds >= wire.limitSeconds && wire.limitSeconds > 0) && "wire.seconds is less than the bytes take",
	JSON.stringify(allocated) !== JSON.stringify({ slots: 0, chunkBytes: 0, blocks: 0 }) && `allocated is ${JSON.stringify(allocated)}`,
	!(stalls.whole && stalls.healed > 0) && `stalls is ${JSON.stringify(stalls)}`,
	...HTTP.map(name => http[name] !== true && `http.${name} was not seen`),
	...FTP.map(name => ftp[name] !== true && `ftp.${name} was not seen`),
].filter(Boolean);

for (const line of wrong) console.log(`npm start: ${line}`);
if (wrong.length) process.exitCode = 1;
else console.log(`npm start: all ${8 + HTTP.length + FTP.length} fields are as they should be`);
