import { collect, type Kept } from "../support/weather/campaign.ts";

const { all, kept } = collect();
/** Everything that has ever failed over messages: `npm run weather -- messages` prints what is to be pasted here. */
export const KEPT: readonly Kept[] = all;

// A message that arrives while all are listed is listed too: more than the modem has counted are not fewer.
kept({
	settings: { bearerOpenings: ["no address", "works"] },
	operations: ["SMS list"],
	faults: [{ on: /./, nth: 72, message: { from: "+4915999999", text: "OK" } }],
});
kept({ operations: ["SMS list"], faults: [{ on: /./, nth: 40, after: 24, message: { from: "+4915999999", text: "OK" } }] });
kept({ operations: ["SMS list"], faults: [{ on: /CMGF/, after: 12, message: { from: "+4915999999", text: "RDY" } }] });

// What comes while it is tried for the last time to read what came before is read too.
kept({
	operations: ["SMS that arrives"],
	faults: [
		{ on: /CPMS/, late: 96607 },
		{ on: /./, nth: 52, after: 1410, bytes: "drop", line: "txd", rate: 0.006601247525042967, count: 20, dice: 23 },
		{ at: 6019, fragment: 1 },
	],
});

// An OK of another command, with nothing before it, answers no question.
kept({
	settings: { typeAhead: "keep", bearerOpenings: ["refused", "works"] },
	operations: ["SMS in parts", "signal"],
	faults: [
		{ on: /CMGF/, late: 22940 },
		{ on: /^<\d+ bytes>/, nth: 1, after: 0.88, fragment: 10 },
		{ on: /OK/, nth: 3, after: 1.64, silence: 2689 },
		{ on: /./, nth: 81, after: 3509, late: 2974 },
	],
});
