import { request as forward } from "node:http";
import { type FileServer, serve } from "../lab/peers/file-server.ts";

/** Where the scenes of the demo go: real servers on loopback. */
export interface Peers {
	/** Serves the file with ranges at every path, but `/moved` leads to it and `/echo` says back what it is told. */
	readonly server: FileServer;
	/** An HTTP proxy. */
	readonly proxy: FileServer;
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
	return { server, proxy, proxied };
}
