import { badArgument } from "../at/error.js";

/** Refuses options that nobody knows, which are misspelt. Throws `argument`. */
export function checkNames(operation: string, options: unknown, known: readonly string[]): void {
	if (typeof options !== "object" || options === null) throw badArgument(operation, "the options must be an object");
	for (const name of Object.keys(options)) {
		if (!known.includes(name)) throw badArgument(operation, `there is no option "${name}": the options are ${known.join(", ")}`);
	}
}

const HTTP_PARAMETERS = "method url userAgent contentType headers timeout redirect proxy offset length total verify".split(" ");
/** Of a request of `http`. */
export const HTTP_NAMES: readonly string[] = [...HTTP_PARAMETERS, "signal", "onProgress", "anyStatus"];

const SERVER = "host port user password passive path signal".split(" ");
/** Of the operations of `ftp`. */
export const FTP_NAMES: readonly string[] = SERVER;
export const FTP_GET_NAMES: readonly string[] = [...SERVER, "offset", "burst", "checkSize", "onProgress"];
export const FTP_PUT_NAMES: readonly string[] = [...SERVER, "mode", "length", "offset", "resume", "extended", "checkSize", "onProgress"];
export const FTP_RENAME_NAMES: readonly string[] = [...SERVER, "name"];
