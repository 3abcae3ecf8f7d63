import { FAULTS } from "../src/explain.ts";

const PORT = /^port /;

function table(title: string, faults: typeof FAULTS): string {
	const cells = faults.map(({ code, statuses, what, next }) => [
		`\`${code.replace(PORT, "")}\``,
		statuses,
		`${what.replaceAll("%", "")}.`,
		`${next}.`,
	]);
	return [
		`## ${title}`,
		"",
		"| code | number | what has happened | what to do next |",
		"| --- | --- | --- | --- |",
		...cells.map(row => `| ${row.join(" | ")} |`),
	].join("\n");
}

/** The text of docs/errors.md, not yet formatted: every sentence of the one table. */
export function errorsPage(): string {
	const of = (operation: string): typeof FAULTS => FAULTS.filter(fault => fault.operation === operation && !PORT.test(fault.code));
	return [
		"<!-- Written by `npm run docs` from src/explain/faults.ts. -->",
		"# Errors",
		"",
		"Every operation ends once, with success or with an error that has a `code`, a `status` (the modem's number, 0 if it gave none) and the `operation`.",
		"The callbacks' errors are one object for each modem, valid during the callback; `explain(error)` of `sim900/explain` puts them into the words below, and costs flash only",
		"where it is imported. Those of `sim900/promises` are objects of their own, and their `message` says it.",
		"",
		table("Any operation", of("")),
		"",
		table("HTTP", of("http")),
		"",
		table("FTP", of("ftp")),
		"",
		table("Socket", of("socket")),
		"",
		table("Message", of("message")),
		"",
		"## Serial port",
		"",
		"`fault` of the `PortError` that `onStreamError` of `sim900/stream` is called with; in `sim900/promises` it is the `cause` of an error with the code `port`.",
		"",
		table(
			"",
			FAULTS.filter(({ code }) => PORT.test(code)),
		)
			.split("\n")
			.slice(2)
			.join("\n"),
		"",
	].join("\n");
}
