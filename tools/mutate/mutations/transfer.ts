import type { Mutation } from "../mutation.ts";

export const TRANSFER_MUTATIONS: readonly Mutation[] = [
	{
		file: "src/transfer/body.ts",
		find: "if (count > writable) throw",
		replace: "if (false) throw",
		guards: "refused",
		reason: "no more is written than the modem takes",
		tests: ["transfer/body"],
	},
	{
		file: "src/transfer/patience.ts",
		find: "const rest = limit > 0 ? limit - this.waited : OFFER_TIME;",
		replace: "const rest = OFFER_TIME;",
		guards: "stalled",
		reason: "an application that does not read holds up nobody",
		tests: ["modem/stall"],
	},
	{
		file: "src/transfer/patience.ts",
		find: "if (done !== this.done) {",
		replace: "if (this.done < 0) {",
		guards: "stalled",
		reason: "an application that reads a little at a time has time for each",
		tests: ["modem/stall"],
	},
	{
		file: "src/transfer/readable.ts",
		find: "if (count > 0 && this.readable === 0) this.onEmptied();\n\t\treturn count;\n\t}\n\n\tskip",
		replace: "return count;\n\t}\n\n\tskip",
		guards: "free",
		reason: "the next chunk is asked for when the last byte has been read",
		tests: ["transfer/readable"],
	},
	{
		file: "src/transfer/readable.ts",
		find: "this.readable < buffer.length ? this.readable : buffer.length;",
		replace: "buffer.length;",
		guards: "verified",
		reason: "no more is read than has been verified",
		tests: ["transfer/readable"],
	},
	{
		file: "src/uart/pump.ts",
		find: "if (count > pump.credit) count = pump.credit;",
		replace: "",
		guards: "loss",
		reason: "a port is given no more than it has room for",
		tests: ["uart/pump"],
	},
];
