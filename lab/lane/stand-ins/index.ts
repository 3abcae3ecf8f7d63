/* Stand-ins for the SDK's modules that only examples import. The SDK's own are tried by `npm run test:moddable`. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const standIn = (name: string): string => join(here, `${name}.ts`);

/** Module names and their files, for `buildFirmware`. */
export const standIns: Readonly<Record<string, string>> = {
	crc32: join(here, "../../../examples/crc32.js"),
	crypt: standIn("crypt"),
	dialogue: join(here, "../../../examples/dialogue.js"),
	"embedded:storage/flash": standIn("flash"),
	"embedded:update": standIn("update"),
	fetch: standIn("fetch"),
	"mc/ffi": standIn("ffi"),
	preference: standIn("preference"),
};
