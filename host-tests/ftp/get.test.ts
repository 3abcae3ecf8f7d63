import { test } from "uvu";
import * as assert from "uvu/assert";
import type { FTPGet, FTPGetOptions } from "../../src/index.js";
import { CUTS } from "../support/exchange.ts";
import { ACCOUNT, endOf, FtpExchange, OK } from "../support/ftp-exchange.ts";

interface Outcome {
	request: FTPGet;
	body: string;
	done: string[];
	progress: number[];
}

function get(exchange: FtpExchange, options: Partial<FTPGetOptions> = {}): Outcome {
	const outcome: Omit<Outcome, "request"> = { body: "", done: [], progress: [] };
	const buffer = new Uint8Array(100);
	const request = exchange.modem.ftp.get({
		...ACCOUNT,
		path: "/1K.txt",
		onReadable() {
			let count;
			while ((count = this.read(buffer))) outcome.body += String.fromCharCode(...buffer.subarray(0, count));
		},
		onProgress(done) {
			outcome.progress.push(done);
		},
		onDone(error) {
			outcome.done.push(endOf(error));
		},
		...options,
	});
	return Object.assign(outcome, { request });
}

function digits(length: number): string {
	return "0123456789".repeat(Math.ceil(length / 10)).slice(0, length);
}

for (const space of ["", " "]) {
	test(`table 3.1: a download with "${space}" after the colon`, () => {
		for (const cut of CUTS) {
			const exchange = new FtpExchange(cut, space);
			const outcome = get(exchange, { burst: 1024 });
			exchange.openGet();
			exchange.report("+FTPGET", "1,1");
			exchange.chunk("+FTPGET", 1024, digits(50));
			exchange.chunk("+FTPGET", 1024, "");
			exchange.expect("");
			exchange.report("+FTPGET", "1,1");
			exchange.chunk("+FTPGET", 1024, digits(1024));
			exchange.expect("AT+FTPGET=2,1024\r");
			exchange.answer(`\r\n+FTPGET:${space}2,0\r\n${OK}`);
			exchange.report("+FTPGET", "1,0");
			assert.equal(outcome.done, ["done"]);
			assert.is(outcome.body, digits(50) + digits(1024));
			assert.equal(outcome.progress, [50, 1074]);
			exchange.expect("");
		}
	});
}

test.run();
