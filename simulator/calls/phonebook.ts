import { NOT_ALLOWED } from "../errors.ts";
import type { Call, CommandTable, Modem, Outcome } from "../modem.ts";

const PLACES = 250;
const NUMBER_LIMIT = 40;
const NAME_LIMIT = 14;
/** CME numbers. */
const INVALID_INDEX = 21;
const MEMORY_FULL = 20;

interface Entry {
	readonly number: string;
	readonly type: number;
	readonly name: string;
}

/** AT+CPBS to AT+CPBW: the phonebook of the SIM card. */
export function phonebookCommands(modem: Modem): CommandTable {
	if (!modem.nvram.has("phonebook")) modem.nvram.set("phonebook", new Map<number, Entry>());
	const book = modem.nvram.get("phonebook") as Map<number, Entry>;
	const print = (...lines: string[]): Outcome => {
		if (lines.length) modem.information(...lines);
		return "OK";
	};
	const show = (name: string, index: number): string => {
		const { number, type, name: of } = book.get(index)!;
		return `+${name}: ${index},"${number}",${type},"${of}"`;
	};

	const read = (call: Call): Outcome => {
		const first = call.number(0, 1, PLACES);
		const last = call.values.length > 1 ? call.number(1, 1, PLACES) : first;
		if (first === undefined || last === undefined) return INVALID_INDEX;
		const found = [...book.keys()].filter(index => index >= first && index <= last).toSorted((a, b) => a - b);
		return print(...found.map(index => show("CPBR", index)));
	};

	const find = (call: Call): Outcome => {
		const text = call.text(0)?.toLowerCase() ?? "";
		const found = [...book.keys()].filter(index => book.get(index)!.name.toLowerCase().startsWith(text));
		return print(...found.toSorted((a, b) => a - b).map(index => show("CPBF", index)));
	};

	/** An index alone deletes; without one the first free place is taken. */
	const write = (call: Call): Outcome => {
		const given = call.text(0) === "" ? undefined : call.number(0, 1, PLACES);
		if (given === undefined && call.text(0) !== "") return INVALID_INDEX;
		if (call.values.length === 1) {
			book.delete(given!);
			return "OK";
		}
		const number = call.text(1, NUMBER_LIMIT);
		const name = call.values.length > 3 ? call.text(3, NAME_LIMIT) : "";
		if (!number || !/^\+?[\d*#]+$/.test(number) || name === undefined) return NOT_ALLOWED;
		const index = given ?? Array.from({ length: PLACES }, (_, place) => place + 1).find(place => !book.has(place));
		if (index === undefined) return MEMORY_FULL;
		book.set(index, { number, type: number.startsWith("+") ? 145 : 129, name });
		return "OK";
	};

	return {
		"+CPBS": {
			test: () => print('+CPBS: ("SM")'),
			read: () => print(`+CPBS: "SM",${book.size},${PLACES}`),
			write: call => (call.text(0)?.toUpperCase() === "SM" ? "OK" : NOT_ALLOWED),
		},
		"+CPBR": { test: () => print(`+CPBR: (1-${PLACES}),${NUMBER_LIMIT},${NAME_LIMIT}`), write: read },
		"+CPBF": { test: () => print(`+CPBF: ${NUMBER_LIMIT},${NAME_LIMIT}`), write: find },
		"+CPBW": { test: () => print(`+CPBW: (1-${PLACES}),${NUMBER_LIMIT},(129,145),${NAME_LIMIT}`), write },
		"+CNUM": { execute: () => "OK" },
	};
}
