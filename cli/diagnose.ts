import { inWords } from "./advice.ts";
import { connect, type GlobalOptions } from "./connect.ts";
import type { Output } from "./output.ts";
import { diagnoseModem, type Step } from "./steps.ts";

/** Goes from the port to one request, and says at each step what it saw; throws what it stopped at. */
export async function diagnose(options: GlobalOptions & { url: string }, output: Output, signal: AbortSignal): Promise<void> {
	const steps: Step[] = [];
	const report = (step: Step): void => {
		steps.push(step);
		const verdict = step.ok ? output.colour("green", "ok   ") : output.colour("red", "FAIL ");
		if (!output.json) process.stdout.write(`${verdict} ${step.step.padEnd(16)} ${step.saw}\n`);
	};
	const { baud, apn, url } = options;
	try {
		await diagnoseModem({ connect: listeners => connect(options, listeners), baud, apn, url, signal, report, inWords });
		output.result("everything works", { steps });
	} catch (error) {
		if (output.json) output.result("", { steps });
		throw Object.assign(error as Error, { reported: !output.json });
	}
}
