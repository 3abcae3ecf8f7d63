import { NO_NETWORK, NOT_ALLOWED } from "../errors.ts";
import type { Opening } from "./settings.ts";
import type { Call, Command, CommandTable, Modem, Outcome } from "../modem.ts";

/** Bearer profiles the modem has. */
export const BEARERS = 3;

const CLOSED = 3;
const CONNECTED = 1;
const NO_ADDRESS = "0.0.0.0";
const CSD_RATES = 3;

interface Profile {
	CONTYPE: string;
	APN: string;
	PHONENUM: string;
	USER: string;
	PWD: string;
	RATE: string;
}

type Tag = keyof Profile;

const FRESH: Readonly<Profile> = { CONTYPE: "GPRS", APN: "", PHONENUM: "", USER: "", PWD: "", RATE: "2" };
const TAGS = Object.keys(FRESH) as Tag[];

/** One bearer: its parameters and whether it is open. */
interface Bearer {
	profile: Profile;
	/** 0 connecting, 1 connected, 2 closing, 3 closed, as AT+SAPBR=2 prints it. */
	status: 0 | 1 | 2 | 3;
	/** Bytes can pass: a bearer opened without an APN, or one that has died, is open and leads nowhere. */
	works: boolean;
	address: string;
}

/** The network's side of a bearer. */
export interface Access {
	/** The APN that the operator accepts; any if undefined. */
	readonly apn: string | undefined;
	/** Address handed out. */
	readonly address: string;
	/** How many bearers have been opened. */
	opened: number;
}

/** The three bearers of one boot. */
export class Bearers {
	readonly #modem: Modem;
	readonly #access: Access;
	readonly #bearers: Bearer[];
	#listeners: ((cid: number) => void)[] = [];

	constructor(modem: Modem, access: Access) {
		this.#modem = modem;
		this.#access = access;
		const saved = (modem.nvram.get("bearers") as Profile[] | undefined) ?? [];
		this.#bearers = Array.from({ length: BEARERS }, (_, index) => ({
			profile: { ...FRESH, ...saved[index] },
			status: CLOSED,
			works: false,
			address: NO_ADDRESS,
		}));
	}

	/** The bearer of a CID from 1 to 3. */
	get(cid: number): Bearer {
		return this.#bearers[cid - 1]!;
	}

	/** Whether data pass over this CID now. */
	works(cid: number): boolean {
		const bearer = this.get(cid);
		return bearer.status === CONNECTED && bearer.works && this.#modem.radio.attached;
	}

	/** Whether the operator knows this APN. */
	accepts(apn: string): boolean {
		return this.#access.apn === undefined || apn.toLowerCase() === this.#access.apn.toLowerCase();
	}

	/** The address that the operator hands out. */
	get given(): string {
		return this.#access.address;
	}

	/** Address of a CID. */
	address(cid: number): string {
		return this.get(cid).status === CONNECTED ? this.get(cid).address : NO_ADDRESS;
	}

	/** Open bearers that die without a word: they look open until they are closed. */
	kill(cid?: number): void {
		for (let each = 1; each <= BEARERS; each++) if (cid === undefined || cid === each) this.get(each).works = false;
	}

	/** Calls back when a bearer is gone, whoever closed it. */
	onClosed(listener: (cid: number) => void): void {
		this.#listeners.push(listener);
	}

	/** The network releases a bearer, or all. */
	lose(cid?: number): void {
		for (let each = 1; each <= BEARERS; each++) {
			if ((cid !== undefined && cid !== each) || this.get(each).status === CLOSED) continue;
			this.#closed(each);
			this.#modem.unsolicited(`+SAPBR ${each}: DEACT`);
		}
	}

	/** AT+SAPBR=1 */
	open(cid: number): Outcome {
		const bearer = this.get(cid);
		const { settings, radio } = this.#modem;
		if (bearer.status !== CLOSED || (settings.contextBlocksBearer && radio.contexts.has(1))) return NOT_ALLOWED;
		const openings = settings.bearerOpenings;
		const opening = openings[Math.min(this.#access.opened++, openings.length - 1)];
		bearer.status = 0;
		return finish =>
			void this.#modem.later(settings.bearerOpenTime, () => {
				if (bearer.status !== 0) return finish(NOT_ALLOWED); // lost meanwhile
				if (radio.attached && opening !== "refused") return this.#connect(bearer, opening, finish);
				bearer.status = CLOSED;
				finish(radio.attached ? NOT_ALLOWED : NO_NETWORK);
			});
	}

	#connect(bearer: Bearer, opening: Opening | undefined, finish: (result: "OK" | number) => void): void {
		const { apn } = this.#access;
		const given = bearer.profile.APN;
		if (given !== "" && !this.accepts(given)) {
			bearer.status = CLOSED;
			return finish(NOT_ALLOWED);
		}
		// Without an APN modules were seen to answer OK and fail later.
		bearer.works = (apn === undefined || given !== "") && opening !== "dead" && opening !== "no address";
		bearer.address = opening === "no address" ? NO_ADDRESS : this.#access.address;
		if (opening === "connecting")
			this.#modem.later(this.#modem.settings.bearerConnectTime, () => (bearer.status = bearer.status || CONNECTED));
		else bearer.status = CONNECTED;
		finish("OK");
	}

	/** AT+SAPBR=0 */
	close(cid: number): Outcome {
		const bearer = this.get(cid);
		if (bearer.status !== CONNECTED && bearer.status !== 0) return NOT_ALLOWED;
		bearer.status = 2;
		return finish =>
			void this.#modem.later(this.#modem.settings.bearerCloseTime, () => {
				this.#closed(cid);
				finish("OK");
			});
	}

	/** AT+SAPBR=5 */
	save(): void {
		this.#modem.nvram.set(
			"bearers",
			this.#bearers.map(({ profile }) => ({ ...profile })),
		);
	}

	#closed(cid: number): void {
		const bearer = this.get(cid);
		bearer.status = CLOSED;
		bearer.works = false;
		for (const listener of this.#listeners) listener(cid);
	}
}

/** AT+SAPBR */
export function bearerCommands(modem: Modem): CommandTable {
	const { bearers, personality, settings } = modem;
	const highest = personality.bearerSave ? 5 : 4;
	const sapbr: Command = {
		test: () => {
			modem.information(`+SAPBR: (0-${highest}),(1-${BEARERS}), "ConParamTag","ConParamValue"`);
			return "OK";
		},
		write: call => {
			const command = call.number(0, 0, highest);
			const cid = call.number(1, 1, BEARERS);
			if (command === undefined || cid === undefined) return settings.invalidParameter;
			return execute(command, cid, call);
		},
	};

	const execute = (command: number, cid: number, call: Call): Outcome => {
		switch (command) {
			case 0:
				return bearers.close(cid);
			case 1:
				return bearers.open(cid);
			case 2:
				modem.information(`+SAPBR: ${cid},${bearers.get(cid).status},"${bearers.address(cid)}"`);
				return "OK";
			case 3:
				return setParameter(modem, bearers.get(cid).profile, call);
			case 4:
				return printParameters(modem, bearers.get(cid).profile, call);
			default:
				bearers.save();
				return "OK";
		}
	};
	return { "+SAPBR": sapbr };
}

function setParameter({ personality, settings }: Modem, profile: Profile, call: Call): Outcome {
	const { apn, user, password } = personality.bearerLimits;
	const limits: Readonly<Record<Tag, number>> = { CONTYPE: 4, APN: apn, PHONENUM: 50, USER: user, PWD: password, RATE: 1 };
	const tag = call.text(2)?.toUpperCase() as Tag;
	const value = TAGS.includes(tag) ? call.text(3, limits[tag]) : undefined;
	if (value === undefined || call.values.length > 4) return settings.invalidParameter;
	if (tag === "CONTYPE" && !["GPRS", "CSD"].includes(value.toUpperCase())) return settings.invalidParameter;
	if (tag === "RATE" && call.number(3, 0, CSD_RATES) === undefined) return settings.invalidParameter;
	profile[tag] = tag === "CONTYPE" ? value.toUpperCase() : value;
	return "OK";
}

function printParameters(modem: Modem, profile: Profile, call: Call): Outcome {
	const tag = call.text(2)?.toUpperCase() as Tag | undefined;
	if (tag !== undefined && !TAGS.includes(tag)) return modem.settings.invalidParameter;
	if (modem.personality.bearerParameters === "line" && tag) modem.information(`+SAPBR: ${tag},${profile[tag]}`);
	// 1137B03 prints everything whatever tag it was asked for.
	else modem.information("+SAPBR: ", ...TAGS.map(each => `${each}: ${profile[each]}`));
	return "OK";
}
