import type { Modem } from "../modem.ts";

/** ms; zones are counted in quarters of an hour. */
const QUARTER = 900_000;
/** What a module shows whose clock was never set. */
const EPOCH = Date.UTC(2004, 0, 1);

/** `+32`, `-04` */
export const zoneText = (quarters: number): string => `${quarters < 0 ? "-" : "+"}${String(Math.abs(quarters)).padStart(2, "0")}`;

/** `yy/MM/dd,hh:mm:ss` of ms since 1970. */
function stamp(time: number): string {
	const text = new Date(time).toISOString();
	return `${text.slice(2, 10).replaceAll("-", "/")},${text.slice(11, 19)}`;
}

/** The modem's own clock, which AT+CCLK and the network set: `yy/MM/dd,hh:mm:ss+zz`. */
export function ownTime({ nvram, clock }: Modem): string {
	return stamp(((nvram.get("clock") as number | undefined) ?? EPOCH) + clock.now) + ((nvram.get("zone") as string | undefined) ?? "+00");
}

/** The network's clock, in its zone. */
export function localTime({ settings, clock }: Modem): string {
	return stamp(settings.networkTime + settings.networkZone * QUARTER + clock.now) + zoneText(settings.networkZone);
}

/** The network's clock in UTC, ms since 1970. */
export const universalTime = ({ settings, clock }: Modem): number => settings.networkTime + clock.now;

/** Sets the modem's clock to the network's, in a zone of so many quarters of an hour. */
export function adoptTime({ settings, nvram }: Modem, quarters: number): void {
	nvram.set("clock", settings.networkTime + quarters * QUARTER);
	nvram.set("zone", zoneText(quarters));
}
