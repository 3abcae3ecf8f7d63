import { createWriteStream, existsSync, readFileSync, statSync } from "node:fs";
import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import type { DownloadStream, HTTPOptions, HTTPResponse } from "sim900/promises";
import { checkTarget, readSource } from "./files.ts";
import { wholeNumber } from "./connect.ts";
import type { Job } from "./job.ts";
import { bytesText } from "./output.ts";
import { checkHTTP } from "./urls.ts";
import { UsageError } from "./usage.ts";

/** Bytes of a body that the modem takes (application note: AT+HTTPDATA). */
const BODY_LIMIT = 318_976;
/** Status of a range that begins after the last byte. */
const NOTHING_THERE = 416;

export interface GetOptions {
	readonly output?: string;
	readonly resume?: boolean;
	readonly timeout?: string;
	readonly redirect?: boolean;
	readonly header: readonly string[];
}

/** Where a download that is resumed goes on: after what the file has. Checks that it can be written. */
export function offsetOf({ output, resume }: { output?: string; resume?: boolean }): number {
	if (output !== undefined) checkTarget(output);
	if (!resume) return 0;
	if (output === undefined) throw new UsageError("--resume needs -o FILE");
	return existsSync(output) ? statSync(output).size : 0;
}

/** Writes a download to a file, or to the standard output; how many bytes. */
export async function save(
	download: DownloadStream,
	file: string | undefined,
	offset: number,
	progress: (count: number) => void,
): Promise<number> {
	let count = 0;
	const pieces = async function* (): AsyncGenerator<Uint8Array> {
		for await (const piece of download) {
			count += piece.length;
			progress(count);
			yield piece;
		}
	};
	if (file === undefined) {
		for await (const piece of pieces()) if (!process.stdout.write(piece)) await once(process.stdout, "drain");
	} else await pipeline(pieces(), createWriteStream(file, { flags: offset > 0 ? "a" : "w" }));
	return count;
}

function headersOf(header: readonly string[]): { headers?: [string, string][] } {
	const headers = header.map(text => {
		const match = /^([^:\s]+):\s*(.*)$/.exec(text);
		if (!match) throw new UsageError(`--header needs NAME: VALUE, not "${text}"`);
		return [match[1]!, match[2]!] as [string, string];
	});
	return headers.length ? { headers } : {};
}

function parametersOf({ timeout, redirect, header }: Omit<GetOptions, "output" | "resume">): HTTPOptions {
	return {
		...headersOf(header),
		...(timeout !== undefined && { timeout: wholeNumber(timeout, "--timeout", 30, 1000) }),
		...(redirect && { redirect: true }),
	};
}

function refusal(status: number, message: string): Error {
	return Object.assign(new Error(message), { code: "status", status, operation: "http" });
}

/** Throws unless the server, which has nothing after `offset` bytes, has the last one of them as the file has it. */
async function checkComplete(last: Promise<HTTPResponse>, file: string, offset: number): Promise<void> {
	const again = "Leave --resume out to download it again";
	const bytes = await last.then(
		response => response.bytes(),
		(error: Error & { status?: number }) => {
			if (error.status !== NOTHING_THERE) throw error;
			throw refusal(NOTHING_THERE, `${file} has ${bytesText(offset)}, more than the file on the server. ${again}.`);
		},
	);
	if (bytes.length !== 1 || bytes[0] !== readFileSync(file)[offset - 1])
		throw refusal(NOTHING_THERE, `${file} does not end as the file on the server does. ${again}.`);
}

/** The server has more to say than the body. */
function checkRedirection({ status }: HTTPResponse, redirect: boolean | undefined): void {
	if (status < 300 || status > 399) return;
	const next = redirect ? "The modem has not followed it" : "--redirect follows it";
	throw refusal(status, `The server answers ${status}: what is there is at another address. ${next}.`);
}

export function get(url: string, options: GetOptions): Job {
	checkHTTP(url);
	const offset = offsetOf(options);
	const parameters = parametersOf(options);
	const file = options.output;
	return async (modem, { output, signal }) => {
		const response = await modem.http
			.get(url, { ...parameters, signal, ...(offset > 0 && { offset }) })
			.catch((error: Error & { status?: number }) => {
				if (offset === 0 || error.status !== NOTHING_THERE) throw error;
				return undefined;
			});
		if (response === undefined) {
			await checkComplete(modem.http.get(url, { ...parameters, signal, offset: offset - 1 }), file!, offset);
			const text = `${file}: ${bytesText(offset)}, it was complete already`;
			return output.result(text, { url, status: NOTHING_THERE, file, offset, bytes: 0 });
		}
		checkRedirection(response, options.redirect);
		const total = response.length < 0 ? -1 : offset + response.length;
		const count = await save(response, file, offset, done => output.progress(offset + done, total));
		const facts = { url, status: response.status, offset, bytes: count };
		if (file === undefined) output.remark(`${bytesText(count)} received`, facts);
		else output.result(`${file}: ${bytesText(offset + count)}`, { ...facts, file });
	};
}

export function post(url: string, options: Omit<GetOptions, "resume"> & { data?: string; file?: string; type?: string }): Job {
	checkHTTP(url);
	const { data, file, type, output: target } = options;
	if (data === undefined && file === undefined) throw new UsageError("post needs a body: --data TEXT or --file FILE");
	if (data !== undefined && file !== undefined) throw new UsageError("--data and --file exclude one another");
	if (target !== undefined) checkTarget(target);
	const body = data === undefined ? readSource(file!) : Buffer.from(data);
	if (body.length > BODY_LIMIT)
		throw new Error(`${file ?? "--data"} has ${body.length} bytes: the modem sends at most ${BODY_LIMIT}. Send it in parts.`);
	const parameters = { ...parametersOf(options), ...(type !== undefined && { contentType: type }) };
	return async (modem, { output, signal }) => {
		const response = await modem.http.post(url, body, {
			...parameters,
			signal,
			onProgress: (done, total, phase) => {
				if (phase === "writing") output.progress(done, total);
			},
		});
		checkRedirection(response, options.redirect);
		const count = await save(response, target, 0, () => {});
		const facts = { url, status: response.status, bytes: count };
		if (target === undefined) output.remark(`${response.status}, ${bytesText(count)} received`, facts);
		else output.result(`${target}: ${bytesText(count)}`, { ...facts, file: target });
	};
}
