import { type ModemOptions } from "../../src/index.js";
import { Exchange } from "./exchange.ts";

export const OK = "\r\nOK\r\n";

/** The account of the application note. */
export const ACCOUNT = { host: "116.228.221.52", user: "sim.cs1", password: "secret" } as const;

/** How an operation has ended, in words. */
export function endOf(error: { code: string; status: number; operation: string } | null): string {
	return error ? `${error.code} ${error.status} ${error.operation}` : "done";
}

/** Recorded dialogues of the FTP service. `space` stands behind the colons of the modem. */
export class FtpExchange extends Exchange {
	readonly space: string;

	constructor(cut: number, space = "", options: Partial<ModemOptions> = {}) {
		super(cut, options);
		this.space = space;
		this.start();
	}

	/** A line that nobody has asked for. */
	report(keyword: string, text: string): void {
		this.answer(`\r\n${keyword}:${this.space}${text}\r\n`);
	}

	/** No session is open. */
	check(): void {
		this.row("AT+FTPSTATE\r", `\r\n+FTPSTATE: 0\r\n${OK}`);
	}

	login(password: string = ACCOUNT.password): void {
		this.row("AT+FTPCID=1\r", OK);
		this.row('AT+FTPSERV="116.228.221.52"\r', OK);
		this.row("AT+FTPPORT=21\r", OK);
		this.row('AT+FTPUN="sim.cs1"\r', OK);
		this.row(`AT+FTPPW="${password}"\r`, OK);
		this.row("AT+FTPMODE=1\r", OK);
		this.row('AT+FTPTYPE="I"\r', OK);
	}

	/** Parameters of what reads a file or, without a name, a folder. */
	source(path: string, name?: string, password?: string): void {
		this.login(password);
		if (name) this.row(`AT+FTPGETNAME="${name}"\r`, OK);
		this.row(`AT+FTPGETPATH="${path}"\r`, OK);
	}

	target(path: string, name: string, mode = "STOR"): void {
		this.login();
		this.row(`AT+FTPPUTNAME="${name}"\r`, OK);
		this.row(`AT+FTPPUTPATH="${path}"\r`, OK);
		this.row(`AT+FTPPUTOPT="${mode}"\r`, OK);
		this.row("AT+FTPREST=0\r", OK);
	}

	/** From the call to the OK of FTPGET=1. */
	openGet(offset = 0, password?: string): void {
		this.check();
		this.source("/", "1K.txt", password);
		this.beginAt(offset);
		this.row("AT+FTPGET=1\r", OK);
	}

	/** Where the download begins; the modem says what of it it has understood. */
	beginAt(offset: number): void {
		this.row(`AT+FTPREST=${offset}\r`, OK);
		if (offset > 0) this.row("AT+FTPREST?\r", `\r\n+FTPREST: ${offset}\r\n${OK}`);
	}

	/** From the call to the OK of FTPPUT=1. */
	openPut(mode = "STOR"): void {
		this.check();
		this.target("/", "1K.txt", mode);
		this.row("AT+FTPEXTPUT=0\r", OK);
		this.row("AT+FTPPUT=1\r", OK);
	}

	/** One chunk. */
	chunk(keyword: string, asked: number, text: string): void {
		this.row(`AT${keyword}=2,${asked}\r`, `\r\n${keyword}:${this.space}2,${text.length}\r\n${text}${text.length ? OK : `\r\nOK\r\n`}`);
	}

	/** The session is ended by FTPQUIT. */
	quit(keyword: string, report = " 1,80"): void {
		this.row("AT+FTPQUIT\r", OK);
		this.answer(`\r\n${keyword}:${report}\r\n`);
		this.check();
	}

	/** The modem's other end takes what the driver sends in a data phase: it must be `text`. */
	upload(command: string, prompt: string, text: string): void {
		this.row(command, `\r\n${prompt}\r\n`);
		this.expect(text);
		this.answer(OK);
	}
}
