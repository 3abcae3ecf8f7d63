import { stall } from "../lab/stalls.ts";
import { runSession, type SessionOptions, type SessionResult, sha256 } from "../lab/session.ts";
import type { Recorder } from "../simulator/index.ts";
import { type Peers, SERVER } from "./peers.ts";
import type { Scene, Verdict } from "./scene.ts";

const BAUD = 115200;
const GET = "lab/firmware/http-get.ts";
const POST = "lab/firmware/http-post.ts";
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
	readonly recorder: Recorder;
}

function session(
	{ engine, recorder, peers }: Stage,
	firmware: string,
	config: Record<string, unknown>,
	more: Partial<SessionOptions> = {},
): Promise<SessionResult> {
	return runSession({ firmware, config, engine, recorder, baud: BAUD, modem: { network: peers.network }, ...more });
}

const count = (bytes: number): string => bytes.toLocaleString("en");
const said = ({ modem }: SessionResult, line: string): number => modem.transcript.entries.filter(({ text }) => text === line).length;
const at = (path: string): string => `http://${SERVER}${path}`;

/** POST, HEAD, redirection, proxy, resume and windows; GET is the demo's main scene. */
export const HTTP_SCENES: readonly Scene<Stage>[] = [
	{
		name: "post",
		title: "POST of 20,000 bytes, and the server says them back",
		async play(stage) {
			const result = await session(stage, POST, { url: at("/echo"), length: BODY_SIZE, portion: PORTION });
			return { seen: result.status === 0 && result.sha256 === sha256(BODY) };
		},
	},
	{
		name: "head",
		title: "HEAD: a status and no body",
		async play(stage) {
			const result = await session(stage, GET, { url: at("/firmware.bin"), request: { method: "HEAD" } });
			return { seen: result.trace.includes("status 200") && result.bytes === 0 };
		},
	},
	{
		name: "redirect",
		title: "a redirection that the modem follows",
		async play(stage) {
			const result = await session(stage, GET, { url: at("/moved"), request: { redirect: true } });
			return { seen: result.trace.includes("status 200") && result.sha256 === sha256(stage.file) };
		},
	},
	{
		name: "proxy",
		title: "GET through a proxy",
		async play(stage) {
			const { proxy, proxied } = stage.peers;
			const request = { proxy: { host: "127.0.0.1", port: Number(new URL(proxy.origin).port) } };
			// The proxy does not know the name.
			const url = `${stage.peers.server.origin}/firmware.bin`;
			const result = await session(stage, GET, { url, request });
			return { seen: proxied.includes(`GET ${url}`) && result.sha256 === sha256(stage.file) };
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
			const url = at("/firmware.bin");
			const first = await session(stage, GET, { url, stopAfter: 40_000 }, { onDeliver });
			const request = { offset: first.bytes, total: stage.file.length };
			const second = await session(stage, GET, { url, request }, { onDeliver, after: first });
			const seen = first.status === 3 && second.status === 0 && sha256(Buffer.concat(parts)) === sha256(stage.file);
			return { seen, detail: `${count(first.bytes)} bytes, and ${count(second.bytes)}` };
		},
	},
	{
		name: "status",
		title: "the modem's own progress while it talks to the server",
		async play(stage) {
			const result = await session(stage, GET, { url: at("/firmware.bin"), watch: true });
			const [, calls, last] = /transfers (\d+), up to (\d+)/.exec(result.trace) ?? [];
			const isProgress = Number(calls) > 2 && Number(last) > 0 && Number(last) <= stage.file.length;
			return {
				seen: result.sha256 === sha256(stage.file) && isProgress,
				detail: `told ${calls} times, last at ${count(Number(last))} bytes`,
			};
		},
	},
	{
		name: "windows",
		title: "400,000 bytes, more than the modem holds, in windows",
		async play(stage) {
			const result = await session(stage, GET, { url: at("/big.bin") });
			const seen = result.status === 0 && result.bytes === stage.big.length && result.sha256 === sha256(stage.big);
			return { seen, detail: `${said(result, "AT+HTTPACTION=0")} requests` };
		},
	},
];

/** ms: longer than the FIFO of an ESP32 lasts at this rate, and how often on average. */
const STALL = 15;
const STALL_INTERVAL = 2000;

export const STALL_SCENE = "a firmware that stands still for 15 ms every 2 s";

/** A GET whose firmware stands still again and again. The report has its healed chunks in a place of their own. */
export async function playStalls(stage: Stage): Promise<Verdict & { healed: number }> {
	const prepare = (parts: Parameters<typeof stall>[0]): void => stall(parts, STALL, STALL_INTERVAL, 1);
	const result = await session(stage, GET, { url: at("/firmware.bin") }, { prepare });
	const { healed } = JSON.parse(/statistics (\{.*\})/.exec(result.trace)?.[1] ?? "{}") as { healed: number };
	const seen = result.sha256 === sha256(stage.file) && healed > 0;
	return { seen, healed, detail: `${healed} chunks read again, no byte lost` };
}
