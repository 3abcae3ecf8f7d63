/**
 * Where an FTP session failed. The names are those of SIMCom's error numbers 61 to 65 and 71 to 79: net, DNS,
 * connect, time-out, server, user, password, type, REST, passive, active, operate (CWD and the commands without
 * data), upload, download. `timeout` is for networks that keep time themselves: silence is no answer at all.
 */
export type FtpFailure =
	| "net"
	| "dns"
	| "connect"
	| "timeout"
	| "server"
	| "user"
	| "password"
	| "type"
	| "rest"
	| "passive"
	| "active"
	| "operate"
	| "upload"
	| "download";

/** What a session is for, by the FTP command that does it; RENAME is RNFR and RNTO. */
export type FtpVerb = "RETR" | "LIST" | "STOR" | "APPE" | "STOU" | "SIZE" | "MDTM" | "DELE" | "MKD" | "RMD" | "RENAME";

/** One session: the modem logs in, does one thing and leaves. Texts are one character a byte. */
export interface FtpRequest {
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly password: string;
	/** Who opens the data connection: the modem (true) or the server. */
	readonly passive: boolean;
	readonly type: "A" | "I";
	/** Where to go first; empty: where the login leads. */
	readonly directory: string;
	readonly verb: FtpVerb;
	/** File, or the path of LIST, MKD and RMD. */
	readonly name: string;
	/** RETR: bytes to leave out (REST); 0 sends no REST. */
	readonly offset?: number;
	/** RENAME: the new name. */
	readonly to?: string;
}

/** A data connection. One call at a time; each calls back once, never before it returns. */
export interface FtpTransfer {
	/** The next bytes, at most `length` of them, in any portion; none at all when the file has ended well. */
	read(length: number, done: (result: Uint8Array | FtpFailure) => void): void;
	/** Sends bytes; back when the connection has taken them. */
	write(bytes: Uint8Array, done: (failure?: FtpFailure) => void): void;
	/** Ends an upload; back when the server has confirmed it. */
	finish(done: (failure?: FtpFailure) => void): void;
}

/** The server did it. */
export interface FtpAnswer {
	/** Value of SIZE and MDTM, otherwise the server's words. */
	readonly text: string;
	/** RETR, LIST, STOR, APPE and STOU: the data are still to pass. */
	readonly transfer?: FtpTransfer;
}

/** The one or the other. */
export type FtpOutcome = FtpAnswer | FtpFailure;
