import { SIM_NOT_INSERTED } from "./errors.ts";
import type { Command, CommandTable, Modem } from "./modem.ts";

/** Who the module and the SIM are. */
export function identityCommands(modem: Modem): CommandTable {
	const { personality, radio, imei } = modem;
	const print = (...lines: string[]): Command => ({
		execute: () => {
			modem.information(...lines);
			return "OK";
		},
	});
	const ofSim = (line: string): Command => ({
		execute: () => {
			if (!radio.sim.present) return SIM_NOT_INSERTED;
			modem.information(line);
			return "OK";
		},
	});
	// Real modules print no space here although the manual does.
	const revision = `Revision:${personality.revision}`;
	const manufacturer = print(personality.manufacturer);
	const model = print(personality.model);
	return {
		I: print(personality.identification),
		"+GMI": manufacturer,
		"+CGMI": manufacturer,
		"+GMM": model,
		"+CGMM": model,
		"+GMR": print(revision),
		"+CGMR": print(revision),
		"+GSN": print(imei),
		"+CGSN": print(imei),
		"+GSV": print(personality.manufacturer, personality.model, revision),
		"+GOI": print(personality.object),
		"+GCAP": ofSim("+GCAP:+FCLASS,+CGSM"),
		"+CIMI": ofSim(radio.sim.imsi),
		"+CCID": ofSim(radio.sim.iccid),
	};
}
