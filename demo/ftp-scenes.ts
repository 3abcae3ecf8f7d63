import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FtpSite, openFtpSite } from "../lab/peers/ftp-site.ts";
import { nastyFile } from "../lab/peers/nasty.ts";
import { runSession, type SessionResult, sha256 } from "../lab/session.ts";
import type { Recorder } from "../simulator/index.ts";
import type { Scene } from "./scene.ts";

const BAUD = 115200;
const SIZE = 20_000;
const RESUMED = 5000;

/** What a scene needs. */
export interface FtpStage {
	readonly engine: "xs" | "node";
	readonly site: FtpSite;
	readonly file: Uint8Array;
	readonly recorder: Recorder;
}

/** What the firmware uploads. */
const UPLOAD = nastyFile(SIZE);

function run(
	{ engine, site, recorder }: FtpStage,
	what: string,
	options: object,
	onDeliver = (_bytes: Uint8Array): void => {},
): Promise<SessionResult> {
	const { host, port, user, password } = site;
	return runSession({
		firmware: "lab/firmware/ftp.ts",
		config: { server: { host, port, user, password }, steps: [{ do: what, options }] },
		engine,
		recorder,
		baud: BAUD,
		onDeliver,
	});
}

const stored = (stage: FtpStage, name: string): Promise<Uint8Array> => readFile(join(stage.site.root, name));
const exists = (stage: FtpStage, name: string): Promise<boolean> =>
	access(join(stage.site.root, name)).then(
		() => true,
		() => false,
	);

/** The services of chapter 3 of the application note. */
export const FTP_SCENES: readonly Scene<FtpStage>[] = [
	{
		name: "get",
		title: "FTP get of 20,000 bytes",
		async play(stage) {
			return { seen: (await run(stage, "get", { path: "/file.bin" })).sha256 === sha256(stage.file) };
		},
	},
	{
		name: "resume",
		title: "FTP get from the middle of the file",
		async play(stage) {
			const result = await run(stage, "get", { path: "/file.bin", offset: RESUMED });
			return { seen: result.sha256 === sha256(stage.file.subarray(RESUMED)) };
		},
	},
	{
		name: "put",
		title: "FTP put",
		async play(stage) {
			await run(stage, "put", { path: "/up.bin", length: SIZE, extended: false });
			return { seen: sha256(await stored(stage, "up.bin")) === sha256(UPLOAD) };
		},
	},
	{
		name: "append",
		title: "FTP put that appends",
		async play(stage) {
			await writeFile(join(stage.site.root, "log.bin"), "before");
			await run(stage, "put", { path: "/log.bin", length: SIZE, mode: "append", extended: false });
			return { seen: sha256(await stored(stage, "log.bin")) === sha256(Buffer.concat([Buffer.from("before"), UPLOAD])) };
		},
	},
	{
		name: "extendedPut",
		title: "FTP put by way of the modem's own store",
		async play(stage) {
			await run(stage, "putExtended", { path: "/extended.bin", length: SIZE });
			return { seen: sha256(await stored(stage, "extended.bin")) === sha256(UPLOAD) };
		},
	},
	{
		name: "list",
		title: "FTP list of a directory",
		async play(stage) {
			const names: string[] = [];
			await run(stage, "list", { path: "/" }, bytes => names.push(Buffer.from(bytes).toString()));
			return { seen: names.includes("file.bin") && names.includes("up.bin") };
		},
	},
	{
		name: "size",
		title: "FTP size",
		async play(stage) {
			return { seen: (await run(stage, "size", { path: "/file.bin" })).trace.includes(`done ${SIZE}`) };
		},
	},
	{
		name: "remove",
		title: "FTP delete",
		async play(stage) {
			await writeFile(join(stage.site.root, "old.bin"), "old");
			await run(stage, "remove", { path: "/old.bin" });
			return { seen: !(await exists(stage, "old.bin")) };
		},
	},
	{
		name: "makeDirectory",
		title: "FTP make directory",
		async play(stage) {
			await run(stage, "makeDirectory", { path: "/made" });
			return { seen: await exists(stage, "made") };
		},
	},
	{
		name: "removeDirectory",
		title: "FTP remove directory",
		async play(stage) {
			await mkdir(join(stage.site.root, "empty"));
			await run(stage, "removeDirectory", { path: "/empty" });
			return { seen: !(await exists(stage, "empty")) };
		},
	},
];

/** Opens a real FTP server on loopback with the file that the scenes fetch. */
export async function openFtpStage(engine: "xs" | "node", file: Uint8Array): Promise<Omit<FtpStage, "recorder">> {
	const site = await openFtpSite();
	const part = file.subarray(0, SIZE);
	await writeFile(join(site.root, "file.bin"), part);
	return { engine, site, file: part };
}
