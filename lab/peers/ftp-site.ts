import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FtpSrv } from "ftp-srv";
import { installed, startProgram } from "./programs.ts";

/** A real FTP server on loopback and the folder it serves. */
export interface FtpSite {
	readonly name: string;
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly password: string;
	/** Folder on this computer that the login leads to; writable from here. */
	readonly root: string;
	/** What the login calls that folder: put in front of a path that begins with a slash. */
	readonly base: string;
	close(): Promise<void>;
}

/** What servers decide each in its own way, by the words of the driver. */
export interface FtpManners {
	/** A user whom the server does not know. */
	readonly unknownUser: "user 71" | "password 72";
	/** Making a folder that is there. */
	readonly folderTwice: "done" | "operate 77";
	/** Listing a folder that is not there. */
	readonly missingFolder: "done" | "operate 77";
}

/** A server program that others have written. */
export interface FtpProgram {
	readonly name: string;
	readonly manners: FtpManners;
	/** False where it is not installed. */
	isThere(): boolean;
	/** Starts it with a fresh folder. */
	open(): Promise<FtpSite>;
}

const USER = "tester";
const PASSWORD = "right";
const HOST = "127.0.0.1";

// Whoever starts it is who it works as, without chroot: the anonymous user is the one who needs no account here, and has a password all the same.
const VSFTPD = (port: number, folder: string): string => {
	mkdirSync(join(folder, "root"));
	writeFileSync(join(folder, "passwords"), `${PASSWORD}\n`);
	return `
listen=YES
listen_address=${HOST}
listen_port=${port}
background=NO
run_as_launching_user=YES
seccomp_sandbox=NO
anonymous_enable=YES
local_enable=NO
secure_email_list_enable=YES
email_password_file=${folder}/passwords
anon_root=${folder}/root
anon_umask=022
anon_world_readable_only=NO
write_enable=YES
anon_upload_enable=YES
anon_mkdir_write_enable=YES
anon_other_write_enable=YES
delay_failed_login=0
`;
};

const PYFTPDLIB = (port: number, folder: string): string => {
	mkdirSync(join(folder, "root"));
	return `
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer

authorizer = DummyAuthorizer()
authorizer.add_user("${USER}", "${PASSWORD}", "${folder}/root", perm="elradfmwMT")
FTPHandler.authorizer = authorizer
FTPHandler.auth_failed_timeout = 0
FTPServer(("${HOST}", ${port}), FTPHandler).serve_forever()
`;
};

const PYTHON = "/usr/bin/python3";

/** One from npm, which is always there, and two from Debian. */
export const FTP_PROGRAMS: readonly FtpProgram[] = [
	{
		name: "ftp-srv",
		manners: { unknownUser: "password 72", folderTwice: "done", missingFolder: "operate 77" },
		isThere: () => true,
		open: openFtpSite,
	},
	{
		name: "vsftpd",
		manners: { unknownUser: "user 71", folderTwice: "operate 77", missingFolder: "done" },
		isThere: () => installed("vsftpd"),
		open: () => openProgram("vsftpd", ["vsftpd", "{config}"], VSFTPD, folder => ({ user: "anonymous", base: join(folder, "root") })),
	},
	{
		name: "pyftpdlib",
		manners: { unknownUser: "password 72", folderTwice: "operate 77", missingFolder: "operate 77" },
		isThere: () => installed("pyftpdlib", `${PYTHON} -c "import pyftpdlib"`),
		open: () => openProgram("pyftpdlib", [PYTHON, "{config}"], PYFTPDLIB, () => ({ user: USER, base: "" })),
	},
];

async function openProgram(
	name: string,
	command: readonly string[],
	configure: (port: number, folder: string) => string,
	login: (folder: string) => Pick<FtpSite, "user" | "base">,
): Promise<FtpSite> {
	const { port, folder, stop } = await startProgram(command, configure);
	return { name, host: HOST, port, password: PASSWORD, root: join(folder, "root"), ...login(folder), close: stop };
}

/** ftp-srv with a fresh folder. */
export async function openFtpSite(): Promise<FtpSite> {
	const root = await mkdtemp(join(tmpdir(), "ftp-site-"));
	const silent = { child: () => silent, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
	const server = new FtpSrv({ url: `ftp://${HOST}:0`, pasv_url: HOST, pasv_min: 20_000, log: silent });
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
	return { name: "ftp-srv", host: HOST, port, user: USER, password: PASSWORD, root, base: "", close };
}
