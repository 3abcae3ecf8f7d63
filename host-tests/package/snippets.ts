/* Every piece of code in README.md and docs/. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./package.ts";

export interface Snippet {
	/** The page and the number of the snippet in it. */
	readonly name: string;
	readonly code: string;
	readonly language: string;
}

const pages = [
	"README.md",
	...readdirSync(join(root, "docs"))
		.filter(name => name.endsWith(".md"))
		.map(name => `docs/${name}`),
];
const snippets: readonly Snippet[] = pages.flatMap(page =>
	[...readFileSync(join(root, page), "utf8").matchAll(/^```([jt]s)\n(.*?)^```$/gms)].map((match, index) => ({
		name: `${page.replace(/\W/g, "-")}-${index + 1}`,
		language: match[1]!,
		code: match[2]!,
	})),
);
const isFirmware = ({ code }: Snippet): boolean => code.includes("embedded:");

/** For Node.js. */
export const programs: readonly Snippet[] = snippets.filter(snippet => !isFirmware(snippet) && snippet.language === "js");
/** For the Moddable SDK. */
export const firmwares: readonly Snippet[] = snippets.filter(isFirmware);
/** For it too, with what stands around them declared. */
export const parts: readonly Snippet[] = snippets.filter(snippet => !isFirmware(snippet) && snippet.language === "ts");
