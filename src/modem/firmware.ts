import { NINE, SPACE, UPPER_B, ZERO } from "../uart/ascii.js";
import { badArgument } from "../at/error.js";
import {
	CONTENT,
	FTPDELE,
	FTPEXTPUT,
	FTPLIST,
	FTPMKD,
	FTPRENAME,
	FTPRMD,
	FTPSIZE,
	FTPSTATE,
	HTTPSTATUS,
	TIMEOUT,
	USERDATA,
} from "../at/feature.js";

/** Commands, and tags of HTTPPARA, that not every firmware has. The SIM900's AT manual has them since V1.05 to V1.10. */
export type FeatureName =
	| "TIMEOUT"
	| "CONTENT"
	| "USERDATA"
	| "HTTPSTATUS"
	| "FTPDELE"
	| "FTPSIZE"
	| "FTPSTATE"
	| "FTPMKD"
	| "FTPRMD"
	| "FTPLIST"
	| "FTPEXTPUT"
	| "FTPRENAME";

const FEATURES: Readonly<Partial<Record<string, number>>> = Object.freeze({
	TIMEOUT,
	CONTENT,
	USERDATA,
	HTTPSTATUS,
	FTPDELE,
	FTPSIZE,
	FTPSTATE,
	FTPMKD,
	FTPRMD,
	FTPLIST,
	FTPEXTPUT,
	FTPRENAME,
});

/** Platforms of the SIM900; the others are SIM800s. */
const SIM900 = 1137;

/** The modem's firmware: its revision (AT+GMR), and what it has been seen to have. No source says which build has which manual's commands. */
export interface Firmware {
	/** `Revision:1137B11SIM900M64_ST`: 1137 is a SIM900, 1308 and 1418 are SIM800s; 0 before it is known. */
	readonly platform: number;
	/** The build of that platform: 11 for B11. */
	readonly build: number;
	/**
	 * Whether it has a command or tag: true if it has accepted it, false if it is documented to lack it or has refused it as unknown,
	 * undefined before it was tried. What is asked for is tried all the same, unless it is documented to be absent.
	 */
	has(name: FeatureName): boolean | undefined;
}

/** The {@link Firmware} of one modem, and what the driver notes of it. */
export class FirmwareRecord implements Firmware {
	platform = 0;
	build = 0;
	private present = 0;
	private absent = 0;

	has(name: FeatureName): boolean | undefined {
		const feature = FEATURES[name];
		if (typeof feature !== "number") throw badArgument("firmware", "unknown command or tag " + String(name));
		if ((this.present & feature) !== 0) return true;
		return this.lacks(feature) || (this.absent & feature) !== 0 ? false : undefined;
	}

	/** It is documented to lack `feature`. */
	lacks(feature: number): boolean {
		return feature === FTPRENAME && this.platform !== 0 && this.platform !== SIM900;
	}

	/** It has refused `feature`, so that asking again only to know is of no use. */
	hasRefused(feature: number): boolean {
		return (this.absent & feature) !== 0;
	}

	/** It has taken `feature`, or not known it. */
	note(feature: number, taken: boolean): void {
		this.present = taken ? this.present | feature : this.present & ~feature;
		this.absent = taken ? this.absent & ~feature : this.absent | feature;
	}

	/** Reads what follows `Revision:`, from `start` up to `end`: another revision is another modem. */
	read(bytes: Uint8Array, start: number, end: number): void {
		let platform = 0;
		let number = 0;
		for (let at = start; at < end; at++) {
			const byte = bytes[at]!;
			if (byte >= ZERO && byte <= NINE) number = number * 10 + byte - ZERO;
			else if (byte === UPPER_B && platform === 0) {
				platform = number;
				number = 0;
			} else if (byte !== SPACE) break;
		}
		if (platform === this.platform && number === this.build) return;
		this.platform = platform;
		this.build = number;
		this.present = 0;
		this.absent = 0;
	}
}
