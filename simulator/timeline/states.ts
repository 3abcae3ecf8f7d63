/* What the driver is doing, as its dialogue shows it. */
import type { Utterance } from "./dialogue.ts";

/** What a driver does, and what that is called. */
export const STATES = {
	start: "starting",
	setup: "setting up",
	server: "waiting for the server",
	read: "reading",
	write: "writing",
	resynchronise: "resynchronising",
	close: "closing",
	command: "command",
} as const;
export type State = keyof typeof STATES;

/** A time in which the driver did one thing. */
export interface Activity {
	readonly state: State;
	readonly start: number;
	end: number;
}

/** ms without a byte after which the driver is idle, unless it waits for a server. */
const IDLE = 400;

/** The first that matches a command says what it is part of. */
const COMMANDS: readonly (readonly [pattern: RegExp, state: State])[] = [
	[/^AT\+CMEE\?$/i, "resynchronise"],
	[/^AT\+HTTPACTION/i, "server"],
	[/^AT\+HTTPREAD/i, "read"],
	[/^AT\+HTTPDATA=0$/i, "close"],
	[/^AT\+HTTPDATA/i, "write"],
	[/^AT\+HTTPTERM/i, "close"],
	[/^AT\+HTTP/i, "setup"],
	[/^AT\+FTP(GET|LIST)=2/i, "read"],
	[/^AT\+FTP(PUT=2|EXTPUT=2)/i, "write"],
	[/^AT\+FTP(GET=1|PUT=1|LIST=1|SIZE|DELE|MKD|RMD|RENAME)/i, "server"],
	[/^AT\+FTPQUIT/i, "close"],
	[/^AT\+FTPSTATE/i, "close"],
	[/^AT\+FTP/i, "setup"],
	[/^AT\+CIPSEND/i, "write"],
	[/^AT\+CIPRXGET=2/i, "read"],
	[/^AT\+CIPSTART/i, "server"],
	[/^AT\+(CIPCLOSE|CIPSHUT)/i, "close"],
	[/^AT\+(CIP|CSTT|CIICR|CIFSR|CGATT)/i, "setup"],
	[/^AT(E\d.*|&\w\d?|\+(CMEE=|GMR|IPR|CSCLK|CFUN|CPIN|CNMI|CREG|SAPBR).*)?$/i, "start"],
];

/** What ends the wait for a server. */
const SERVER_REPORT = /^\+(HTTPACTION|FTPGET: *1|FTPPUT: *1|FTPLIST: *1|FTPSIZE|FTPDELE|FTPMKD|FTPRMD|FTPRENAME)|, (CONNECT|CLOSED)/;

class Activities {
	readonly all: Activity[] = [];
	private current: Activity | undefined;

	command({ text, start, end }: Utterance): void {
		const state = this.stateOf(text);
		const { current } = this;
		const isSame = current?.state === state;
		if (!isSame || (start - current.end > IDLE && state !== "server")) this.begin(state, start);
		this.current!.end = end;
	}

	/** Whatever else passes is part of what is being done. */
	other({ text, kind, end }: Utterance): void {
		const { current } = this;
		if (!current) return;
		if (end - current.end <= IDLE || current.state === "server") current.end = end;
		if (kind === "report" && current.state === "server" && SERVER_REPORT.test(text)) this.current = undefined;
	}

	private begin(state: State, start: number): void {
		// From one thing to the next there is no idleness worth showing.
		if (this.current && start - this.current.end < IDLE) this.current.end = start;
		this.all.push((this.current = { state, start, end: start }));
	}

	/** The probe and its like are part of a start, too. */
	private stateOf(text: string): State {
		const state = COMMANDS.find(([pattern]) => pattern.test(text))?.[1] ?? "command";
		return state === "resynchronise" && (this.current?.state ?? "start") === "start" ? "start" : state;
	}
}

export function activitiesOf(utterances: readonly Utterance[]): Activity[] {
	const activities = new Activities();
	for (const utterance of utterances) {
		if (utterance.kind === "command") activities.command(utterance);
		else activities.other(utterance);
	}
	return activities.all;
}
