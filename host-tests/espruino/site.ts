import { createHash } from "node:crypto";
import { nastyFile } from "../../lab/peers/nasty.ts";
import { MemoryFtpServer, MemoryNetwork } from "../../simulator/index.ts";

/** Length of the files that go up and down. */
export const LENGTH = 20_000;
export const FILE: Uint8Array = nastyFile(LENGTH);

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** What the program writes (`pattern` in program.js). */
export const WRITTEN: Uint8Array = Uint8Array.from({ length: LENGTH }, (_, at) => (at * 7 + (at >> 8)) & 255);

/** Servers in memory: a file to get, and whatever is put. */
export class Site {
	/** Bodies of POSTs. */
	readonly posted: Uint8Array[] = [];
	readonly ftp: MemoryFtpServer = new MemoryFtpServer({ users: { me: "secret" }, files: { "/dir/file.bin": FILE, "/old.txt": "old" } });
	readonly network: MemoryNetwork;

	constructor() {
		this.network = new MemoryNetwork(
			{
				"example.com": ({ method, body }) => {
					if (method !== "POST") return { status: 200, body: FILE };
					this.posted.push(Uint8Array.from(body ?? []));
					return { status: 201, body: "stored" };
				},
			},
			{ "ftp.example.com": this.ftp },
		);
	}
}

/** Options that name the server of {@link Site.ftp}. */
export const SERVER = { host: "ftp.example.com", user: "me", password: "secret" };
