#!/usr/bin/env node
import { HELP, parseOptions, type ServeOptions } from "./serve/options.ts";
import { serve } from "./serve/serve.ts";

const say = (text: string): void => void process.stderr.write(`sim900-simulator: ${text}\n`);

function readOptions(): ServeOptions | undefined {
	try {
		const options = parseOptions(process.argv.slice(2));
		if (options !== "help") return options;
		console.log(HELP);
	} catch (error) {
		say(`${(error as Error).message} (--help lists the options)`);
		process.exitCode = 2;
	}
	return undefined;
}

async function run(options: ServeOptions): Promise<void> {
	const ended = (reason: string): void => {
		say(reason);
		process.exit(1);
	};
	const service = await serve(options, { say, ended });
	console.log(`listening at ${service.address}`);
	process.on("SIGUSR1", () => service.pressPowerKey());
	for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void service.close().then(() => process.exit(0)));
}

const options = readOptions();
if (options) {
	run(options).catch((error: Error) => {
		say(error.message);
		process.exitCode = 1;
	});
}
