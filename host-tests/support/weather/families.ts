import { MESSAGE_SCENARIOS, NEXT_MESSAGES } from "../message-scenarios.ts";
import { LONG_SCENARIOS, type Scenario, type ScenarioBench, SCENARIOS } from "../scenarios.ts";
import { SOCKET_SCENARIOS } from "../socket-scenarios.ts";
import { type Climate, CONNECTION_CLIMATE, MESSAGE_CLIMATE, TRANSFER_CLIMATE } from "./scripts.ts";

export type FamilyName = "transfers" | "sockets" | "messages";

/** What trials are made of: operations that belong together, and the weather over them. The same seed is another trial in each. */
export interface Family {
	/** What a trial begins with, and now and then what takes long. */
	readonly scenarios: readonly Scenario[];
	readonly long: readonly Scenario[];
	/** What may wait behind it. They take any modem. */
	readonly companions: readonly Scenario[];
	readonly climate: Climate;
	/** What must work when the weather is over: how it has ended, and whether what came is right. */
	next(bench: ScenarioBench): Promise<{ readonly end: string; readonly isRight: boolean }>;
}

const PLAIN = SCENARIOS.filter(({ simulator, options, wire }) => !simulator && !options && !wire);

/** Operations that are begun at once: the first end that is none, and whether all is right. */
const trying =
	(scenarios: readonly Scenario[]): Family["next"] =>
	async bench => {
		const endings = await bench.watchAll(scenarios);
		const failed = endings.find(({ end }) => end !== "done");
		return { end: failed?.end ?? "done", isRight: endings.every(({ yield: each }) => each && Buffer.from(each.got).equals(each.right)) };
	};

export const FAMILIES: Readonly<Record<FamilyName, Family>> = {
	transfers: {
		scenarios: SCENARIOS,
		long: LONG_SCENARIOS,
		companions: PLAIN,
		climate: TRANSFER_CLIMATE,
		async next(bench) {
			const { end, body } = await bench.download("http://server/file");
			return { end: end!, isRight: Buffer.from(body).equals(bench.content) };
		},
	},
	sockets: {
		scenarios: SOCKET_SCENARIOS,
		long: SOCKET_SCENARIOS,
		companions: [...SOCKET_SCENARIOS, ...PLAIN],
		climate: CONNECTION_CLIMATE,
		next: trying(SOCKET_SCENARIOS.slice(0, 1)),
	},
	messages: {
		scenarios: MESSAGE_SCENARIOS,
		long: MESSAGE_SCENARIOS,
		companions: [...MESSAGE_SCENARIOS, ...PLAIN],
		climate: MESSAGE_CLIMATE,
		next: trying(NEXT_MESSAGES),
	},
};

/** The family of a trial that begins with this operation. */
export function familyOf({ kind }: Scenario): Family {
	if (kind === undefined) return FAMILIES.transfers;
	return kind === "socket" ? FAMILIES.sockets : FAMILIES.messages;
}

/** The scenario of a name. */
export function scenarioOf(name: string): Scenario {
	const all = [...SCENARIOS, ...LONG_SCENARIOS, ...SOCKET_SCENARIOS, ...MESSAGE_SCENARIOS];
	return all.find(each => each.name === name)!;
}
