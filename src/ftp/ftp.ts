import type { ModemError } from "../at/error.js";
import type { Modem } from "../modem/modem.js";
import {
	DELETE,
	DELETE_REPORT,
	MAKE,
	MAKE_REPORT,
	NEW_NAME,
	REMOVE,
	REMOVE_REPORT,
	RENAME,
	RENAME_REPORT,
	SIZE,
	SIZE_REPORT,
} from "./commands.js";
import { FTPGet, type FTPGetOptions } from "./get.js";
import { FTPList, type FTPListOptions } from "./list.js";
import { encodeFile, encodeFolder, encodeName, type FTPPath } from "./options.js";
import { FTPPut, type FTPPutOptions } from "./put.js";
import { FTPQuit, FTPState, type FTPStateCallback } from "./query.js";
import type { FTPSession } from "./session.js";
import { FTPTask, type FTPCallback } from "./task.js";

/** A session without data. */
export interface FTPTaskOptions extends FTPPath {
	/** The end, once: null and, for `size`, the length of the file in bytes; or what went wrong. */
	onDone?: FTPCallback;
}

/** A file and its new name. */
export interface FTPRenameOptions extends FTPTaskOptions {
	/** In the same folder; 99 characters at most. */
	name: string;
}

/**
 * The FTP service of a modem. Operations wait for one another: the modem has one session. Each throws a `ModemError`: `argument` for a bad option,
 * `busy` where too many wait; nothing has been sent then. Each allocates itself and its encoded parameters; from its return to `onDone` nothing is
 * allocated. A command that the firmware does not have ends it with `unsupported`.
 */
export class FTP {
	/** Downloads a file (FTPGET). A property: Espruino has no methods of this name. */
	readonly get: (options: FTPGetOptions) => FTPGet;
	private readonly modem: Modem;
	/** Bearer profile. */
	private readonly cid: number;

	constructor(modem: Modem, cid: number) {
		this.modem = modem;
		this.cid = cid;
		this.get = this.download;
	}

	private download(options: FTPGetOptions): FTPGet {
		return this.submit(new FTPGet(this.modem, this.cid, options));
	}

	/** Uploads a file (FTPPUT), by way of the modem's own store (FTPEXTPUT) where that is the better way. */
	put(options: FTPPutOptions): FTPPut {
		return this.submit(new FTPPut(this.modem, this.cid, options));
	}

	/** Uploads a file of at most 300000 bytes by way of the modem's own store (FTPEXTPUT), whatever its length. */
	putExtended(options: FTPPutOptions & { length: number }): FTPPut {
		return this.put(Object.assign({}, options, { extended: true }));
	}

	/** Lists a folder, or describes a file (FTPLIST). */
	list(options: FTPListOptions): FTPList {
		return this.submit(new FTPList(this.modem, this.cid, options));
	}

	/** Asks for the length of a file (FTPSIZE). */
	size(options: FTPTaskOptions): FTPTask {
		const slots = encodeFile(this.modem.runtime, this.cid, options);
		return this.submit(new FTPTask(this.modem, slots, SIZE, SIZE_REPORT, options.onDone));
	}

	/** Deletes a file (FTPDELE). */
	remove(options: FTPTaskOptions): FTPTask {
		const slots = encodeFile(this.modem.runtime, this.cid, options);
		return this.submit(new FTPTask(this.modem, slots, DELETE, DELETE_REPORT, options.onDone));
	}

	/** Makes a folder (FTPMKD). */
	makeDirectory(options: FTPTaskOptions): FTPTask {
		const slots = encodeFolder(this.modem.runtime, this.cid, options);
		return this.submit(new FTPTask(this.modem, slots, MAKE, MAKE_REPORT, options.onDone));
	}

	/** Removes an empty folder (FTPRMD). */
	removeDirectory(options: FTPTaskOptions): FTPTask {
		const slots = encodeFolder(this.modem.runtime, this.cid, options);
		return this.submit(new FTPTask(this.modem, slots, REMOVE, REMOVE_REPORT, options.onDone));
	}

	/** Gives a file another name in its folder (FTPRENAME, V1.10). */
	rename(options: FTPRenameOptions): FTPTask {
		const slots = encodeFile(this.modem.runtime, this.cid, options);
		slots[NEW_NAME] = encodeName(this.modem.runtime, options.name);
		return this.submit(new FTPTask(this.modem, slots, RENAME, RENAME_REPORT, options.onDone));
	}

	/** Asks whether the modem has a session open (FTPSTATE). Between operations it has none, unless somebody else has left one. */
	state(onDone: FTPStateCallback): void {
		this.modem.submit(new FTPState(this.modem, onDone));
	}

	/** Ends a session that somebody else has left (FTPQUIT). Every operation does that by itself before it begins. */
	quit(onDone?: (error: ModemError | null) => void): void {
		this.modem.submit(new FTPQuit(this.modem, onDone));
	}

	private submit<T extends FTPSession>(operation: T): T {
		this.modem.submit(operation);
		return operation;
	}
}
