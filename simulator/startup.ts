import type { Command, CommandTable, Modem } from "./modem.ts";

/* What drivers send while they start and what changes nothing here: the settings are kept and shown. */

/** Settings with their factory values; how many values each takes, at most. */
const STORED: Readonly<Record<string, { initial: string; test: string; values: number }>> = {
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

/** Settings that are kept and shown. */
export function startupCommands(modem: Modem): CommandTable {
	return {
		...Object.fromEntries(Object.keys(STORED).map(name => [name, stored(modem, name)])),
		"+CGDCONT": contexts(modem),
		"+CUSACC": {
			write: call => (call.number(0, 0, 1) === undefined ? modem.settings.invalidParameter : "OK"),
		},
	};
}
