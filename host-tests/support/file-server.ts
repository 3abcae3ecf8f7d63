import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** `size` bytes with every byte value, and with text in them that a careless driver takes for the modem's own words. */
export function nastyFile(size: number): Uint8Array {
	const words = [
		"\r\nOK\r\n",
		"+HTTPACTION:0,200,1",
		"\r\n+HTTPREAD:5\r\n",
		"\r\nERROR\r\n",
		"\r\nRDY\r\n",
		"\rAT+CPOWD=1\r",
		"+FTPGET:1,0\r\n",
	];
	const bytes = new Uint8Array(size);
	for (let i = 0; i < size; i++) bytes[i] = (i * 31 + (i >> 8) * 7) & 255;
	for (let at = 300, turn = 0; at + 64 < size; at += 997, turn++) {
		const text = words[turn % words.length]!;
		for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
	}
	return bytes;
}

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
