import type { ModemError } from "../at/error.js";
import { encodeText } from "../at/check.js";
import { FTPRENAME } from "../at/feature.js";
import { FTP_NAME_LENGTH } from "../at/limits.js";
import type { Scanner } from "../at/scanner.js";
import type { Parameter, Script } from "../at/script.js";
import { coreOf, type ModemCore } from "../modem/core.js";
import type { Modem } from "../modem/modem.js";
import type { Result } from "../modem/operation.js";
import { NO_EFFECT, ScriptOperation, SESSION_ENDED } from "../modem/script-operation.js";
import {
	CLEAR,
	DELETE,
	DELETE_REPORT,
	FTP_COMMANDS,
	MAKE,
	MAKE_REPORT,
	NEW_NAME,
	QUERY_STATE,
	REMOVE,
	REMOVE_REPORT,
	RENAME,
	RENAME_REPORT,
	SIZE,
	SIZE_REPORT,
	STATE_LINE,
} from "./commands.js";
import { type FTPGet, type FTPGetOptions, Get } from "./get.js";
import { type FTPList, type FTPListOptions, List } from "./list.js";
import { encodeSession, FILE, FOLDER, type FTPPath } from "./options.js";
import { type FTPPut, type FTPPutOptions, Put } from "./put.js";
import { type FTPCallback, type FTPTask, Visit } from "./task.js";

/** Told whether the modem has a session open. */
export type FTPStateCallback = (error: ModemError | null, open: boolean) => void;

/** `+FTPSTATE: state`. */
function readState(scanner: Scanner, _bytes: Uint8Array, open: Result): boolean {
	return scanner.word === STATE_LINE ? scanner.values[0] === 1 : open === true;
}

/** A session without data. */
export interface FTPTaskOptions extends FTPPath {
	/** The end, once: null and, for `size`, the length of the file in bytes; or what went wrong. */
	onDone?: FTPCallback;
}

/** A file and its new name. */
export interface FTPRenameOptions extends FTPTaskOptions {
	/** In the same folder; at most 99 characters. */
	name: string;
}

/**
 * The FTP service of a modem. Operations wait for one another: the modem has one session. Each throws a `ModemError`: `argument` for a bad option,
 * `busy` when too many wait; nothing has been sent then. Each allocates itself and its encoded parameters; from its return to `onDone` nothing is
 * allocated. A command that the firmware does not have ends it with `unsupported`.
 */
export class FTP {
	/** Downloads a file (FTPGET). A property: Espruino has no methods of this name. */
	readonly get: (options: FTPGetOptions) => FTPGet;
	private readonly modem: ModemCore;

	constructor(options: { modem: Modem }) {
		this.modem = coreOf(options.modem);
		this.get = this.download;
	}

	private download(options: FTPGetOptions): FTPGet {
		const get = new Get(this.modem, encodeSession(this.modem, options, FILE), options);
		this.modem.submit(get.operation);
		return get;
	}

	/** Uploads a file (FTPPUT), by way of the modem's own store (FTPEXTPUT) if that is the better way. */
	put(options: FTPPutOptions): FTPPut {
		const put = new Put(this.modem, encodeSession(this.modem, options, FILE), options);
		this.modem.submit(put.operation);
		return put;
	}

	/** Uploads a file of at most 300000 bytes by way of the modem's own store (FTPEXTPUT), whatever its length. */
	putExtended(options: FTPPutOptions & { length: number }): FTPPut {
		return this.put(Object.assign({}, options, { extended: true }));
	}

	/** Lists a folder, or describes a file (FTPLIST). */
	list(options: FTPListOptions): FTPList {
		const list = new List(this.modem, encodeSession(this.modem, options, FOLDER), options);
		this.modem.submit(list.operation);
		return list;
	}

	/** Asks for the length of a file (FTPSIZE). */
	size(options: FTPTaskOptions): FTPTask {
		return this.visit(encodeSession(this.modem, options, FILE), SIZE, SIZE_REPORT, 0, options);
	}

	/** Deletes a file (FTPDELE). */
	remove(options: FTPTaskOptions): FTPTask {
		return this.visit(encodeSession(this.modem, options, FILE), DELETE, DELETE_REPORT, 0, options);
	}

	/** Makes a folder (FTPMKD). */
	makeDirectory(options: FTPTaskOptions): FTPTask {
		return this.visit(encodeSession(this.modem, options, FOLDER), MAKE, MAKE_REPORT, 0, options);
	}

	/** Removes an empty folder (FTPRMD). */
	removeDirectory(options: FTPTaskOptions): FTPTask {
		return this.visit(encodeSession(this.modem, options, FOLDER), REMOVE, REMOVE_REPORT, 0, options);
	}

	/** Gives a file another name in its folder (FTPRENAME, V1.10). */
	rename(options: FTPRenameOptions): FTPTask {
		const slots = encodeSession(this.modem, options, FILE);
		slots[NEW_NAME] = encodeText(this.modem.runtime, "ftp", "name", options.name, 1, FTP_NAME_LENGTH);
		return this.visit(slots, RENAME, RENAME_REPORT, FTPRENAME, options);
	}

	/** Asks whether the modem has a session open (FTPSTATE). Between operations it has none, unless somebody else has left one. */
	state(onDone: FTPStateCallback): void {
		this.modem.submit(new ScriptOperation(this.modem, "ftp", FTP_COMMANDS, QUERY_STATE, onDone, NO_EFFECT, readState, false).operation);
	}

	/** Ends a session that somebody else has left (FTPQUIT). Every operation does that by itself before it begins. */
	quit(onDone?: (error: ModemError | null) => void): void {
		// The bearer profile stands in the same slot.
		this.modem.submit(new ScriptOperation(this.modem, "ftp", FTP_COMMANDS, CLEAR, onDone, SESSION_ENDED, null, "").operation);
	}

	private visit(slots: Parameter[], script: Script, report: number, feature: number, options: FTPTaskOptions): FTPTask {
		const visit = new Visit(this.modem, slots, script, report, feature, options.onDone);
		this.modem.submit(visit.session.operation);
		return visit;
	}
}
