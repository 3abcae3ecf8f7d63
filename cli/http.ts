import { createWriteStream, existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import type { DownloadStream, HTTPOptions, SIM900 } from "sim900/promises";
import { bytesText, type Output } from "./output.ts";
import { UsageError } from "./usage.ts";

export interface GetOptions {
	readonly output?: string;
	readonly resume?: boolean;
	readonly timeout?: string;
	readonly redirect?: boolean;
	readonly header: readonly string[];
}

/** Signal and progress, which every transfer has. */
export interface Transfer {
	readonly output: Output;
	readonly signal: AbortSignal;
}

/** Where a download that is resumed goes on: after what the file has. */
export function offsetOf({ output, resume }: { output?: string; resume?: boolean }): number {
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
	return { ...headersOf(header), ...(timeout !== undefined && { timeout: Number(timeout) }), ...(redirect && { redirect: true }) };
}

export async function get(modem: SIM900, url: string, options: GetOptions, { output, signal }: Transfer): Promise<void> {
	const offset = offsetOf(options);
	const response = await modem.http.get(url, { ...parametersOf(options), signal, ...(offset > 0 && { offset }) });
	const total = response.length < 0 ? -1 : offset + response.length;
	const count = await save(response, options.output, offset, done => output.progress(offset + done, total));
	if (options.output === undefined) return output.say(`${bytesText(count)} received`);
	output.result(`${options.output}: ${bytesText(offset + count)}`, {
		url,
		status: response.status,
		file: options.output,
		offset,
		bytes: count,
	});
}

export async function post(
	modem: SIM900,
	url: string,
	options: Omit<GetOptions, "resume"> & { data?: string; file?: string; type?: string },
	{ output, signal }: Transfer,
): Promise<void> {
	if ((options.data === undefined) === (options.file === undefined)) throw new UsageError("post needs a body: --data TEXT or --file FILE");
	const body = options.data === undefined ? await readFile(options.file!) : Buffer.from(options.data);
	const response = await modem.http.post(url, body, {
		...parametersOf(options),
		...(options.type !== undefined && { contentType: options.type }),
		signal,
		onProgress: (done, total, phase) => {
			if (phase === "writing") output.progress(done, total);
		},
	});
	const count = await save(response, options.output, 0, () => {});
	if (options.output !== undefined)
		output.result(`${options.output}: ${bytesText(count)}`, { url, status: response.status, file: options.output, bytes: count });
	else output.say(`${response.status}, ${bytesText(count)} received`);
}
