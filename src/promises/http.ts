import type { HTTP as Service } from "../http/http.js";
import type { HTTPParameters } from "../http/options.js";
import type { HTTPRequest, HTTPRequestOptions } from "../http/request.js";
import { type AbortSignalLike, type Body, checkBody, checkOptions, follow, type ProgressCallback, wholeOf, Writer } from "./body.js";
import { DownloadStream } from "./download.js";
import { refusalOf, rethrown, SIM900Error } from "./error.js";

/** Options of a request, beside its URL. What is not described here is described at the callbacks' request. */
export interface HTTPOptions extends Omit<HTTPParameters, "url" | "method"> {
	/** Cancels the request: it fails with the signal's `reason`. */
	signal?: AbortSignalLike;
	onProgress?: ProgressCallback;
	/** Every answer of the server counts, also one of 400 and more, which is a failure otherwise (`status`). */
	anyStatus?: boolean;
}

/** The answer of a server. */
export class HTTPResponse extends DownloadStream {
	/** The server's status. */
	readonly status: number;
	/** Length of the body in bytes; -1 if it is not known. */
	readonly length: number;
	readonly url: string;

	constructor(request: HTTPRequest, status: number, length: number, url: string) {
		super(request, serverOf(url));
		this.status = status;
		this.length = length;
		this.url = url;
	}

	/** 200 to 299. */
	get ok(): boolean {
		return this.status >= 200 && this.status < 300;
	}
}

/** `example.com:8080` of a URL, for sentences. */
function serverOf(url: unknown): string {
	return (typeof url === "string" && /^[a-z]+:\/\/([^/]*)/i.exec(url)?.[1]) || "";
}

/** A text, or a `URL`. */
export type Address = string | { readonly href: string };

const textOf = (url: Address): string => (typeof url === "object" && url !== null ? url.href : url);

/** HTTP with promises. Each promise is settled when the server has answered. */
export class HTTP {
	private readonly service: Service;
	private readonly known: () => unknown;

	/** `known` says what every failure stands for, if there is such a thing: a port that is gone. */
	constructor(service: Service, known: () => unknown = () => undefined) {
		this.service = service;
		this.known = known;
	}

	get(url: Address, options: HTTPOptions = {}): Promise<HTTPResponse> {
		return this.send({ url: textOf(url), method: "GET" }, options);
	}

	/** The status and no body; a SIM900 gives no headers. */
	head(url: Address, options: HTTPOptions = {}): Promise<HTTPResponse> {
		return this.send({ url: textOf(url), method: "HEAD" }, options);
	}

	/** A body that comes in pieces requires its `length`, at most 318976 bytes: the modem takes a body of a known length only. */
	post(url: Address, body: Body, options: HTTPOptions = {}): Promise<HTTPResponse> {
		const refusal = refusalOf(() => {
			checkOptions("http", options);
			checkBody("http", body);
		});
		if (refusal !== undefined) return Promise.reject(refusal);
		const length = wholeOf(body)?.length ?? options.length;
		if (length === undefined) {
			const message = "length is required for a body that comes in pieces";
			return Promise.reject(new SIM900Error({ code: "argument", operation: "http", status: 0, message }, serverOf(textOf(url))));
		}
		return this.send({ url: textOf(url), method: "POST", length }, options, length > 0 ? body : undefined);
	}

	private send(own: HTTPParameters, options: HTTPOptions, body?: Body): Promise<HTTPResponse> {
		const refusal = refusalOf(() => checkOptions("http", options));
		if (refusal !== undefined) return Promise.reject(refusal);
		const { signal, onProgress, anyStatus, ...parameters } = options;
		const server = serverOf(own.url);
		return new Promise((resolve, reject) => {
			if (signal?.aborted) return reject(signal.reason);
			let response: HTTPResponse | undefined;
			let failure: unknown;
			let request: HTTPRequest;
			const fail = (reason: unknown): void => {
				failure ??= reason;
				request.close();
			};
			const callbacks: Partial<HTTPRequestOptions> = {
				onHeaders(status, length) {
					if (status >= 400 && !anyStatus) return fail(new SIM900Error({ code: "status", status, operation: "http" }, server));
					response = new HTTPResponse(this, status, length, own.url);
					resolve(response);
				},
				onReadable(count) {
					if (response === undefined) this.skip(count);
					else response.notify();
				},
				onDone: error => {
					unfollow();
					if (error !== null) failure ??= this.known() ?? response?.describe(error) ?? new SIM900Error(error, server);
					response?.end(failure);
					// After `resolve` it changes nothing.
					reject(failure);
				},
			};
			if (onProgress) callbacks.onProgress = (done, total, phase) => onProgress(done, total, phase);
			if (body !== undefined) {
				const writer = new Writer(
					body,
					() => request,
					() => {},
					fail,
				);
				callbacks.onWritable = () => writer.write();
			}
			const unfollow = follow(signal, () => fail(signal!.reason));
			try {
				request = this.service.request({ ...parameters, ...own, ...callbacks });
			} catch (error) {
				unfollow();
				reject(rethrown(error, server));
			}
		});
	}
}
