/**
 * The names of everything that can go wrong, with what to do next.
 *
 * | code | meaning | what to do |
 * |---|---|---|
 * | `argument` | refused before anything was sent | mend the call: the message names the option and its limits |
 * | `busy` | the queue of requests is full | wait for an `onDone` |
 * | `unsupported` | the modem's firmware has no such service (`https:` on a SIM900) | use another service |
 * | `noAnswer` | no answer at any time while starting, after 75 s at most | check supply, wiring, power key and baud |
 * | `sim` | no SIM, or it does not get ready in 30 s (`status`: CME number where the modem gave one) | insert the SIM |
 * | `simLocked` | the SIM wants a PIN and none was given, or the one given was not taken: after 10 s | give `pin`, in a new modem |
 * | `simBlocked` | three wrong PINs have blocked the SIM, after 10 s | unblock it with its PUK, in a telephone |
 * | `pin` | the SIM refused the PIN, after 10 s; it is not tried again | correct `pin` |
 * | `denied` | the network refuses this SIM, for 20 s | another SIM, or ask the operator |
 * | `notRegistered` | no network within 100 s | check antenna and coverage; requests try again |
 * | `bearer` | the bearer could not be opened in 180 s: refused six times with growing pauses, or neither open nor refused | check the APN; requests try again |
 * | `bearerLost` | the network released the bearer | resume: the next request opens it again |
 * | `reset` | the modem restarted or powered down | resume: the modem is started again |
 * | `timeout` | a command was not answered in time | resume |
 * | `protocol` | the modem answered what the command does not allow, also after trying again | resume; check baud and wiring |
 * | `command` | the modem refused a command (`status`: CME number where it gave one) | see the number (V1.11, +CME ERROR) |
 * | `underrun` | the application stopped writing before the length that it had declared, or was slower than the modem waits | write within 10 s of each `onWritable`, and all of it within 30 s and twice its time on the wire |
 * | `stalled` | the application has not read, or not written, for `stallTimeout` ms (default 60000), though it was offered again each second | read all in `onReadable`, or set `stallTimeout` |
 * | `rangeIgnored` | the server sent the whole file, or another part, instead of what was requested | request from offset 0, or another server |
 * | `cancelled` | `close()` was called | nothing |
 * | `port` | the serial port failed or has gone, or a call of it has thrown (`status`: 1 `read`, 2 `write`); the modem was left as it is | check the cable, the port's class and pins; make a new modem |
 * | `notHttp` | 600: the answer was not HTTP | check URL and port |
 * | `network` | 601: no connection, or it broke | resume |
 * | `noMemory` | 602: the response does not fit the modem | ask for less at once |
 * | `dns` | 603: the name was not found | check the name |
 * | `stackBusy` | 604: the modem's stack is stuck | resume |
 * | `tls` | 605, 606 (SIM800): the TLS handshake failed | use an http: URL; follow no redirection to https: |
 * | `network` | any other status from 600 up: the modem's own, of later modules | resume |
 * | `network`, `dns` | 61, 62: as above, of FTP | resume; check the name |
 * | `connect` | 63: the server does not take the connection | check host and port |
 * | `closed` | the other end has closed the connection; all that came has been read | connect again |
 * | `timeout` | 64: the server, or the application that did not write, took too long | resume |
 * | `server` | 65: the server refused or broke the session | resume |
 * | `notAllowed` | 66: another session runs in the modem and could not be ended | try again |
 * | `reply` | 70: the server's answer makes no sense | check host and port |
 * | `user`, `password` | 71, 72: refused by the server | correct them |
 * | `type`, `rest` | 73, 74: the server refuses binary transfers, or continuing at an offset | another server; begin at offset 0 |
 * | `passive`, `active` | 75, 76: the data connection could not be opened | the other of the two |
 * | `operate` | 77: the server refused what was asked, or the folder | check path and rights |
 * | `upload`, `download` | 78, 79: the server refused the file, or the transfer broke | check path and rights; resume |
 * | `fileSystem` | 85: the modem's own file system failed | try again |
 * | `quit` | 80, 86: the session was ended by somebody else | resume |
 * | `incomplete` | the file has not the length that it should have | resume, or begin again |
 * | `unconfirmed` | all was sent, but the server's confirmation did not come and nothing is known to compare with | ask for `size` |
 */
export type ErrorCode =
	| "argument"
	| "busy"
	| "unsupported"
	| "noAnswer"
	| "sim"
	| "simLocked"
	| "simBlocked"
	| "pin"
	| "denied"
	| "notRegistered"
	| "bearer"
	| "bearerLost"
	| "reset"
	| "timeout"
	| "protocol"
	| "command"
	| "underrun"
	| "stalled"
	| "rangeIgnored"
	| "cancelled"
	| "port"
	| "notHttp"
	| "network"
	| "noMemory"
	| "dns"
	| "stackBusy"
	| "tls"
	| "connect"
	| "closed"
	| "server"
	| "notAllowed"
	| "reply"
	| "user"
	| "password"
	| "type"
	| "rest"
	| "passive"
	| "active"
	| "operate"
	| "upload"
	| "download"
	| "fileSystem"
	| "quit"
	| "incomplete"
	| "unconfirmed";

/** The one error shape. Those given to callbacks are one object per modem, valid during the callback; those thrown are new. */
export class ModemError implements Error {
	code: ErrorCode;
	/** The modem's number: HTTP from 600 up, FTP 61-86, CME; 0 where it gave none. */
	status = 0;
	/** The operation, for example `http` or `start`; empty if nothing had begun. */
	operation = "";
	/** Where it was thrown, on engines that tell. */
	declare stack?: string;
	declare readonly name: "ModemError";
	private readonly text?: string;

	/** Without a text the message is made of the other fields, whenever it is read. */
	constructor(code: ErrorCode, text?: string) {
		this.code = code;
		if (text === undefined) return;
		this.text = text;
		const engine = Error as { captureStackTrace?: (error: object, from: Function) => void };
		if (engine.captureStackTrace) engine.captureStackTrace(this, ModemError);
	}

	get message(): string {
		return this.text ?? this.operation + ": " + this.code + " " + this.status;
	}
}

/*
	Not by `extends`: Espruino has no super() to a class of its own, nor inside a constructor that was called by super(). No fields called name and
	message: once it is preloaded, Error.prototype is frozen, and what inherits from it cannot be given them.
*/
Object.setPrototypeOf(ModemError.prototype, Error.prototype);
Object.defineProperty(ModemError.prototype, "name", { value: "ModemError" });

/** The error for a bad argument: thrown before anything is sent. */
export function badArgument(operation: string, message: string): ModemError {
	const error = new ModemError("argument", message);
	error.operation = operation;
	return error;
}
