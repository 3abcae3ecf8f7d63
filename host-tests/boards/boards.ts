/* The boards of the package, as their manifests describe them. */
import { readdirSync, readFileSync } from "node:fs";

export type Step = readonly [pin: string, level: number, ms: number];
export interface Pin {
	readonly pin: number;
	readonly mode?: number;
}

/** `config.sim900` of a board. */
export interface BoardConfig {
	readonly serial: { readonly port?: number; readonly transmit: number; readonly receive: number; readonly baud: number };
	readonly dcd?: Pin;
	readonly status?: Pin;
	readonly powerKey?: Pin;
	readonly reset?: Pin;
	readonly supply?: Pin;
	readonly dtr?: Pin;
	readonly powerOn?: readonly Step[];
	readonly resetPulse?: readonly Step[];
	readonly burst: number;
}

export interface BoardManifest {
	readonly $schema: string;
	readonly about: {
		readonly name: string;
		readonly modem: string;
		readonly chip: string;
		readonly tried: boolean;
		readonly record?: string;
		readonly source: string;
		readonly taken?: readonly number[];
	};
	readonly platforms: Readonly<Record<string, { readonly error?: string }>>;
	readonly config: { readonly sim900: BoardConfig };
}

const FOLDER = new URL("../../boards/", import.meta.url);
const isFolder = (entry: { isDirectory(): boolean }): boolean => entry.isDirectory();

/** Folders below boards/. */
export const boardNames: readonly string[] = readdirSync(FOLDER, { withFileTypes: true })
	.filter(isFolder)
	.map(({ name }) => name)
	.toSorted();

export const readBoard = (name: string): BoardManifest =>
	JSON.parse(readFileSync(new URL(`${name}/manifest.json`, FOLDER), "utf8")) as BoardManifest;
export const readSchema = (): object => JSON.parse(readFileSync(new URL("schema.json", FOLDER), "utf8")) as object;
export const readGuide = (): string => readFileSync(new URL("README.md", FOLDER), "utf8");

/** Pins that are not the UART's. */
export const PIN_NAMES = ["dcd", "status", "powerKey", "reset", "supply", "dtr"] as const;

/** GPIOs by what they are for. */
export function pinsOf(config: BoardConfig): Record<string, number> {
	const { transmit, receive } = config.serial;
	const others = PIN_NAMES.flatMap(name => (config[name] ? [[name, config[name].pin] as const] : []));
	return { transmit, receive, ...Object.fromEntries(others) };
}
