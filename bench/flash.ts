import type { Cost } from "../lab/flash/index.ts";
import { loadPart, missing } from "./figures.ts";

export const name = "flash";

const count = (value: number): string => value.toLocaleString("en");

function row(what: string, { bytes, stripped, functions, bytecode, slots, chunks, names }: Cost): string {
	return `| ${[what, ...[bytes, stripped, functions, bytecode, slots, chunks, names].map(count)].join(" | ")} |`;
}

/** The flash table of the README: what the SDK's linker writes for each part. */
export async function table(): Promise<string | undefined> {
	if (await missing()) return undefined;
	const { modem, http, all, fetch, socket, udp, network, messages, ussd, information } = (await loadPart("flash")).flash.parts;
	return [
		"| flash, 32-bit | bytes | stripped | functions | bytecode | slots | chunks | names |",
		"| --- | --: | --: | --: | --: | --: | --: | --: |",
		row("modem", modem),
		row("modem, HTTP", http),
		row("modem, HTTP, FTP", all),
		row("fetch client, added", fetch),
		row("TCP, added", socket),
		row("UDP, added to TCP", udp),
		row("the SDK's clients, added to TCP", network),
		row("messages, added", messages),
		row("USSD, added", ussd),
		row("clock, supply and place, added", information),
	].join("\n");
}
