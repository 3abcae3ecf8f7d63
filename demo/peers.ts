import { request as forward } from "node:http";
import { type FileServer, serve } from "../lab/peers/file-server.ts";
import { type Clock, type HttpOutcome, type HttpRequest, type Network, NodeNetwork } from "../simulator/index.ts";

/** What the firmware calls the server: a recording is the same, whatever port it listens at. */
export const SERVER = "server.example";

/** The network of this computer with one name more. */
class NamedNetwork extends NodeNetwork {
	readonly #port: number;

	constructor(port: number) {
		super();
		this.#port = port;
	}

	override http(request: HttpRequest, ...rest: [clock: Clock, done: (outcome: HttpOutcome) => void]): () => void {
		const isNamed = request.host === SERVER && !request.proxy;
		return super.http(isNamed ? { ...request, host: "127.0.0.1", port: this.#port } : request, ...rest);
	}
}

/** Where the scenes of the demo go: real servers on loopback. */
export interface Peers {
	/** Serves the file with ranges at every path, but `/moved` leads to it and `/echo` says back what it is told. */
	readonly server: FileServer;
	/** An HTTP proxy. */
	readonly proxy: FileServer;
	/** The network of this computer, on which the server has the name {@link SERVER}. */
	readonly network: Network;
	/** Requests that went through the proxy. */
	readonly proxied: string[];
}

/** Starts them; `files` by path. */
export async function startPeers(files: Readonly<Record<string, Uint8Array>>): Promise<Peers> {
	const proxied: string[] = [];
	const server = await serve((request, response) => {
		const path = request.url ?? "/";
		if (path === "/echo") return void request.pipe(response);
		if (path === "/moved") return void response.writeHead(302, { Location: "/firmware.bin" }).end();
		const file = files[path];
		if (!file) return void response.writeHead(404).end();
		const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
		if (!range) return void response.setHeader("Content-Length", file.length).end(request.method === "HEAD" ? undefined : file);
		const first = Number(range[1]);
		if (first >= file.length) return void response.writeHead(416).end();
		const last = range[2] ? Math.min(Number(range[2]), file.length - 1) : file.length - 1;
		response.writeHead(206, { "Content-Range": `bytes ${first}-${last}/${file.length}` }).end(file.subarray(first, last + 1));
	});
	const proxy = await serve((request, response) => {
		proxied.push(`${request.method} ${request.url}`);
		forward(request.url!, { method: request.method }, answer => answer.pipe(response)).end();
	});
	return { server, proxy, proxied, network: new NamedNetwork(Number(new URL(server.origin).port)) };
}
