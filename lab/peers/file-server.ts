import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export { nastyFile } from "./nasty.ts";

/** A real HTTP server on loopback. */
export interface FileServer {
	/** `http://127.0.0.1:port`. */
	readonly origin: string;
	close(): Promise<void>;
}

/** Serves with `handle` on a free port of loopback. */
export function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<FileServer> {
	const server = createServer(handle);
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const { port } = server.address() as AddressInfo;
			resolve({
				origin: `http://127.0.0.1:${port}`,
				close: () =>
					new Promise(closed => {
						server.close(() => closed());
						server.closeAllConnections();
					}),
			});
		});
	});
}

/** Serves one file at every path. */
export function serveFile(file: Uint8Array): Promise<FileServer> {
	return serve((_request, response) => {
		response.setHeader("Content-Type", "application/octet-stream");
		response.setHeader("Content-Length", file.length);
		response.end(file);
	});
}
