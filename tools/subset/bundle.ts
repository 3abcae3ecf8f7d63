import { build } from "esbuild";
import { supported } from "../build/espruino-language.ts";

/** The core as one script in Espruino's language; its runtime stays outside. Rejects where esbuild meets what it cannot lower. */
export async function emitForEspruino(entry: string, minify = false): Promise<string> {
	const result = await build({
		entryPoints: [entry],
		bundle: true,
		write: false,
		format: "esm",
		platform: "neutral",
		external: ["sim900/*"],
		supported,
		minify,
		logLevel: "silent",
	});
	return result.outputFiles[0]!.text;
}
