import { buildFirmware } from "../lab/lane/index.ts";
import { run } from "../lab/lane/rig.ts";
import { nastyFile, serveFile } from "../lab/peers/file-server.ts";
import { runSession } from "../lab/session.ts";
import { buildEngine, measureScript } from "../lab/xs/build.ts";

export const name = "memory";

/** Bytes of a slot on a 32-bit microcontroller. */
const SLOT = 16;

const count = (value: number): string => value.toLocaleString("en");

/** Bytes of bytecode that the driver adds to a firmware. */
async function bytecode(): Promise<{ code: number; symbols: number }> {
	const [driver, nothing] = await Promise.all(
		['import { SIM900 } from "sim900"; globalThis.SIM900 = SIM900;', "globalThis.SIM900 = 0;"].map(async source =>
			measureScript(await buildFirmware({ source })),
		),
	);
	return { code: driver!.codeSize - nothing!.codeSize, symbols: driver!.symbolsSize - nothing!.symbolsSize };
}

/** Slots of the stack that a callback of the lane takes before the driver's code begins. */
async function emptyCallback(): Promise<number> {
	let deepest = 0;
	await run("host.mark(0); Timer.set(() => { host.mark(1); host.done(0); }, 10);", {
		engine: "xs",
		onMark: mark => {
			deepest = mark!.stackSlots;
		},
	});
	return deepest;
}

/** The memory table of the README, for XS with 32-bit slots. */
export async function table(): Promise<string | undefined> {
	if ((await buildEngine()).bits !== 32) return undefined;
	const { code, symbols } = await bytecode();
	const session = { config: {}, engine: "xs", baud: 115200 } as const;
	const built = (await runSession({ ...session, firmware: "lab/firmware/construct.ts" })).marks[1]!;
	const server = await serveFile(nastyFile(20_000));
	const download = await runSession({
		...session,
		firmware: "lab/firmware/http-get.ts",
		config: { url: `${server.origin}/file` },
	}).finally(() => server.close());
	const { slots, chunkBytes, blocks } = download.marks[1]!;
	const stackSlots = download.marks[1]!.stackSlots - (await emptyCallback());
	return [
		"| what | bytes |",
		"| --- | --- |",
		`| bytecode, in flash | ${count(code)} and ${count(symbols)} of names |`,
		`| heap after \`new SIM900\`: slots | ${count(built.slots * SLOT)} (${count(built.slots)} slots) |`,
		`| heap after \`new SIM900\`: chunks, all buffers included | ${count(built.chunkBytes)} |`,
		`| heap from the return of \`request()\` to \`onDone\` | ${slots} slots, ${chunkBytes} chunk bytes, ${blocks} C blocks |`,
		`| stack, deepest during a download, from the port's callback down | ${count(stackSlots * SLOT)} (${count(stackSlots)} slots) |`,
	].join("\n");
}
