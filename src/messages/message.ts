/** A received message, or a part of one. Messages of a modem are one object: valid during the callback, its strings for ever. */
export interface Message {
	/** Its place on the SIM, from 1: for `read` and `remove`. */
	readonly index: number;
	/** The sender: digits, with a plus if they are international, or a name. */
	readonly number: string;
	/** At most 160 characters; 70 if one of them is not in the GSM alphabet, and then as UTF-16, surrogates included. Octets of other data as the characters 0 to 255. */
	readonly text: string;
	/** When the service centre got it: ms since 1970, UTC. */
	readonly time: number;
	/** Nobody has read it, in the modem's opinion. */
	readonly isUnread: boolean;
	/** A long message comes in `parts` messages, each with the same `reference` and `number`: this is part `part`, from 1. Otherwise 0, and 1 of 1. */
	readonly reference: number;
	readonly part: number;
	readonly parts: number;
}

/** A {@link Message} that is filled. */
export interface MessageRecord {
	index: number;
	/** Undefined while there is no message in it. */
	number: string | undefined;
	text: string;
	time: number;
	isUnread: boolean;
	reference: number;
	part: number;
	parts: number;
}
