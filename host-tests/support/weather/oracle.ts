import type { Fault, Settings } from "../../../simulator/index.ts";
import type { ErrorCode } from "../../../src/index.js";
import type { Ending, Scenario, Yield } from "../scenarios.ts";
import type { Trial } from "./trial.ts";
import type { CommandDamage, Damages } from "./wire-tap.ts";

type Jam = Extract<Fault, { jam: unknown }>["jam"];

/*
	What may come of an operation under faults: what is right; or one of the errors that its faults may lead to, each of them named here. Anything else
	only where one of the blind spots explains it.
*/

/** The modem does not answer, or not as it should. */
const DEAF: readonly ErrorCode[] = ["timeout", "protocol", "noAnswer"];
/** A number that means an error has become another one. */
const RENUMBERED: readonly ErrorCode[] = [
	...(["notHttp", "network", "noMemory", "dns", "stackBusy", "tls", "connect", "timeout", "server", "notAllowed", "reply"] as const),
	...(["user", "password", "type", "rest", "passive", "active", "operate", "upload", "download", "fileSystem", "quit"] as const),
];
/** Lines, or commands, have changed: they can mean anything. */
const GARBLED: readonly ErrorCode[] = [
	...DEAF,
	...RENUMBERED,
	...(["reset", "command", "bearer", "bearerLost", "unsupported", "unconfirmed", "incomplete", "rangeIgnored", "sim"] as const),
];

const BY_SERVER: Readonly<Record<string, readonly ErrorCode[]>> = {
	stall: ["timeout", "network"],
	refuse: ["network", "connect"],
	dns: ["dns"],
	// A whole file may be more than the modem holds.
	"no-range": ["rangeIgnored", "noMemory"],
};

/** A file that is shorter than FTPSIZE says, and a range that is shorter than `total` says. */
const CUT: readonly ErrorCode[] = ["incomplete", "rangeIgnored"];

const BY_JAM: Readonly<Record<Jam, readonly ErrorCode[]>> = { dns: ["dns"], stack: ["stackBusy"], http: ["command"], ftp: ["notAllowed"] };

/** The errors that come of a modem that does something otherwise. */
function errorsOfSettings({ bearerOpenings = [], jammed = [] }: Partial<Settings>): readonly ErrorCode[] {
	const openings = bearerOpenings.flatMap((opening): ErrorCode[] => (opening === "dead" ? ["network"] : []));
	return [...openings, ...jammed.flatMap(jam => BY_JAM[jam])];
}

/** The errors that a fault may lead to. */
export function errorsOf(fault: Fault): readonly ErrorCode[] {
	if ("code" in fault) return fault.code === "+PDP: DEACT" ? ["bearerLost"] : [];
	if ("voltage" in fault) return fault.down ? ["reset", ...DEAF] : [];
	if ("loseBearer" in fault) return ["network", "bearerLost", "bearer"];
	// A report that the dip cuts is damaged.
	if ("powerDip" in fault) return ["reset", "noAnswer", "protocol"];
	if ("server" in fault) return typeof fault.server === "string" ? BY_SERVER[fault.server]! : CUT;
	if ("bytes" in fault) return GARBLED;
	if ("killBearer" in fault) return ["network", "timeout"];
	if ("jam" in fault) return BY_JAM[fault.jam];
	// silence, late, unanswered, fragment, stall
	return [...DEAF, "bearer", "unconfirmed"];
}

/** By itself, or after a blank line of a message, where the modem's own lines may follow. */
const FALSE_RESTART = /(^|\r\n\r\n)(RDY|NORMAL POWER DOWN)(\r\n|$)/;
const isFalseRestart = (fault: Fault): boolean => "code" in fault && FALSE_RESTART.test(fault.code);
/** A modem that does not answer the question that such a word leads to is taken for one that has restarted. */
const deafens = (fault: Fault): boolean =>
	"silence" in fault || "late" in fault || "unanswered" in fault || "fragment" in fault || "powerDip" in fault || "bytes" in fault;

/** Everything that an operation of the trial may end with, beside what it ends with without faults. `setup`: the one that says what the modem is like. */
export function errorsOfTrial({ faults, settings = {} }: Trial, { simulator }: Scenario): Set<string> {
	const confirmed = faults.some(isFalseRestart) && faults.some(deafens) ? ["reset"] : [];
	// What a modem says that starts again at another rate cannot be read: it is silent.
	const unheard = simulator?.baud !== undefined && faults.some(fault => "powerDip" in fault) ? ["timeout"] : [];
	return new Set([...faults.flatMap(errorsOf), ...errorsOfSettings(settings), ...confirmed, ...unheard]);
}

const isText = (fault: Fault): boolean => "code" in fault && /^\+(CMT|CUSD):/.test(fault.code);

/**
 * What is about to open a data phase cannot ask whether the modem has restarted: what it sends would be payload, or be executed. Only DCD tells that a
 * prompt stands in nobody's text; without it such a data phase is filled with zeros.
 */
function mayBelieve(end: string, { dataPhase }: Scenario, { faults, dcd }: Trial): boolean {
	if (dataPhase === undefined || dcd !== undefined) return false;
	return (end === "reset" && faults.some(isFalseRestart)) || (end === "protocol" && faults.some(isText));
}

/** As the simulator reads it: small letters too, and of a number what comes before anything else. */
const READ = /AT\+HTTPREAD=([^,]+),(\d+)$/i;

/** Bytes that were read at another place than the one that was asked for: the modem says how many it sends, and not from where. */
function misreadIn(commands: Damages["commands"]): number {
	const counts = commands.map(({ sent, received }) => {
		const [, start, count] = READ.exec(sent) ?? [];
		const [, place, length] = READ.exec(received) ?? [];
		return count !== undefined && count === length && start !== place ? Number(count) : 0;
	});
	return counts.reduce((sum, count) => sum + count, 0);
}

/** What can be wrong with what is said to be done, and cannot be seen by anybody. */
interface BlindSpot {
	readonly what: string;
	explains(ending: Ending, result: Yield, faults: readonly Fault[], damages: Damages): boolean;
}

/** A command that names what is wanted, up to the name: the modem says OK to any. */
const NAMING = /^AT\+(HTTPPARA="URL",|FTP(GET|PUT)(NAME|PATH)=)(?="[^"]+"$)/i;

/** The modem has understood another name, in a command that was damaged in nothing else. */
function isMisnamed({ sent, received }: CommandDamage): boolean {
	const command = NAMING.exec(sent)?.[0];
	return command !== undefined && NAMING.exec(received)?.[0].toUpperCase() === command.toUpperCase();
}

const isTruncation = (fault: Fault): boolean => "server" in fault && typeof fault.server === "object";
const differences = (got: Uint8Array, right: Uint8Array): number => right.filter((byte, index) => byte !== got[index]).length;
const isHTTP = ({ name }: Scenario): boolean => /^(GET|POST|HEAD)/.test(name);

const BLIND_SPOTS: readonly BlindSpot[] = [
	{
		what: "damage to payload that keeps its length, for the line has no checksum; a read at another place; a server that cuts the body of an HTTP answer",
		explains({ scenario }, { got, right, isDerived }, faults, { payload, commands }) {
			const hidden = payload.filter(({ keepsLength }) => keepsLength).reduce((sum, { wrong }) => sum + wrong, misreadIn(commands));
			if (isDerived) return hidden > 0;
			const isCut = isHTTP(scenario) && faults.some(isTruncation) && got.length < right.length;
			if (got.length !== right.length && !isCut) return false;
			// What is read twice is compared.
			return differences(got, right.subarray(0, got.length)) <= (scenario.name === "GET that is verified" ? 0 : hidden);
		},
	},
	{
		what: "the status of an answer without a body: 602 that reads 202 says that it is empty",
		explains: ({ scenario }, { got }, _faults, { lines }) =>
			isHTTP(scenario) && got.length === 0 && lines.some(line => /^\+HTTPACTION: ?\d,6\d\d,0 ->/.test(line)),
	},
	{
		what: "a URL, or the name of a file, that the modem has understood otherwise",
		explains: (_ending, _result, _faults, { commands }) => commands.some(isMisnamed),
	},
	{
		what: "an answer of one line, or its question: there is no second word",
		explains: ({ scenario: { words } }, _result, _faults, { lines, commands }) =>
			words !== undefined && [...lines, ...commands.map(({ sent }) => sent)].some(text => words.test(text)),
	},
];

/** Whether nobody can see that the data of a transfer are wrong. `isDeaf`: the receiver stands still now and then, and loses bytes of its own. */
export function hidesWrongData(faults: readonly Fault[], { payload }: Damages, isHTTP: boolean, isDeaf: boolean): boolean {
	return (isHTTP && faults.some(isTruncation)) || payload.some(({ keepsLength, grows }) => keepsLength || (grows && isDeaf));
}

/** A PIN whose outcome was not heard is not sent again: it may have been a wrong one. */
export function isLocked(end: string, hasEnteredPIN: boolean): boolean {
	return end === "simLocked" && hasEnteredPIN;
}

/**
 * What is wrong with how operations have ended; null where it is as it should be. `calm`: how each ends without faults; `hasEnteredPIN`: the driver has sent
 * a PIN.
 */
export function complaintOf(
	trial: Trial,
	calm: readonly string[],
	endings: readonly Ending[],
	damages: Damages,
	hasEnteredPIN: boolean,
): string | null {
	const { faults } = trial;
	const errors = errorsOfTrial(trial, endings[0]!.scenario);
	for (const [index, ending] of endings.entries()) {
		const { scenario, end, yield: result } = ending;
		const isAllowed =
			end === "done" || end === calm[index] || errors.has(end) || isLocked(end, hasEnteredPIN) || mayBelieve(end, scenario, trial);
		if (!isAllowed) return `${scenario.name}: no fault leads to ${end}`;
		if (!result || Buffer.from(result.got).equals(result.right)) continue;
		if (BLIND_SPOTS.some(({ explains }) => explains(ending, result, faults, damages))) continue;
		return `${scenario.name}: wrong data: ${differenceOf(result)}; on the wire: ${JSON.stringify(damages)}`;
	}
	return null;
}

function differenceOf({ got, right, isDerived }: Yield): string {
	if (isDerived) return `"${Buffer.from(got).toString("latin1")}" for "${Buffer.from(right).toString("latin1")}"`;
	const wrong = differences(got, right);
	return `${got.length} of ${right.length} bytes, ${wrong} wrong`;
}
