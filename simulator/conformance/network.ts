import { absent, chosen, type Fact, is } from "./fact.ts";

/** Section 3 of the behaviour page. */
export const NETWORK_FACTS: readonly Fact[] = [
	is(
		"3",
		"CPIN, CREG, CGREG, CSQ, COPS, CGATT, CBC, CCALR, CSMINS, CCLK",
		'command-line: AT+CREG=2 adds the place: "AT+CREG=2;+CREG?"',
		'command-line: AT+COPS?: "AT+COPS?"',
		'command-line: AT+CBC: "AT+CBC"',
		'command-line: AT+CCLK alone is an error: "AT+CCLK"',
		"power: a SIM with a PIN says so at boot and registers when it was given",
	),
	chosen(
		"3",
		"times of attaching and of the operator scan",
		["attachTime", "operatorScanTime"],
		"startup: settings that drivers make while they start are kept and shown",
	),
	chosen(
		"3",
		"AT+CLTS=1: name of the network and time at registration",
		["networkTime", "networkZone"],
		"lines: AT+CLTS=1: the network tells its name and its time at the next registration, and the clock takes it over",
	),
	absent("3", "+CIEV with AT+CLTS", "not documented"),
];
