import type { Call, Command, CommandTable, Modem, Outcome, Registers } from "../modem.ts";

/** Basic commands take at most one digit; without one it is 0. */
function setting(maximum: number, apply: (value: number) => void): Command {
	const set = (call: Call): Outcome => {
		const value = call.values.length ? call.number(0, 0, maximum) : 0;
		if (value === undefined) return "ERROR";
		apply(value);
		return "OK";
	};
	return { write: set, execute: set };
}

const accepted: Command = setting(9, () => {});

/** An extended command that is one number in a range: `+NAME?`, `+NAME=n`, `+NAME=?`. */
function register(modem: Modem, name: string, key: keyof Registers & keyof NumericRegisters, maximum: number): Command {
	return {
		test: () => {
			modem.information(`+${name}: (0-${maximum})`);
			return "OK";
		},
		read: () => {
			modem.information(`+${name}: ${modem.registers[key]}`);
			return "OK";
		},
		write: call => {
			const value = call.number(0, 0, maximum);
			if (value === undefined || call.values.length > 1) return modem.settings.invalidParameter;
			modem.registers[key] = value;
			return "OK";
		},
	};
}

type NumericRegisters = Pick<Registers, "errors" | "callReady" | "slowClock" | "ring" | "clts" | "netlight">;

/** V.25ter: echo, result format, profiles, S registers, rate and flow control. */
export function basicCommands(modem: Modem): CommandTable {
	const { registers } = modem;
	return {
		E: setting(1, value => (registers.echo = value === 1)),
		V: setting(1, value => (registers.verbose = value === 1)),
		Q: setting(1, value => (registers.quiet = value === 1)),
		X: setting(4, value => (registers.resultLevel = value)),
		"&C": setting(1, value => {
			registers.dcd = value;
			modem.updateCarrier();
		}),
		"&D": setting(2, value => (registers.dtr = value)),
		"&F": setting(0, () => modem.restore("factory")),
		"&W": setting(0, () => modem.saveProfile()),
		Z: setting(0, () => modem.restore("profile")),
		L: accepted,
		M: accepted,
		S: sRegisters(modem),
		"+CMEE": register(modem, "CMEE", "errors", 2),
		"+CIURC": register(modem, "CIURC", "callReady", 1),
		"+CSCLK": register(modem, "CSCLK", "slowClock", 2),
		"+CFGRI": register(modem, "CFGRI", "ring", modem.personality.ringModes),
		"+CLTS": register(modem, "CLTS", "clts", 1),
		"+CNETLIGHT": register(modem, "CNETLIGHT", "netlight", 1),
		"+IPR": rate(modem),
		"+IFC": flowControl(modem),
	};
}

/** S3 and S4 accept only CR and LF (V1.11). */
const S_RANGES: Readonly<Record<number, readonly [number, number]>> = {
	0: [0, 255],
	3: [13, 13],
	4: [10, 10],
	5: [0, 127],
	6: [0, 999],
	7: [1, 255],
	8: [0, 255],
	10: [1, 254],
};

function sRegisters(modem: Modem): Command {
	return {
		read: call => {
			const value = modem.registers.s[call.number(0, 0, 999) ?? -1];
			if (value === undefined) return "ERROR";
			modem.information(String(value).padStart(3, "0"));
			return "OK";
		},
		write: call => {
			const index = call.number(0, 0, 999) ?? -1;
			const range = S_RANGES[index];
			const value = range && call.number(1, ...range);
			if (value === undefined) return "ERROR";
			modem.registers.s[index] = value;
			return "OK";
		},
	};
}

function rate(modem: Modem): Command {
	const rates = [0, ...modem.personality.baudRates];
	return {
		test: () => {
			modem.information(`+IPR: (),(${rates.join(",")})`);
			return "OK";
		},
		read: () => {
			modem.information(`+IPR: ${modem.rate}`);
			return "OK";
		},
		write: call => {
			const value = call.number(0, 0, 1_000_000);
			if (value === undefined || !rates.includes(value)) return modem.settings.invalidParameter;
			modem.setRate(value);
			return "OK";
		},
	};
}

function flowControl(modem: Modem): Command {
	return {
		test: () => {
			modem.information("+IFC: (0-2),(0-2)");
			return "OK";
		},
		read: () => {
			modem.information(`+IFC: ${modem.registers.flow.join(",")}`);
			return "OK";
		},
		write: call => {
			const from = call.number(0, 0, 2);
			const to = call.values.length > 1 ? call.number(1, 0, 2) : from;
			if (from === undefined || to === undefined) return modem.settings.invalidParameter;
			modem.registers.flow = [from, to];
			modem.updateFlow();
			return "OK";
		},
	};
}
