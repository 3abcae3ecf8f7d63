/*
	What tests import as "uvu" (tsconfig.json, paths): the same, and a test that fails while it has a simulated modem leaves that one's timeline behind
	and names its file.
*/
import { createRequire } from "node:module";
import { basename } from "node:path";
import { forgetRecording, keepRecording } from "../../lab/recordings.ts";
import type * as types from "../../node_modules/uvu/index.d.ts";

type Test<T> = ReturnType<typeof types.suite<T>>;
export type Callback<T = types.Context> = types.Callback<T>;

const uvu = createRequire(import.meta.url)("../../node_modules/uvu/dist/index.js") as typeof types;

function nameTimeline(error: Error, title: string): void {
	try {
		const file = keepRecording(`${basename(process.argv[1] ?? "", ".test.ts")} ${title}`);
		if (file !== undefined) error.message += `\ntimeline: ${file}`;
	} catch (fault) {
		error.message += `\nits timeline could not be written: ${(fault as Error).message}`;
	}
}

function watched<T>(inner: Test<T>): Test<T> {
	const wrap =
		(add: (name: string, callback: Callback<T>) => void) =>
		(name: string, callback: Callback<T>): void =>
			add(name, async context => {
				forgetRecording();
				try {
					await callback(context);
				} catch (error) {
					if (error instanceof Error) nameTimeline(error, name);
					throw error;
				}
			});
	return Object.assign(wrap(inner), inner, { only: wrap(inner.only) });
}

export const suite = <T = types.Context>(title?: string, context?: T): Test<T> => watched(uvu.suite(title, context));
export const test: Test<types.Context> = watched(uvu.test);
export const { exec } = uvu;
