import type { ModemError } from "../at/error.js";
import type { FTPEntry } from "../ftp/entry.js";
import type { FTP as Service } from "../ftp/ftp.js";
import type { FTPGet, FTPGetOptions } from "../ftp/get.js";
import type { FTPPath } from "../ftp/options.js";
import type { FTPPut, FTPPutOptions } from "../ftp/put.js";
import { type AbortSignalLike, type Body, checkBody, checkOptions, follow, type ProgressCallback, wholeOf, Writer } from "./body.js";
import { DownloadStream } from "./download.js";
import { refusalOf, rethrown, SIM900Error } from "./error.js";

declare class TextDecoder {
	decode(bytes: Uint8Array): string;
}

/** Options of everything on an FTP server. */
export interface FTPVisitOptions extends FTPPath {
	/** Cancels the operation: it fails with the signal's `reason`. */
	signal?: AbortSignalLike;
}

/** Options of a download. What is not described here is described at the callbacks' download. */
export interface FTPDownloadOptions extends Omit<FTPGetOptions, "onReadable" | "onProgress" | "onDone">, FTPVisitOptions {
	onProgress?: ProgressCallback;
}

/** Options of an upload. What is not described here is described at the callbacks' upload. */
export interface FTPUploadOptions extends Omit<FTPPutOptions, "onWritable" | "onProgress" | "onDone">, FTPVisitOptions {
	onProgress?: ProgressCallback;
}

/** A line of a listing. */
export interface FTPFile {
	/** From UTF-8; the whole line if it has no form that is known. */
	readonly name: string;
	/** Bytes; -1 if it is not known. */
	readonly size: number;
	readonly isDirectory: boolean;
	readonly isLink: boolean;
}

/** What a callback of the driver says at the end. */
type Settle = (error: ModemError | null) => void;

/** FTP with promises. */
export class FTP {
	private readonly service: Service;
	private readonly known: () => unknown;

	/** `known` says what every failure stands for, if there is such a thing: a port that is gone. */
	constructor(service: Service, known: () => unknown = () => undefined) {
		this.service = service;
		this.known = known;
	}

	/** Downloads a file. The promise is settled when the first bytes are there. */
	get(options: FTPDownloadOptions): Promise<DownloadStream> {
		const refusal = refusalOf(() => checkOptions("ftp", options));
		if (refusal !== undefined) return Promise.reject(refusal);
		const { signal, onProgress, ...given } = options;
		return new Promise((resolve, reject) => {
			if (signal?.aborted) return reject(signal.reason);
			let download: DownloadStream | undefined;
			let failure: unknown;
			let request: FTPGet;
			const callbacks: Partial<FTPGetOptions> = {
				onReadable() {
					if (download === undefined) resolve((download = new DownloadStream(this, serverOf(options))));
					else download.notify();
				},
				onDone: error => {
					unfollow();
					if (error !== null) {
						failure ??= this.known() ?? download?.describe(error) ?? new SIM900Error(error, serverOf(options));
						download?.end(failure);
						return reject(failure);
					}
					// A file without bytes.
					if (download === undefined) resolve((download = new DownloadStream(request, serverOf(options))));
					download.end(undefined);
				},
			};
			if (onProgress) callbacks.onProgress = (done, total) => onProgress(done, total, "reading");
			const unfollow = follow(signal, () => {
				failure ??= signal!.reason;
				request.close();
			});
			try {
				request = this.service.get({ ...given, ...callbacks });
			} catch (error) {
				unfollow();
				reject(rethrown(error, serverOf(options)));
			}
		});
	}

	/**
	 * Uploads a file: `mode` says what becomes of one that is there. A body that comes in pieces needs no `length`. With `resume` the body is that of the
	 * whole file: what the server has of it is passed over.
	 */
	put(options: FTPUploadOptions, body: Body): Promise<void> {
		const refusal = refusalOf(() => {
			checkOptions("ftp", options);
			checkBody("ftp", body);
		});
		if (refusal !== undefined) return Promise.reject(refusal);
		const { signal: _signal, onProgress, ...given } = options;
		const whole = wholeOf(body);
		return this.run(options, (settle, fail) => {
			let writer: Writer | undefined;
			const onEnd = (): void => {
				if (given.length === undefined && whole === undefined) put.finish();
			};
			const put: FTPPut = this.service.put({
				...given,
				...(whole !== undefined && { length: whole.length }),
				onWritable() {
					// Where the upload begins is known from here on.
					writer ??= new Writer(body, () => put, onEnd, fail, given.resume ? this.offset : 0);
					writer.write();
				},
				...(onProgress && { onProgress: (done: number, total: number) => onProgress(done, total, "writing") }),
				onDone: settle,
			});
			return put;
		});
	}

	/** Lists a folder: what is in it, without itself and the one above. */
	async list(options: FTPVisitOptions): Promise<FTPFile[]> {
		const files: FTPFile[] = [];
		const decoder = new TextDecoder();
		await this.run(options, settle =>
			this.service.list({
				...withoutSignal(options),
				onEntry(entry: FTPEntry) {
					const name = decoder.decode(entry.line.subarray(entry.start, entry.end));
					if (name !== "." && name !== "..") files.push({ name, size: entry.size, isDirectory: entry.isDirectory, isLink: entry.isLink });
				},
				onLine(line, length) {
					// `total 8` is how some listings begin.
					if (!/^total \d+$/.test(decoder.decode(line.subarray(0, length))))
						files.push({ name: decoder.decode(line.subarray(0, length)), size: -1, isDirectory: false, isLink: false });
				},
				onDone: settle,
			}),
		);
		return files;
	}

	/** Length of a file in bytes. */
	async size(options: FTPVisitOptions): Promise<number> {
		let size = -1;
		await this.run(options, settle =>
			this.service.size({
				...withoutSignal(options),
				onDone(error, bytes) {
					size = bytes;
					settle(error);
				},
			}),
		);
		return size;
	}

	/** Deletes a file. */
	remove(options: FTPVisitOptions): Promise<void> {
		return this.run(options, onDone => this.service.remove({ ...withoutSignal(options), onDone }));
	}

	makeDirectory(options: FTPVisitOptions): Promise<void> {
		return this.run(options, onDone => this.service.makeDirectory({ ...withoutSignal(options), onDone }));
	}

	removeDirectory(options: FTPVisitOptions): Promise<void> {
		return this.run(options, onDone => this.service.removeDirectory({ ...withoutSignal(options), onDone }));
	}

	/** Gives a file another name in the same folder. Few firmwares can (`unsupported`). */
	rename(options: FTPVisitOptions & { name: string }): Promise<void> {
		return this.run(options, onDone => this.service.rename({ ...withoutSignal(options), name: options.name, onDone }));
	}

	/** One operation from its start to its end. */
	private run(options: FTPVisitOptions, start: (settle: Settle, fail: (reason: unknown) => void) => { close(): void }): Promise<void> {
		const refusal = refusalOf(() => checkOptions("ftp", options));
		if (refusal !== undefined) return Promise.reject(refusal);
		const { signal } = options;
		return new Promise((resolve, reject) => {
			if (signal?.aborted) return reject(signal.reason);
			let failure: unknown;
			let operation: { close(): void };
			const fail = (reason: unknown): void => {
				failure ??= reason;
				operation.close();
			};
			const unfollow = follow(signal, () => fail(signal!.reason));
			const settle = (error: ModemError | null): void => {
				unfollow();
				if (error === null) return resolve();
				reject(failure ?? this.known() ?? new SIM900Error(error, serverOf(options)));
			};
			try {
				operation = start(settle, fail);
			} catch (error) {
				unfollow();
				reject(rethrown(error, serverOf(options)));
			}
		});
	}
}

/** `example.com:2121`, for sentences. */
function serverOf({ host, port }: FTPPath): string {
	return port === undefined ? String(host) : `${host}:${port}`;
}

function withoutSignal({ signal: _signal, ...options }: FTPVisitOptions): FTPPath {
	return options;
}
