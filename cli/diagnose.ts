import type { SIM900 } from "sim900/promises";
import { connect, type GlobalOptions } from "./connect.ts";
import type { Output } from "./output.ts";

type Stage = "answering" | "unlocked" | "registered" | "connected";
type Failure = Error & { code?: string; checkpoint?: number };

const NETWORKS = ["not registered", "home", "searching", "denied", "unknown", "roaming"];

/** dBm of +CSQ. */
export function signalText(rssi: number): string {
	return rssi === 99
		? "not known"
		: `${rssi === 0 ? "-113 dBm or less" : rssi === 31 ? "-51 dBm or more" : `${rssi * 2 - 113} dBm`} (${rssi} of 31)`;
}

/** What the stage was reached with. */
const SEEN: Readonly<Record<Stage, readonly [step: string, saw: (modem: SIM900, options: GlobalOptions) => string]>> = {
	answering: ["power and rate", (_, { baud }) => `the modem answers; its rate is ${baud} baud`],
	unlocked: ["SIM", () => "the SIM is ready"],
	registered: ["registration", modem => `the network has taken it (${NETWORKS[modem.registration] ?? "unknown"})`],
	connected: ["bearer", (_, { apn }) => `the bearer is open at the access point ${apn}`],
};
const ORDER: readonly Stage[] = ["answering", "unlocked", "registered", "connected"];

class Report {
	readonly steps: { step: string; ok: boolean; saw: string }[] = [];
	private readonly output: Output;

	constructor(output: Output) {
		this.output = output;
	}

	add(step: string, ok: boolean, saw: string): void {
		this.steps.push({ step, ok, saw });
		if (!this.output.json)
			process.stdout.write(`${ok ? this.output.colour("green", "ok   ") : this.output.colour("red", "FAIL ")} ${step.padEnd(16)} ${saw}\n`);
	}
}

/** Goes from the port to one request, and says at each step what it saw; throws what it stopped at. */
export async function diagnose(options: GlobalOptions & { url: string }, output: Output, signal: AbortSignal): Promise<void> {
	const report = new Report(output);
	let next = 0;
	// The first stage is told from within the event loop: the modem is there by then.
	const modem: SIM900 = await connect(options, {
		onProgress(stage) {
			const [step, saw] = SEEN[stage as Stage];
			next = ORDER.indexOf(stage as Stage) + 1;
			report.add(step, true, saw(modem, options));
		},
	});
	const attempt = async (step: string, begin: () => Promise<string>): Promise<void> => {
		try {
			report.add(step, true, await begin());
		} catch (error) {
			report.add(step, false, (error as Failure).message);
			throw error;
		}
	};
	try {
		await modem.ready().catch((error: Failure) => {
			report.add(error.code === "port" ? "port" : SEEN[ORDER[next] ?? "connected"][0], false, error.message);
			throw error;
		});
		await attempt("signal", async () => signalText((await modem.signal()).rssi));
		await attempt("DNS and request", async () => {
			const response = await modem.http.get(options.url, { signal });
			const { length } = await response.bytes();
			return `${options.url} answers ${response.status} with ${length} bytes`;
		});
		output.result("everything works", { steps: report.steps });
	} catch (error) {
		if (output.json) output.result("", { steps: report.steps });
		throw Object.assign(error as Error, { reported: !output.json });
	} finally {
		modem.close();
	}
}
