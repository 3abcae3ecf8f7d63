import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FtpSrv } from "ftp-srv";

/** A real FTP server on loopback and the folder it serves. */
export interface FtpSite {
	readonly name: string;
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly password: string;
	/** Folder on this computer that the login leads to; writable from here. */
	readonly root: string;
	close(): Promise<void>;
}

const USER = "tester";
const PASSWORD = "right";

/** The server that `FTP_SITE=name,host,port,user,password,root` describes, or the one that npm has installed. */
export async function openFtpSite(): Promise<FtpSite> {
	const { FTP_SITE } = process.env;
	if (!FTP_SITE) return openOwnSite();
	const [name, host, port, user, password, root] = FTP_SITE.split(",") as [string, string, string, string, string, string];
	return { name, host, port: Number(port), user, password, root, close: () => Promise.resolve() };
}

/** ftp-srv with a fresh folder. */
async function openOwnSite(): Promise<FtpSite> {
	const root = await mkdtemp(join(tmpdir(), "ftp-site-"));
	const silent = { child: () => silent, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
	const server = new FtpSrv({ url: "ftp://127.0.0.1:0", pasv_url: "127.0.0.1", pasv_min: 20_000, log: silent });
	server.on("login", ({ username, password }, resolve, reject) => {
		if (username === USER && password === PASSWORD) resolve({ root });
		else reject(new Error("wrong user or password"));
	});
	await server.listen();
	const { port } = (server as unknown as { server: Server }).server.address() as AddressInfo;
	const close = async (): Promise<void> => {
		await server.close();
		await rm(root, { recursive: true, force: true });
	};
	return { name: "ftp-srv", host: "127.0.0.1", port, user: USER, password: PASSWORD, root, close };
}
