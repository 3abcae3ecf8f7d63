/* What `diagnose` does and says, wherever it runs: from the port to one request, step by step. */
import type { ModemOptions } from "sim900";
import type { SIM900 } from "sim900/promises";

type Stage = "answering" | "unlocked" | "registered" | "connected";
type Failure = Error & { code?: string };

const NETWORKS = ["not registered", "home", "searching", "denied", "unknown", "roaming"];

/** What is said of a step; `ok` is false for the one that it stopped at. */
export interface Step {
	readonly step: string;
	readonly ok: boolean;
	readonly saw: string;
}

/** How it is done. */
export interface Diagnosis {
	/** The modem, which begins to start: `onProgress` is to be told. */
	connect(listeners: Pick<ModemOptions, "onProgress">): SIM900 | Promise<SIM900>;
	readonly baud: string;
	readonly apn: string;
	/** What is asked for at the end. */
	readonly url: string;
	readonly signal: AbortSignal;
	report(step: Step): void;
	/** A failure in words, where its message is not to be taken as it is. */
	inWords?(error: Error): string;
}

/** dBm of +CSQ. */
export function signalText(rssi: number): string {
	return rssi === 99
		? "not known"
		: `${rssi === 0 ? "-113 dBm or less" : rssi === 31 ? "-51 dBm or more" : `${rssi * 2 - 113} dBm`} (${rssi} of 31)`;
}

/** What the stage was reached with. */
const SEEN: Readonly<Record<Stage, readonly [step: string, saw: (modem: SIM900, diagnosis: Diagnosis) => string]>> = {
	answering: ["power and rate", (_, { baud }) => `the modem answers; its rate is ${baud} baud`],
	unlocked: ["SIM", () => "the SIM is ready"],
	registered: ["registration", modem => `the network has accepted it (${NETWORKS[modem.registration] ?? "unknown"})`],
	connected: ["bearer", (_, { apn }) => `the bearer is open at the access point ${apn}`],
};
const ORDER: readonly Stage[] = ["answering", "unlocked", "registered", "connected"];

/** Goes from the port to one request, and says at each step what it saw; throws what it stopped at. The modem is closed at the end. */
export async function diagnoseModem(diagnosis: Diagnosis): Promise<void> {
	const { signal, url, report, inWords = ({ message }: Error): string => message } = diagnosis;
	let next = 0;
	// The first stage is told from within the event loop: the modem is there by then.
	const modem: SIM900 = await diagnosis.connect({
		onProgress(stage) {
			const [step, saw] = SEEN[stage as Stage];
			next = ORDER.indexOf(stage as Stage) + 1;
			report({ step, ok: true, saw: saw(modem, diagnosis) });
		},
	});
	const attempt = async (step: string, begin: () => Promise<string>): Promise<void> => {
		try {
			report({ step, ok: true, saw: await begin() });
		} catch (error) {
			report({ step, ok: false, saw: inWords(error as Failure) });
			throw error;
		}
	};
	const close = (): void => modem.close();
	signal.addEventListener("abort", close);
	try {
		await modem.ready().catch((error: Failure) => {
			report({ step: error.code === "port" ? "port" : SEEN[ORDER[next] ?? "connected"][0], ok: false, saw: inWords(error) });
			throw error;
		});
		await attempt("signal", async () => signalText((await modem.signal()).rssi));
		await attempt("DNS and request", async () => {
			const response = await modem.http.get(url, { signal });
			const { length } = await response.bytes();
			return `${url} answers ${response.status} with ${length} bytes`;
		});
	} finally {
		signal.removeEventListener("abort", close);
		close();
	}
}
