import { badArgument, type ErrorCode } from "../at/error.js";
import { FTP_LOGIN_LENGTH, FTP_NAME_LENGTH, FTP_PATH_LENGTH, FTP_SERVER_LENGTH, FTP_SESSION_TIME } from "../at/limits.js";
import { type Parameter, REPORT_TIME } from "../at/script.js";
import { checkFlag, checkNumber, checkOptions, encodeText, given } from "../at/check.js";
import type { ModemCore } from "../modem/core.js";
import { CID, NAME, NEW_NAME, OFFSET, PASSIVE, PASSWORD, PATH, PORT, SERVER, USER } from "./commands.js";

/** A server and an account on it. Strings of printable ASCII without quotes (V1.11, AT+FTPSERV and the rest). */
export interface FTPServer {
	/** Name or dotted address, at most 49 characters. */
	host: string;
	/** Default 21. */
	port?: number;
	/** At most 49 characters; default `anonymous`. */
	user?: string;
	/** At most 49 characters; default `guest`. Never in an error or a trace. */
	password?: string;
	/** The modem opens the data connection, as most networks require; default true. */
	passive?: boolean;
}

/** What a path may be: the folder of a file up to 256 characters (99 on firmware up to V1.05), its name up to 99. */
export interface FTPPath extends FTPServer {
	/** `/folder/name`. Without a leading slash it begins where the login leads. */
	path: string;
}

const OPERATION = "ftp";
/** Of all operations. */
const OPTIONS = Object.freeze([
	"host",
	"port",
	"user",
	"password",
	"passive",
	"path",
	"name",
	"mode",
	"offset",
	"length",
	"burst",
	"resume",
	"extended",
	"checkSize",
	"stallTimeout",
	"onReadable",
	"onWritable",
	"onEntry",
	"onLine",
	"onProgress",
	"onDone",
]);

/** A path of a file, or of a folder. */
export const FILE = true;
export const FOLDER = false;

/** Checks server, account and path and encodes them into the slots of the scripts. Throws `argument`; nothing has been sent then. */
export function encodeSession(modem: ModemCore, options: FTPPath, isFile: boolean): Parameter[] {
	const runtime = modem.runtime;
	const slots: Parameter[] = [];
	checkOptions(OPERATION, "the options", options, OPTIONS);
	for (let i = 0; i <= NEW_NAME; i++) slots.push(undefined);
	slots[CID] = modem.slots[CID];
	slots[SERVER] = encodeText(runtime, OPERATION, "host", options.host, 1, FTP_SERVER_LENGTH);
	if (options.host.indexOf("/") >= 0 || options.host.indexOf(" ") >= 0) {
		throw badArgument(OPERATION, "host must be a name or an address, without ftp:// and without a path: that is the option path");
	}
	slots[PORT] = checkNumber(OPERATION, "port", given(options.port, 21), 1, 65535);
	slots[USER] = encodeText(runtime, OPERATION, "user", given(options.user, "anonymous"), 1, FTP_LOGIN_LENGTH);
	slots[PASSWORD] = encodeText(runtime, OPERATION, "password", given(options.password, "guest"), 0, FTP_LOGIN_LENGTH);
	slots[PASSIVE] = checkFlag(OPERATION, "passive", options.passive, true) ? 1 : 0;
	slots[OFFSET] = 0;
	slots[REPORT_TIME] = FTP_SESSION_TIME;
	let folder = options.path;
	if (isFile) {
		encodeText(runtime, OPERATION, "path", folder, 1, FTP_PATH_LENGTH + FTP_NAME_LENGTH);
		// An empty name would be refused by the modem (66).
		const slash = folder.lastIndexOf("/") + 1;
		slots[NAME] = encodeText(runtime, OPERATION, "name in path", folder.slice(slash), 1, FTP_NAME_LENGTH);
		folder = slash === 0 ? "./" : folder.slice(0, slash);
	}
	slots[PATH] = encodeText(runtime, OPERATION, isFile ? "folder of path" : "path", folder, 1, FTP_PATH_LENGTH);
	return slots;
}

/** The error of a report `+FTPGET:1,status` (V1.11; 85 and 86: SIM800 V1.09). */
export function errorOf(status: number): ErrorCode {
	switch (status) {
		case 61:
			return "network";
		case 62:
			return "dns";
		case 63:
			return "connect";
		case 64:
			return "timeout";
		case 65:
			return "server";
		case 66:
			return "notAllowed";
		case 70:
			return "reply";
		case 71:
			return "user";
		case 72:
			return "password";
		case 73:
			return "type";
		case 74:
			return "rest";
		case 75:
			return "passive";
		case 76:
			return "active";
		case 77:
			return "operate";
		case 78:
			return "upload";
		case 79:
			return "download";
		case 80:
		case 86:
			return "quit";
		case 85:
			return "fileSystem";
		default:
			return "protocol";
	}
}
