/*
 * What is known of the module, section by section of docs/behaviour.md, and what the simulator makes of it. `npm run
 * conformance` prints it and runs the tests that it names.
 */
import { BEARER_FACTS } from "./conformance/bearer.ts";
import { CODES_FACTS } from "./conformance/codes.ts";
import { DIALECTS_FACTS } from "./conformance/dialects.ts";
import type { Fact } from "./conformance/fact.ts";
import { FIELD_FACTS } from "./conformance/field.ts";
import { FTP_FACTS } from "./conformance/ftp.ts";
import { HTTP_FACTS } from "./conformance/http.ts";
import { LINE_FACTS } from "./conformance/line.ts";
import { MESSAGE_FACTS, SERVICE_FACTS } from "./conformance/messages.ts";
import { NETWORK_FACTS } from "./conformance/network.ts";
import { POWER_FACTS } from "./conformance/power.ts";
import { SOCKET_FACTS } from "./conformance/socket.ts";

export type { Fact } from "./conformance/fact.ts";

/** Sections of docs/behaviour.md that say something about behaviour. */
export const SECTIONS: Readonly<Record<string, string>> = {
	"0": "dialects, identity, revisions",
	"1": "framing, command line, rate",
	"2": "boot, power, pins",
	"3": "SIM, registration, status",
	"4": "bearer",
	"5": "HTTP",
	"6": "FTP",
	"7": "unsolicited codes",
	"11": "what the field shows",
	"12": "TCP and UDP",
	"13": "messages",
	"14": "USSD, time, place, PPP, calls",
};

/** All of it. */
export const FACTS: readonly Fact[] = [
	...DIALECTS_FACTS,
	...LINE_FACTS,
	...POWER_FACTS,
	...NETWORK_FACTS,
	...BEARER_FACTS,
	...HTTP_FACTS,
	...FTP_FACTS,
	...CODES_FACTS,
	...FIELD_FACTS,
	...SOCKET_FACTS,
	...MESSAGE_FACTS,
	...SERVICE_FACTS,
];
