import type { Command, CommandTable, Modem } from "./modem.ts";

/*
 * What drivers send while they start although HTTP and FTP do not need it: messages, calls, PDP contexts, TCP/IP.
 * The settings are kept and shown; the services behind them are not there.
 */

/** Settings with their factory values; how many values each takes, at most. */
const STORED: Readonly<Record<string, { initial: string; test: string; values: number }>> = {
	"+CMGF": { initial: "0", test: "(0,1)", values: 1 },
	"+CNMI": { initial: "2,1,0,0,0", test: "(0-3),(0-3),(0,2,3),(0-2),(0,1)", values: 5 },
	"+CSCS": { initial: '"IRA"', test: '("IRA","GSM","UCS2","HEX","PCCP","PCDN","8859-1")', values: 1 },
	"+CSDH": { initial: "0", test: "(0,1)", values: 1 },
	"+CSMP": { initial: "17,167,0,0", test: "(17-49),(0-255),(0-255),(0-255)", values: 4 },
	"+CLIP": { initial: "0,1", test: "(0,1)", values: 1 },
	"+CRC": { initial: "0", test: "(0,1)", values: 1 },
	"+CLVL": { initial: "60", test: "(0-100)", values: 1 },
	"+CMIC": { initial: "0,8", test: "(0,1),(0-15)", values: 2 },
};

function stored(modem: Modem, name: string): Command {
	const { initial, test, values } = STORED[name]!;
	let value = initial;
	const show = (text: string): "OK" => {
		modem.information(`${name}: ${text}`);
		return "OK";
	};
	return {
		test: () => show(test),
		read: () => show(value),
		write: ({ raw, values: given }) => {
			if (raw === "" || given.length > values) return modem.settings.invalidParameter;
			value = raw.replaceAll(/ *, */g, ",");
			return "OK";
		},
	};
}

/** Commands that have a fixed answer. */
function fixed(modem: Modem, form: "read" | "execute", ...lines: string[]): Command {
	return {
		[form]: () => {
			modem.information(...lines);
			return "OK";
		},
	};
}

function contexts(modem: Modem): Command {
	const profiles = new Map<number, string>();
	return {
		test: () => {
			modem.information('+CGDCONT: (1..3),"IP",,,(0),(0,1)');
			return "OK";
		},
		read: () => {
			if (profiles.size) modem.information(...[...profiles].map(([cid, apn]) => `+CGDCONT: ${cid},"IP","${apn}","",0,0`));
			return "OK";
		},
		write: call => {
			const cid = call.number(0, 1, 3);
			const apn = call.text(2, 100) ?? "";
			if (cid === undefined || (call.values.length > 1 && call.text(1)?.toUpperCase() !== "IP")) return modem.settings.invalidParameter;
			if (call.values.length === 1) profiles.delete(cid);
			else profiles.set(cid, apn);
			return "OK";
		},
	};
}

/** Settings of services that are not there, and the states of what is idle. */
export function startupCommands(modem: Modem): CommandTable {
	return {
		...Object.fromEntries(Object.keys(STORED).map(name => [name, stored(modem, name)])),
		"+CGDCONT": contexts(modem),
		"+CPAS": fixed(modem, "execute", "+CPAS: 0"),
		"+CLCC": { execute: () => "OK" },
		"+CUSACC": {
			write: call => (call.number(0, 0, 1) === undefined ? modem.settings.invalidParameter : "OK"),
		},
		"+CNUM": { execute: () => "OK" },
		"+CPMS": fixed(modem, "read", '+CPMS: "SM",0,30,"SM",0,30,"SM",0,30'),
	};
}
