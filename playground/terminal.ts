import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";

const LIGHT = { background: "#ffffff", foreground: "#1f2328", cursor: "#1f2328", blue: "#0550ae", selectionBackground: "#b6d7ff" };
const DARK = { background: "#0d1117", foreground: "#e6edf3", cursor: "#e6edf3", blue: "#79b8ff", selectionBackground: "#1c4a80" };

/** A terminal at the modem's line: what is typed goes out, what comes is shown. Tab leaves it. */
export function openTerminal(place: HTMLElement, send: (text: string) => void): Terminal {
	const dark = matchMedia("(prefers-color-scheme: dark)");
	const terminal = new Terminal({
		screenReaderMode: true,
		scrollback: 2000,
		fontSize: 14,
		convertEol: false,
		theme: dark.matches ? DARK : LIGHT,
	});
	dark.addEventListener("change", () => (terminal.options.theme = dark.matches ? DARK : LIGHT));
	const fit = new FitAddon();
	terminal.loadAddon(fit);
	terminal.open(place);
	terminal.textarea?.setAttribute("aria-label", "AT commands to the modem");
	terminal.attachCustomKeyEventHandler(event => event.key !== "Tab");
	terminal.onData(send);
	new ResizeObserver(() => fit.fit()).observe(place);
	return terminal;
}

/** Bytes as a terminal shows them: what is neither text nor the end of a line is a dot, and never a command to the terminal. */
export function shown(bytes: Uint8Array): string {
	return Array.from(bytes, byte =>
		byte === 8 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127) ? String.fromCharCode(byte) : "·",
	).join("");
}
