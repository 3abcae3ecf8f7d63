/*
	npm run playground               builds the page: one file that needs nothing else
	npm run playground -- --serve    and serves it on loopback (PORT, default a free one)
*/
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:http";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build as bundle, type Plugin } from "esbuild";
import { build } from "../tools/build/build.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const FOLDER = here("../.cache/playground");

/** Where the page is. */
export const PAGE: string = `${FOLDER}/index.html`;

/** What the package's names stand for: the driver as it is published. */
const PACKAGE: Readonly<Record<string, string>> = Object.fromEntries(
	["index", "modem", "http", "ftp", "explain", "trace", "promises", "runtime/node", "runtime/stream"].map(name => {
		const entry = { index: "sim900", "runtime/node": "sim900/runtime", "runtime/stream": "sim900/stream" }[name] ?? `sim900/${name}`;
		return [entry, here(`../dist/${name}.js`)];
	}),
);

const plugin: Plugin = {
	name: "playground",
	setup({ onResolve }) {
		onResolve({ filter: /^sim900(\/|$)/ }, ({ path }) => (PACKAGE[path] ? { path: PACKAGE[path] } : null));
		onResolve({ filter: /network\/node\.ts$|^\.\/node\.ts$/ }, () => ({ path: here("stand-ins/network.ts") }));
	},
};

/** Bundles a program for the browser; what the page's own and the tests' programs have in common. */
export async function bundleForBrowser(...entryPoints: string[]): Promise<{ script: string; style: string }> {
	const { outputFiles } = await bundle({
		entryPoints,
		bundle: true,
		write: false,
		outdir: FOLDER,
		format: "iife",
		target: "es2022",
		minify: true,
		legalComments: "none",
		loader: { ".txt": "text" },
		inject: [here("stand-ins/buffer.ts")],
		// The driver comes from dist/, not from where the sources' names lead.
		tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
		plugins: [plugin],
	});
	const text = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
	return { script: text(".js"), style: text(".css") };
}

/** Builds the page. */
export async function buildPlayground(): Promise<void> {
	for (const part of ["library", "simulator"] as const) await build(part);
	const { script, style } = await bundleForBrowser(here("main.ts"), here("page.css"));
	const page = readFileSync(here("page.html"), "utf8")
		.replace("/* style */", () => style.replaceAll("</style", "<\\/style"))
		.replace("/* script */", () => script.replaceAll("</script", "<\\/script"));
	mkdirSync(FOLDER, { recursive: true });
	writeFileSync(PAGE, page);
}

/** Serves the page on loopback; where. */
export function servePlayground(port = 0): Promise<{ url: string; close(): void }> {
	const server = createServer((request, response) => {
		if (request.url !== "/") return void response.writeHead(404).end();
		response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(readFileSync(PAGE));
	});
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", () => {
			const { port } = server.address() as AddressInfo;
			resolve({ url: `http://127.0.0.1:${port}/`, close: () => void server.close() });
		});
	});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { values } = parseArgs({ options: { serve: { type: "boolean", default: false } } });
	await buildPlayground();
	if (values.serve) console.log(`${(await servePlayground(Number(process.env.PORT ?? 0))).url}    Ctrl+C ends it`);
	else console.log(`${pathToFileURL(PAGE).href}\nA browser opens it; a modem at a serial port needs Chromium, and perhaps -- --serve`);
}
