import { inWords } from "./advice.ts";
import type { Job } from "./job.ts";
import { signalText } from "./steps.ts";

const NAMES = ["manufacturer", "model", "revision", "imei", "imsi", "iccid", "operator"] as const;

/** What the modem, its SIM and its network are. What one of them does not say is left empty. */
export const info: Job = async (modem, { output, signal }) => {
	signal.addEventListener("abort", () => modem.close());
	// Without a network there is still something to tell; without a modem there is not.
	await modem.ready().catch((error: Error & { code?: string }) => {
		if (error.code === "noAnswer" || error.code === "port" || error.code === "cancelled") throw error;
		output.say(inWords(error));
	});
	const facts: Record<string, string | number> = {};
	for (const name of NAMES) facts[name] = await modem.identify(name).catch(() => "");
	const { rssi } = await modem.signal();
	const lines = NAMES.map(name => `${name.padEnd(14)}${facts[name]}`);
	output.result([...lines, `signal        ${signalText(rssi)}`, `registration  ${modem.registration}`].join("\n"), {
		...facts,
		rssi,
		registration: modem.registration,
	});
};
