/*
 * Bytes of flash that modules take as bytecode, bundled with what they import from this project:
 *
 *	node --import tsx lab/xs/size.ts sim900/http
 */
import { buildLibrary } from "../lane/bundle.ts";
import { measureScript } from "./build.ts";

for (const entry of process.argv.slice(2)) {
	const { bits, codeSize, symbolsSize } = await measureScript(await buildLibrary(entry));
	console.log(`${entry}: ${codeSize} bytes of code, ${symbolsSize} bytes of names (${bits} bit)`);
}
