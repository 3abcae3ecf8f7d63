import { test } from "uvu";
import * as assert from "uvu/assert";
import type { HttpRequest } from "../../simulator/index.ts";
import { SIM900Error } from "../../src/promises.js";
import { PromiseBench } from "../support/promise-bench.ts";

const CONTENT = Uint8Array.from({ length: 5000 }, (_, i) => i & 255);
const received = ({ body }: HttpRequest): string => Buffer.from(body ?? []).toString("latin1");
const bench = (...options: object[]): PromiseBench =>
	new PromiseBench(
		({ path, method, ...rest }) => {
			if (path === "/json") return { body: '{"t":21.5}' };
			if (path === "/missing") return { status: 404, body: "no such page" };
			return method === "POST" ? { body: received({ path, method, ...rest }) } : { body: CONTENT };
		},
		...options,
	);

test("a response is read as bytes, as text, as JSON, and piece by piece", async () => {
	const { modem, ...rest } = bench();
	const wait = PromiseBench.prototype.wait.bind({ ...rest, modem });
	const response = await wait(modem.http.get("http://example.com/file"));
	assert.equal([response.status, response.ok, response.length], [200, true, 5000]);
	assert.equal(await wait(response.bytes()), CONTENT);
	assert.equal(await wait(modem.http.get("http://example.com/json").then(r => r.json())), { t: 21.5 });
	const pieces = await wait(
		(async () => {
			const lengths: number[] = [];
			for await (const piece of await modem.http.get("http://example.com/file")) lengths.push(piece.length);
			return lengths;
		})(),
	);
	assert.equal(
		pieces.reduce((sum, length) => sum + length),
		5000,
	);
	assert.ok(pieces.length > 2 && Math.max(...pieces) <= 1152);
	assert.is(await wait(modem.http.head("http://example.com/file").then(r => r.status)), 200);
});

test("a body is text, bytes, or comes in pieces of a known length", async () => {
	const b = bench();
	const post = (body: Parameters<typeof b.modem.http.post>[1], options = {}): Promise<string> =>
		b.wait(b.modem.http.post("http://example.com/log", body, options).then(response => response.text()));
	assert.is(await post("t=21.5", { contentType: "text/plain" }), "t=21.5");
	assert.is(await post(new Uint8Array(3000).fill(65)), "A".repeat(3000));
	assert.is(await post(""), "");
	async function* pieces(): AsyncGenerator<Uint8Array> {
		for (const text of ["one ", "", "two ", "three"]) yield Buffer.from(text);
	}
	assert.is(await post(pieces(), { length: 13 }), "one two three");
	assert.is(await post([Buffer.from("ab"), Buffer.from("cd")], { length: 4 }), "abcd");
	const without = await b.failure(b.modem.http.post("http://example.com/log", pieces()));
	assert.is(without.message, "length is required for a body that comes in pieces. Nothing has been sent: correct the call.");
});

test("a body that fails ends the request with what it failed with", async () => {
	const b = bench();
	async function* broken(): AsyncGenerator<Uint8Array> {
		yield Buffer.from("one");
		throw new RangeError("the disk is gone");
	}
	const error = await b.failure(b.modem.http.post("http://example.com/log", broken(), { length: 10 }));
	assert.ok(error instanceof RangeError);
	// The modem is free for the next one.
	assert.is(await b.wait(b.modem.http.get("http://example.com/json").then(response => response.text())), '{"t":21.5}');
});

test("two promises that fail hold two different errors, each with its code, its number and what to do", async () => {
	const b = bench();
	const [dns, missing, unreachable] = (await b.wait(
		Promise.all(
			["http://nowhere.example/", "http://example.com/missing", "http://example.com:81/"].map(url =>
				b.modem.http.get(url).catch((error: SIM900Error) => error as SIM900Error),
			),
		),
	)) as [SIM900Error, SIM900Error, SIM900Error];
	for (const error of [dns, missing, unreachable]) assert.ok(error instanceof SIM900Error && error instanceof Error);
	assert.is.not(dns, missing);
	assert.equal([dns.code, dns.status, missing.code, missing.status], ["dns", 603, "status", 404]);
	assert.match(dns.message, /^The name of the server nowhere\.example was not found \(603\)\. Check how it is spelt/);
	assert.match(missing.message, /^The server example\.com has answered with an error \(404\)\. /);
	assert.match(unreachable.message, /^The server example\.com:81 could not be reached, .* \(601\)\. The bearer was open: check/);
	const answer = await b.wait(b.modem.http.get("http://example.com/missing", { anyStatus: true }));
	assert.is(await b.wait(answer.text()), "no such page");
});

test("an AbortSignal ends a request that waits, one that runs and one that is being read", async () => {
	const b = bench();
	const reason = new Error("enough");
	const aborted = async (begin: (signal: AbortSignal) => Promise<unknown>): Promise<Error> => {
		const controller = new AbortController();
		const promise = begin(controller.signal);
		b.clock.schedule(0, () => controller.abort(reason));
		return b.failure(promise);
	};
	assert.is(await aborted(signal => b.modem.http.get("http://example.com/file", { signal })), reason);
	await b.wait(b.modem.ready());
	assert.is(await aborted(signal => b.modem.http.get("http://example.com/file", { signal })), reason);
	const response = b.modem.http.get("http://example.com/file");
	await b.wait(response);
	const running = async (signal: AbortSignal): Promise<unknown> => (await b.modem.http.get("http://example.com/file", { signal })).bytes();
	(await response).close();
	const controller = new AbortController();
	let got = 0;
	const promise = (async () => {
		for await (const piece of await b.modem.http.get("http://example.com/file", { signal: controller.signal })) {
			got += piece.length;
			controller.abort(reason);
		}
	})();
	assert.is(await b.failure(promise), reason);
	assert.ok(got > 0 && got < 5000);
	assert.is(await b.failure(running(AbortSignal.abort(reason))), reason);
	assert.is(await b.wait(b.modem.http.get("http://example.com/json").then(r => r.text())), '{"t":21.5}');
});

test("progress is told, and a response that is left half way is given up", async () => {
	const b = bench();
	const seen: string[] = [];
	const onProgress = (done: number, total: number, phase: string): void => void seen.push(`${phase} ${done}/${total}`);
	const left = async (): Promise<number> => {
		for await (const piece of await b.modem.http.get("http://example.com/file", { onProgress })) return piece.length;
		return 0;
	};
	assert.ok((await b.wait(left())) > 0);
	assert.match(seen.join("\n"), /^reading \d+\/5000$/m);
	assert.is(await b.wait(b.modem.http.get("http://example.com/json").then(r => r.text())), '{"t":21.5}');
});

test("a download that breaks says where it can go on", async () => {
	const b = bench();
	const response = await b.wait(b.modem.http.get("http://example.com/file"));
	const got: Uint8Array[] = [];
	const error = await b.failure(
		(async () => {
			for await (const piece of response) {
				got.push(piece);
				if (got.length === 2) b.simulator.powerDip();
			}
		})(),
	);
	const length = got.reduce((sum, piece) => sum + piece.length, 0);
	assert.is(error.code, "reset");
	assert.is(error.checkpoint, length);
});

test.run();
