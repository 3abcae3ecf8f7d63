import { absent, chosen, type Fact, is } from "./fact.ts";

/** Section 13 of the behaviour page. */
export const MESSAGE_FACTS: readonly Fact[] = [
	is("13.1", "errors until the card is ready", "messages: no centre, no network, no card, a card that waits for its PIN"),
	is("13.1", "one memory, formats, alphabets", "messages: only what is there is accepted: one memory, one format, the alphabets"),
	chosen(
		"13.2",
		"CMGS in text mode; 1B; its time",
		["messageSendTime", "messageEscapeSaysOk"],
		"messages: text is sent after 1A, with a reference that counts; 1B gives it up",
		"messages: the text is echoed under ATE1, and backspace takes a character back",
	),
	is("13.2", "CMGS in PDU mode", "messages: PDU mode: the length is that after the service centre, and it is checked"),
	chosen(
		"13.3",
		"longest text; parts with their header",
		["messageLongest"],
		"messages: 160 characters are sent, 161 are not; a SIM800 takes more where a setting says so",
		"messages: parts of a long message carry their header",
	),
	is("13.4", "UCS2 by CSMP and CSCS", "messages: UCS2: number and text in hex, by AT+CSMP and AT+CSCS"),
	chosen(
		"13.4",
		"the service centre of the card",
		["messageCentre"],
		"messages: no centre, no network, no card, a card that waits for its PIN",
	),
	is(
		"13.5",
		"CNMI: +CMTI, +CMT in text and PDU, CSDH",
		"messages: a message arrives: +CMTI, then AT+CMGR marks it read",
		"messages: AT+CNMI: told with its text, in text or PDU, and then not stored; or not told",
		"messages: AT+CSDH=1 adds the details, the length last",
	),
	chosen("13.5", "+CDS: status reports", ["messageReportTime"], "messages: a status report, where AT+CSMP asks and AT+CNMI wants it"),
	absent(
		"13.5",
		"reports that are stored (CNMI ds 2), cell broadcast, class 3 by itself",
		"refused, or never there: no driver of the ones read uses them",
	),
	is(
		"13.6",
		"CMGR, CMGL",
		"messages: AT+CMGL lists by state, in upper case, or by number in PDU mode",
		"messages: UCS2 is shown in hex, and a long one comes in parts",
	),
	is(
		"13.7",
		"CMGD, CMGDA, CMGW, CMSS",
		"messages: AT+CMGD and AT+CMGDA delete one, by state, or all",
		"messages: AT+CMGW writes, AT+CMSS sends what was written",
	),
	chosen("13.7", "places of the card", ["messagePlaces"], "messages: a full card takes nothing more and says nothing"),
	is("13.8", "+CMS ERROR numbers and texts", "messages: no centre, no network, no card, a card that waits for its PIN"),
	absent("13.8", "CMGHEX, CMGC, CNMA", "no driver of the ones read uses them"),
];

/** Section 14 of the behaviour page. */
export const SERVICE_FACTS: readonly Fact[] = [
	chosen("14.1", "CUSD with scripted answers", ["ussdTime"], "services: USSD: an answer, a conversation, none, cancelled, in UCS2"),
	chosen("14.3", "CNTP", ["ntpTime"], "services: AT+CNTP sets the clock in its zone over an open bearer, and is 61 without one"),
	chosen(
		"14.3",
		"CIPGSMLOC, CLBS",
		["locationTime", "location"],
		"services: AT+CIPGSMLOC and AT+CLBS: place and time before their OK, 601 without a bearer",
	),
	chosen("14.4", "CBC, CADC", ["battery", "converter"], "services: battery and converter show what the settings say"),
	is("14.4", "PPP: CONNECT, +++, ATO, ATH; its bytes go nowhere", "services: PPP: CONNECT, data, +++, ATO, ATH"),
	chosen(
		"14.5",
		"calls: RING, CLIP, ATA, ATH, ATD, COLP",
		["callOutcomes", "callTime", "ringInterval", "ringCount"],
		"services: a phone rings, with its number under AT+CLIP=1, until the caller gives up",
		"services: a call is answered, listed, and ended by either side",
		"services: ATD is OK at once and ends as the world wants; under AT+COLP=1 its end is its result",
		"services: results of calls are digits under ATV0",
	),
	is("14.5", "phonebook", "services: the phonebook: written, read in a range, found, deleted, and kept"),
	is(
		"14.6",
		"what is not here is refused, and the transcript says so",
		"services: what a manual knows and is not here is refused, and the transcript says so",
	),
];
