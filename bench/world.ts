/* A world without real servers for the figures: everything in memory, so that a run is the same everywhere. */
import { MemoryFtpServer, MemoryNetwork } from "../simulator/index.ts";
import type { SessionOptions } from "../lab/session.ts";
import { nastyFile } from "../lab/peers/nasty.ts";

export const URL_BASE = "http://server";
export const FTP_SERVER = { host: "server", user: "me", password: "secret" };

/** ms that the modem takes to answer after the last byte of a command. */
const LATENCY = 5;
export const BAUD = 115_200;
const BITS = 10;

/** ms that so many bytes take on the wire. */
export const wireTime = (count: number): number => (count * BITS * 1000) / BAUD;

/** `GET /n` gives n bytes; POST and FTP take what comes. */
function createNetwork(): MemoryNetwork {
	const ftp = new MemoryFtpServer({ files: { "/file.bin": nastyFile(3000) } });
	const http = ({ method, path }: { method: string; path: string }): { status: number; body: Uint8Array } => ({
		status: 200,
		body: method === "GET" ? nastyFile(Number(path.slice(1))) : new Uint8Array(0),
	});
	return new MemoryNetwork({ server: http }, { server: ftp });
}

/** A session's options with a world of its own. */
export const inMemory = (): Pick<SessionOptions, "baud" | "modem"> => ({
	baud: BAUD,
	modem: { latency: LATENCY, network: createNetwork() },
});
