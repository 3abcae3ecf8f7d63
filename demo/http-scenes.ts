import { runSession, type SessionOptions, type SessionResult, sha256 } from "../host-tests/support/session.ts";
import type { Peers } from "./peers.ts";

const BAUD = 115200;
const GET = "host-tests/firmware/http-get.ts";
const POST = "host-tests/firmware/http-post.ts";
const BODY_SIZE = 20_000;
const PORTION = 512;
/** What the POST firmware writes. */
const BODY = Uint8Array.from({ length: BODY_SIZE }, (_, i) => ((i % PORTION) * 31 + 7) & 255);

/** What a scene needs. */
export interface Stage {
	readonly engine: "xs" | "node";
	readonly peers: Peers;
	/** `/firmware.bin` of the server, and `/big.bin`, which is more than the modem holds. */
	readonly file: Uint8Array;
	readonly big: Uint8Array;
}

/** One thing that the library does, tried for real. */
export interface Scene {
	/** Its key in the report. */
	readonly name: string;
	/** What is to be seen. */
	readonly title: string;
	/** Whether it was seen. */
	play(stage: Stage): Promise<boolean>;
}

function session(
	{ engine }: Stage,
	firmware: string,
	config: Record<string, unknown>,
	more: Partial<SessionOptions> = {},
): Promise<SessionResult> {
	return runSession({ firmware, config, engine, baud: BAUD, ...more });
}

const at = ({ peers }: Stage, path: string): string => peers.server.origin + path;

/** POST, HEAD, redirection, proxy, resume and windows; GET is the demo's main scene. */
export const HTTP_SCENES: readonly Scene[] = [
	{
		name: "post",
		title: "POST of 20,000 bytes, and the server says them back",
		async play(stage) {
			const result = await session(stage, POST, { url: at(stage, "/echo"), length: BODY_SIZE, portion: PORTION });
			return result.status === 0 && result.sha256 === sha256(BODY);
		},
	},
	{
		name: "head",
		title: "HEAD: a status and no body",
		async play(stage) {
			const result = await session(stage, GET, { url: at(stage, "/firmware.bin"), request: { method: "HEAD" } });
			return result.trace.includes("status 200") && result.bytes === 0;
		},
	},
	{
		name: "redirect",
		title: "a redirection that the modem follows",
		async play(stage) {
			const result = await session(stage, GET, { url: at(stage, "/moved"), request: { redirect: true } });
			return result.trace.includes("status 200") && result.sha256 === sha256(stage.file);
		},
	},
	{
		name: "proxy",
		title: "GET through a proxy",
		async play(stage) {
			const { proxy, proxied } = stage.peers;
			const request = { proxy: { host: "127.0.0.1", port: Number(new URL(proxy.origin).port) } };
			const url = at(stage, "/firmware.bin");
			const result = await session(stage, GET, { url, request });
			return proxied.includes(`GET ${url}`) && result.sha256 === sha256(stage.file);
		},
	},
	{
		name: "resume",
		title: "a firmware that dies in the middle, and another one that goes on from its checkpoint",
		async play(stage) {
			const parts: Buffer[] = [];
			const onDeliver = (bytes: Uint8Array): void => {
				parts.push(Buffer.from(bytes));
			};
			const url = at(stage, "/firmware.bin");
			const first = await session(stage, GET, { url, stopAfter: 40_000 }, { onDeliver });
			const request = { offset: first.bytes, total: stage.file.length };
			const second = await session(stage, GET, { url, request }, { onDeliver, after: first });
			return first.status === 3 && second.status === 0 && sha256(Buffer.concat(parts)) === sha256(stage.file);
		},
	},
	{
		name: "status",
		title: "the modem's own progress while it talks to the server",
		async play(stage) {
			const result = await session(stage, GET, { url: at(stage, "/firmware.bin"), watch: true });
			const [, calls, last] = /transfers (\d+), up to (\d+)/.exec(result.trace) ?? [];
			return result.sha256 === sha256(stage.file) && Number(calls) > 2 && Number(last) > 0 && Number(last) <= stage.file.length;
		},
	},
	{
		name: "windows",
		title: "400,000 bytes, more than the modem holds, in windows",
		async play(stage) {
			const result = await session(stage, GET, { url: at(stage, "/big.bin") });
			return result.status === 0 && result.bytes === stage.big.length && result.sha256 === sha256(stage.big);
		},
	},
];
