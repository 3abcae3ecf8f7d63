const COLOURS = { red: 31, green: 32, yellow: 33, blue: 34, bold: 1, dim: 2 } as const;

export type Colour = keyof typeof COLOURS;

/** Colours text for a terminal that has not asked for none (NO_COLOR, TERM=dumb). */
export function colouring(stream: { readonly isTTY?: boolean }): (name: Colour, text: string) => string {
	const isColoured = stream.isTTY === true && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
	return (name, text) => (isColoured ? `\x1b[${COLOURS[name]}m${text}\x1b[0m` : text);
}
