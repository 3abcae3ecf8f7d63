import { readFileSync } from "node:fs";
import { DEVKIT, Esp32Board, SIM900Simulator, type SimulatorOptions, VirtualClock } from "../../simulator/index.ts";
import { buildFirmware, type EngineName, startFirmware } from "../../lab/lane/index.ts";
import { record } from "../../lab/recordings.ts";
import { standIns } from "../../lab/lane/stand-ins/index.ts";

/** What a manifest gives to `mc/config`. */
export interface Config {
	readonly sim900: Readonly<Record<string, unknown>>;
	readonly [name: string]: unknown;
}

interface Manifest {
	readonly config?: object;
	readonly platforms?: Readonly<Record<string, { readonly config?: object }>>;
}

/** What a manifest says for an ESP32. */
function configOf(path: string): Partial<Config> {
	const { config, platforms } = JSON.parse(readFileSync(path, "utf8")) as Manifest;
	return { ...config, ...platforms?.["esp32"]?.config };
}

/** What outlives a restart of the board: lab/lane/stand-ins. */
export interface BoardMemory {
	readonly flash: Buffer;
	readonly preferences: Map<string, string | number | boolean>;
	/** What else the board has done: `boot` with the length of the image that starts next, `restart`. */
	readonly deeds: (readonly unknown[])[];
}

export const createMemory = (): BoardMemory => ({ flash: Buffer.alloc(65536, 0xff), preferences: new Map(), deeds: [] });

function remember({ flash, preferences, deeds }: BoardMemory, [what, first, second]: readonly [string, ...any[]]): void {
	if (what === "flash") flash.set(Buffer.from(second, "hex"), first);
	else if (what === "preference") preferences.set(first, second);
	else if (what === "no preference") preferences.delete(first);
	else deeds.push([what, ...(first === undefined ? [] : [first])]);
}

/** A running example. */
export interface Example {
	readonly clock: VirtualClock;
	readonly modem: SIM900Simulator;
	/** What it has traced. */
	readonly trace: () => string;
	/** Lets time pass until `until` is true, at most `limit` ms, and stops it. Rejects with what the example did not catch. */
	run(until: () => boolean, limit: number): Promise<void>;
}

/**
 * Boots an example on an ESP32 DevKit as its manifests and the README wire it: the power key through a transistor. `change` makes what the
 * application's config is here from what its manifest says. With `after`, the board restarts: modem and clock are those of an earlier run.
 */
export async function bootExample(
	name: string,
	engine: EngineName,
	change: (config: Config) => object,
	simulator: Partial<SimulatorOptions>,
	memory: BoardMemory = createMemory(),
	after?: Example,
): Promise<Example> {
	const board = configOf("boards/esp32-devkit/manifest.json");
	const common = configOf("examples/manifest.json");
	const application = { ...common, ...configOf(`examples/${name}/manifest.json`) } as Config;
	const clock = after?.clock ?? new VirtualClock();
	const modem = after?.modem ?? new SIM900Simulator({ clock, ...simulator });
	record(modem);
	let trace = "";
	const firmware = await startFirmware({
		bundle: await buildFirmware(`examples/${name}/main.ts`, standIns),
		config: {
			...{ ...application, ...change(application), sim900: { ...board.sim900, ...application.sim900 } },
			board: { flash: memory.flash.toString("hex").replace(/(ff)+$/, ""), preferences: Object.fromEntries(memory.preferences) },
		},
		engine,
		clock,
		board: new Esp32Board({ clock, modem, wiring: { ...DEVKIT, inverted: [4] } }),
		onTrace: text => {
			if (text.startsWith("\u0001")) remember(memory, JSON.parse(text.slice(1)) as [string]);
			else trace += text;
		},
	});
	// An end of its own is looked at in run(); being stopped is none.
	firmware.result.catch(() => {});
	return {
		clock,
		modem,
		trace: () => trace,
		async run(until, limit) {
			try {
				await clock.run(() => firmware.ended || until(), limit);
				if (firmware.ended) await firmware.result;
			} finally {
				firmware.stop();
			}
		},
	};
}
