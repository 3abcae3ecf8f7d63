import { format, resolveConfig } from "prettier";

/** A text as prettier would write it into the file at `path`. */
export async function formatted(text: string, path: string): Promise<string> {
	return format(text, { ...(await resolveConfig(path)), filepath: path });
}
