import { readFileSync } from "node:fs";
import { DEVKIT, Esp32Board, SIM900Simulator, type SimulatorOptions, VirtualClock } from "../../simulator/index.ts";
import { buildFirmware, startFirmware } from "../../lab/lane/index.ts";

/** What a manifest gives to `mc/config`. */
export interface Config {
	readonly sim900: Readonly<Record<string, unknown>>;
	readonly [name: string]: unknown;
}

const configOf = (path: string): Config => (JSON.parse(readFileSync(path, "utf8")) as { config: Config }).config;

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
 * application's config is here from what its manifest says.
 */
export async function bootExample(
	name: string,
	engine: "xs" | "node",
	change: (config: Config) => object,
	simulator: Partial<SimulatorOptions>,
): Promise<Example> {
	const board = configOf("boards/esp32-devkit/manifest.json");
	const application = configOf(`examples/${name}/manifest.json`);
	const clock = new VirtualClock();
	const modem = new SIM900Simulator({ clock, ...simulator });
	let trace = "";
	const firmware = await startFirmware({
		bundle: await buildFirmware(`examples/${name}/main.ts`),
		config: { ...application, ...change(application), sim900: { ...board.sim900, ...application.sim900 } },
		engine,
		clock,
		board: new Esp32Board({ clock, modem, wiring: { ...DEVKIT, inverted: [4] } }),
		onTrace: text => {
			trace += text;
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
