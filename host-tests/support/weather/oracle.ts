import type { Fault, Settings } from "../../../simulator/index.ts";
import type { ErrorCode } from "../../../src/index.js";
import { OUTGOING, REPORTED } from "../message-scenarios.ts";
import type { Ending, Scenario, ScenarioBench, Yield } from "../scenarios.ts";
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
/** Lines, or commands, have changed: they can mean anything. A modem that waits for fewer bytes than it was told of closes the data phase early: `underrun`. */
const GARBLED: readonly ErrorCode[] = [
	...DEAF,
	...RENUMBERED,
	...(["underrun", "reset", "command", "bearer", "bearerLost", "unsupported", "unconfirmed", "incomplete", "rangeIgnored", "sim"] as const),
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

/** A modem that does not answer the question that such a word leads to is taken for one that has restarted. */
const deafens = (fault: Fault): boolean =>
	"silence" in fault || "late" in fault || "unanswered" in fault || "fragment" in fault || "powerDip" in fault || "bytes" in fault;

/** What a connection ends with that is lost in any way that the modem has told of, or not. */
const LOST: readonly ErrorCode[] = ["closed", "connect", "network", "timeout"];

/** The errors that a fault may lead to, beside those of {@link errorsOf}, for connections. */
function errorsOfConnections(fault: Fault): readonly ErrorCode[] {
	if ("loseContext" in fault) return [...LOST, "bearerLost", "bearer"];
	if ("dropConnection" in fault) return LOST;
	if ("sendFail" in fault) return ["closed", "network", "timeout"];
	// A modem that is asked, and says that all is well, has refused nothing. A line beside a read that is refused may be what is left of payload.
	if ("code" in fault || "ring" in fault || "message" in fault || "voltage" in fault) return ["protocol"];
	if ("powerDip" in fault) return LOST;
	if ("server" in fault) return typeof fault.server === "string" ? ["connect"] : [];
	// A modem that is silent for long is looked for anew, and its connections are given up.
	return deafens(fault) ? [...LOST, "reset"] : [];
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
	if ("loseContext" in fault || "dropConnection" in fault || "sendFail" in fault || "message" in fault || "ring" in fault) return [];
	// silence, late, unanswered, fragment, stall
	return [...DEAF, "bearer", "unconfirmed"];
}

/** By itself, or after a blank line of a message, where the modem's own lines may follow. */
const FALSE_RESTART = /(^|\r\n\r\n)(RDY|NORMAL POWER DOWN)(\r\n|$)/;
const isFalseRestart = (fault: Fault): boolean => "code" in fault && FALSE_RESTART.test(fault.code);

/** Everything that an operation of the trial may end with, beside what it ends with without faults. `setup`: the one that says what the modem is like. */
export function errorsOfTrial({ faults, settings = {} }: Trial, { simulator }: Scenario, { kind, vague }: Scenario): Set<string> {
	const confirmed = faults.some(isFalseRestart) && faults.some(deafens) ? ["reset"] : [];
	// What a modem says that starts again at another rate cannot be read: it is silent.
	const unheard = simulator?.baud !== undefined && faults.some(fault => "powerDip" in fault) ? ["timeout"] : [];
	const ofConnections = kind === "socket" ? faults.flatMap(errorsOfConnections) : [];
	const errors = [...faults.flatMap(errorsOf), ...ofConnections, ...errorsOfSettings(settings), ...confirmed, ...unheard];
	return new Set(vague !== undefined && errors.length > 0 ? [...errors, vague] : errors);
}

const isText = (fault: Fault): boolean => "code" in fault && /^\+(CMT|CUSD):/.test(fault.code);

/**
 * What is about to open a data phase cannot ask whether the modem has restarted: what it sends would be payload, or be executed. Only DCD tells that a
 * prompt stands in nobody's text; without it such a data phase is filled with zeros.
 */
function mayBelieve(end: string, { dataPhase, kind }: Scenario, { faults, dcd }: Trial): boolean {
	// `> ` is no line: in somebody's text it is no prompt, whatever DCD says.
	if (kind !== undefined && end === "timeout" && faults.some(isText)) return true;
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
const NAMING = /^AT\+(HTTPPARA="URL",|FTP(GET|PUT)(NAME|PATH)=)(?="[^"]+"?$)/i;

/** The modem has understood another name, in a command that was damaged in nothing else. */
function isMisnamed({ sent, received }: CommandDamage): boolean {
	const command = NAMING.exec(sent)?.[0];
	return command !== undefined && NAMING.exec(received)?.[0].toUpperCase() === command.toUpperCase();
}

/** A data phase of the right length, which the modem ends after another time than it was told. */
const DATA_PHASE = /AT\+HTTPDATA=(\d+),(\d+)$/i;

function isMistimed({ sent, received }: CommandDamage): boolean {
	const [, length, time] = DATA_PHASE.exec(sent) ?? [];
	const [, understood, limit] = DATA_PHASE.exec(received) ?? [];
	return length !== undefined && length === understood && time !== limit;
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
		what: "bytes of an upload that are lost, where the modem has misread the time of the data phase as well: it closes it, and its OK seems to be in time",
		explains: (_ending, _result, _faults, { payload, commands }) =>
			payload.some(({ way, keepsLength, grows }) => way === "upload" && !keepsLength && !grows) && commands.some(isMistimed),
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
		what: "a command to another connection, or to another place on the SIM",
		explains: ({ scenario: { kind } }, _result, _faults, { commands }) => kind !== undefined && commands.some(isMisplaced),
	},
	{
		what: "a message that is another one on the line, digit by digit",
		explains: ({ scenario: { kind } }, _result, _faults, { lines }) => kind === "message" && lines.some(isChangedLine),
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
	for (const [index, ending] of endings.entries()) {
		const { scenario, end, yield: result } = ending;
		const errors = errorsOfTrial(trial, endings[0]!.scenario, scenario);
		const isAllowed =
			end === "done" || end === calm[index] || errors.has(end) || isLocked(end, hasEnteredPIN) || mayBelieve(end, scenario, trial);
		if (!isAllowed) return `${scenario.name}: no fault leads to ${end}`;
		if (!result || Buffer.from(result.got).equals(result.right)) continue;
		if (BLIND_SPOTS.some(({ explains }) => explains(ending, result, faults, damages))) continue;
		return `${scenario.name}: wrong data: ${differenceOf(result)}; on the wire: ${JSON.stringify(damages)}`;
	}
	return null;
}

/** A command to another connection, or to another place on the SIM: the modem does what it has understood. */
const NUMBERED = /^AT\+(?:CIPRXGET=2,|CIPSEND=|CIPCLOSE=|CMGR=|CMGD=)\d+/i;
const isMisplaced = ({ sent, received }: CommandDamage): boolean => {
	const command = NUMBERED.exec(sent)?.[0];
	return command !== undefined && NUMBERED.exec(received)?.[0].toUpperCase() !== command;
};

/** Whatever connections have handed over is the beginning of what is right, whatever they have ended with, and nothing follows their end. */
export function complaintOfStreams({ streams }: ScenarioBench, { payload, commands }: Damages): string | null {
	const hidden = payload.filter(({ keepsLength }) => keepsLength).reduce((sum, { wrong }) => sum + wrong, 0);
	for (const { name, right, got, ends, late } of streams) {
		if (ends > 1 || late > 0) return `${name}: is told after its end`;
		const body = Buffer.concat(got);
		const isRight = body.equals(right.subarray(0, body.length));
		if (isRight || hidden > 0 || commands.some(isMisplaced)) continue;
		return `${name}: wrong bytes: ${differenceOf({ got: body, right })}`;
	}
	return null;
}

/** A line of a message with as many characters as were sent, and others: nobody sees it. */
const isChangedLine = (line: string): boolean => {
	const [sent, received] = line.split(" -> ");
	return sent!.length === received?.length && /^[\dA-F]{20}|^\+CM(GR|TI)/.test(sent!);
};

/** Each part of a message reaches the network once at most, as it is; a report is of one that has; what has come is told, or waits on the SIM. */
export function complaintOfMail(
	{ mailbox, simulator }: ScenarioBench,
	{ faults }: Trial,
	{ payload, commands, lines }: Damages,
): string | null {
	if (!mailbox.isUsed) return null;
	const isChanged = payload.some(({ keepsLength }) => keepsLength) || commands.some(isMisplaced) || lines.some(isChangedLine);
	if (isChanged) return null;
	for (const [{ number }, parts] of OUTGOING) {
		const submitted = mailbox.submitted(number);
		if (submitted.some((text, index) => text !== parts[index])) return `SMS: the network was given ${JSON.stringify(submitted)}`;
	}
	const sent = simulator.sentMessages.filter(({ number }) => number === REPORTED.number);
	const strange = mailbox.reports.find(({ reference, status }) => status !== 0 || !sent.some(each => each.reference === reference));
	if (strange) return `SMS: a report of ${JSON.stringify(strange)}`;
	const others = faults.flatMap(fault => ("message" in fault ? [fault.message.text] : []));
	for (const { number, text } of mailbox.told) {
		const isKnown = mailbox.arrived.some(each => each.number === number && each.text === text) || others.includes(text);
		if (!isKnown) return `SMS: told ${text} of ${number}`;
	}
	for (const letter of mailbox.arrived) {
		const isTold = mailbox.told.some(each => each.number === letter.number && each.text === letter.text);
		if (!isTold && mailbox.placeOf(letter) === 0 && !mailbox.removed.includes(letter)) return `SMS: ${letter.text} is lost`;
	}
	return null;
}

function differenceOf({ got, right, isDerived }: Yield): string {
	if (isDerived) return `"${Buffer.from(got).toString("latin1")}" for "${Buffer.from(right).toString("latin1")}"`;
	const wrong = differences(got, right);
	return `${got.length} of ${right.length} bytes, ${wrong} wrong`;
}
