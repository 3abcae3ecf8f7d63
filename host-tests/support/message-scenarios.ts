import type { ModemError } from "../../src/index.js";
import { type Message, Messages, type MessageTask } from "../../src/messages.js";
import type { Scenario, ScenarioBench } from "./scenarios.ts";

/** Who a message is to or from, and its text. */
export interface Letter {
	readonly number: string;
	readonly text: string;
}

/** What was received lies on the SIM, as the simulated modem keeps it. */
interface Stored extends Letter {
	readonly state: string;
}

/** Letters of a part, of the GSM alphabet and of UCS2. */
const PART = 152;
const WIDE_PART = 66;

const PLAIN: Letter = { number: "+491700000001", text: "It is 21 degrees [inside]" };
const LONG: Letter = { number: "+491700000002", text: "Long and plain. ".repeat(20) };
const WIDE: Letter = { number: "4917", text: `温度 21 °C, ${"й".repeat(100)}` };
/** What has become of it is reported. */
export const REPORTED: Letter = { number: "+491700000003", text: "Has it arrived?" };
/** One letter that works when the weather is over. */
const NEXT: Letter = { number: "+491700000009", text: "What comes after the rain" };

/** What is sent, in parts: nothing else reaches the network, and each part once. */
export const OUTGOING: ReadonlyMap<Letter, readonly string[]> = new Map([
	[PLAIN, [PLAIN.text]],
	[LONG, cut(LONG.text, PART)],
	[WIDE, cut(WIDE.text, WIDE_PART)],
	[REPORTED, [REPORTED.text]],
	[NEXT, [NEXT.text]],
]);

function cut(text: string, size: number): string[] {
	return Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
}

/** The driver's messages, made when they are first used, and what has become of those of the others. */
export class Mailbox {
	/** What `onMessage` was told. */
	readonly told: Letter[] = [];
	/** What `onReport` was told. */
	readonly reports: { readonly reference: number; readonly status: number }[] = [];
	/** What was put on the SIM, and what was taken away again. */
	readonly arrived: Letter[] = [];
	readonly removed: Letter[] = [];
	readonly #bench: ScenarioBench;
	#messages: Messages | undefined;

	constructor(bench: ScenarioBench) {
		this.#bench = bench;
	}

	get isUsed(): boolean {
		return this.#messages !== undefined;
	}

	get messages(): Messages {
		return (this.#messages ??= new Messages({
			modem: this.#bench.modem,
			onMessage: ({ number, text }) => void this.told.push({ number, text }),
			onReport: (reference, status) => void this.reports.push({ reference, status }),
		}));
	}

	/** What is on the SIM, by place. */
	get card(): readonly (Stored | undefined)[] {
		return (this.#bench.simulator.nvram.get("messages") as (Stored | undefined)[] | undefined) ?? [];
	}

	/** The network delivers a letter as soon as the modem is there for it. */
	deliver(letter: Letter): void {
		const { simulator, clock } = this.#bench;
		if (simulator.receiveMessage(letter.number, letter.text)) this.arrived.push(letter);
		else clock.schedule(5000, () => this.deliver(letter));
	}

	/** Where a letter is on the SIM, from 1; 0 if it is not there. */
	placeOf({ number, text }: Letter): number {
		return this.card.findIndex(each => each?.number === number && each.text === text) + 1;
	}

	/** What the network was given for somebody, in the order of its coming. */
	submitted(to: string): string[] {
		return this.#bench.simulator.sentMessages.filter(({ number }) => number === to).map(({ text }) => text);
	}
}

const words = (texts: readonly string[]): Uint8Array => Buffer.from(texts.join("\n"));
const isSame = (one: Letter, other: Letter): boolean => one.number === other.number && one.text === other.text;

const sending = (name: string, letter: Letter, report = false): Scenario => ({
	name,
	kind: "message",
	begin: (_modem, onDone, _take, { mailbox }) => mailbox.messages.send({ ...letter, report, onDone }),
	yield: ({ mailbox }) => ({ got: words(mailbox.submitted(letter.number)), right: words(OUTGOING.get(letter)!), isDerived: true }),
});

/** Every letter that somebody sends to the modem. */
const INCOMING: readonly Letter[] = ["one", "two", "three {3}", "четыре", "five"].map((text, index) => ({
	number: `+4915100000${index}`,
	text,
}));
const [FIRST, SECOND, THIRD, FOURTH, FIFTH] = INCOMING as [Letter, Letter, Letter, Letter, Letter];
const LAST: Letter = { number: "+49151000009", text: "and then it was dry" };

/** Until a message that has arrived is told: it may have to wait for whatever holds the modem. */
const NEWS_TIME = 1_200_000;

const arrival = (name: string, letter: Letter, isSurelyTold: boolean): Scenario => ({
	name,
	kind: "message",
	begin(_modem, onDone, _take, { mailbox, clock }) {
		void mailbox.messages;
		const limit = clock.now + NEWS_TIME;
		mailbox.deliver(letter);
		const look = (): void => {
			const isTold = mailbox.told.some(each => isSame(each, letter));
			if (isTold || clock.now >= limit) onDone(isTold || !isSurelyTold ? null : ({ code: "timeout" } as ModemError));
			else clock.schedule(1000, look);
		};
		look();
	},
	yield: () => ({ got: words([]), right: words([]) }),
});

const showing = (
	name: string,
	letters: readonly Letter[],
	begin: (bench: ScenarioBench, take: (message: Message) => void, onDone: Done) => MessageTask,
): Scenario => ({
	name,
	kind: "message",
	begin(_modem, onDone, take, bench) {
		void bench.mailbox.messages;
		for (const letter of letters) bench.mailbox.deliver(letter);
		const numbers = letters.map(({ number }) => number);
		return begin(
			bench,
			({ number, text }) => {
				if (numbers.includes(number)) take(words([`${number} ${text}`]));
			},
			onDone,
		);
	},
	yield: (_bench, got) => ({ got, right: Buffer.concat(letters.map(({ number, text }) => words([`${number} ${text}`]))), isDerived: true }),
});

type Done = (error: ModemError | null) => void;

/** What an application does with messages. */
export const MESSAGE_SCENARIOS: readonly Scenario[] = [
	sending("SMS", PLAIN),
	sending("SMS in parts", LONG),
	sending("SMS of UCS2", WIDE),
	sending("SMS with a report", REPORTED, true),
	arrival("SMS that arrives", FIRST, false),
	showing("SMS list", [SECOND, THIRD], ({ mailbox }, take, onDone) => mailbox.messages.list(take, onDone)),
	showing("SMS read", [FIFTH], ({ mailbox }, take, onDone) =>
		mailbox.messages.read(mailbox.placeOf(FIFTH), (error, message) => {
			if (message) take(message);
			onDone(error);
		}),
	),
	{
		name: "SMS remove",
		kind: "message",
		begin(_modem, onDone, _take, { mailbox }) {
			const { messages } = mailbox;
			mailbox.deliver(FOURTH);
			mailbox.removed.push(FOURTH);
			return messages.remove(mailbox.placeOf(FOURTH), onDone);
		},
		yield: ({ mailbox }) => ({ got: words(mailbox.placeOf(FOURTH) === 0 ? [] : ["it is there"]), right: words([]), isDerived: true }),
	},
];

/** Those that work when the weather is over: one message each way. */
export const NEXT_MESSAGES: readonly Scenario[] = [sending("the next SMS", NEXT), arrival("the next SMS that arrives", LAST, true)];
