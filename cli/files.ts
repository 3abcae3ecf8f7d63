/* Files that are read or written: what is wrong with them is said before the modem is asked for anything. */
import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** All of a file that is to be sent. */
export function readSource(file: string): Buffer {
	try {
		return readFileSync(file);
	} catch (error) {
		throw new Error(`${file} cannot be read: ${reasonOf(error)}. Check its name and its permissions.`, { cause: error });
	}
}

/** A file that is to be written can be: it need not exist, its folder does. */
export function checkTarget(file: string): void {
	if (existsSync(file) && statSync(file).isDirectory()) throw new Error(`${file} is a folder: name a file in it.`);
	const folder = dirname(file);
	if (!existsSync(folder)) throw new Error(`${file} cannot be written: there is no folder ${folder}. Make it first.`);
	try {
		accessSync(existsSync(file) ? file : folder, constants.W_OK);
	} catch (error) {
		throw new Error(`${file} cannot be written: ${reasonOf(error)}. Check its permissions and its folder's.`, { cause: error });
	}
}

function reasonOf(error: unknown): string {
	const { code, message } = error as NodeJS.ErrnoException;
	if (code === "ENOENT") return "it does not exist";
	if (code === "EISDIR") return "it is a folder";
	return code === "EACCES" ? "permission denied" : message;
}
