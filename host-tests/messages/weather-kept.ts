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
