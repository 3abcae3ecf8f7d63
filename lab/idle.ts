import { runSession, type SessionResult } from "./session.ts";

/** An idle modem that says `lines` lines, in turn those of `texts`, as fast as the line takes them. */
export function hearLines(engine: "xs" | "node", lines: number, texts: readonly string[]): Promise<SessionResult> {
	const baud = 115200;
	return runSession({
		firmware: "lab/firmware/idle.ts",
		config: { lines },
		engine,
		baud,
		prepare({ clock, modem }) {
			let said = 0;
			function say(): void {
				const text = texts[said % texts.length]!;
				modem.unsolicited(text);
				said++;
				// CR LF on both sides, ten bits a byte, and a pause of two bytes.
				if (said < lines) clock.schedule(((text.length + 6) * 10_000) / baud, say);
			}
			const unwatch = modem.transcript.watch(({ text }) => {
				if (!text.startsWith("+SAPBR: 1,1")) return;
				unwatch();
				clock.schedule(100, say);
			});
		},
	});
}
