import { host } from "../host.ts";

/** What outlives a restart of the board, as the test has kept it: `config.board`. */
export const board = ((JSON.parse(host.config) as { board?: object }).board ?? {}) as {
	readonly flash?: string;
	readonly preferences?: Readonly<Record<string, string | number | boolean>>;
};

/** What the board's memory is told is told to the test, which has the next firmware find it. */
export function tell(what: string, ...words: (string | number | boolean)[]): void {
	host.trace(`\u0001${JSON.stringify([what, ...words])}\n`);
}
