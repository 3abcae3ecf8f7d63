import type { SentMessage as Submitted, Settings, SimulatorOptions } from "../../simulator/index.ts";
import type { ModemOptions } from "../../src/index.js";
import { type Message, Messages, type MessagesOptions } from "../../src/messages.js";
import { Workbench } from "./workbench.ts";

/** What a message that was sent came to. */
export interface Sent {
	/** Name of the error and the modem's number, `done`, or undefined while it is on its way. */
	end: string | undefined;
	/** How often it has ended. */
	ends: number;
	parts: number;
	sent: number;
}

/** A copy of a message: the driver's own is valid during the callback only. */
export const copyOf = (message: Message): Message => ({ ...message });

/** The driver's messages and a simulated modem. */
export class MessageBench extends Workbench {
	readonly messages: Messages;
	/** What `onMessage` was told, and `onError`. */
	readonly news: Message[] = [];
	readonly newsErrors: string[] = [];

	constructor(
		settings: Partial<Settings> = {},
		options: Partial<ModemOptions> = {},
		simulator: Partial<SimulatorOptions> = {},
		listens = true,
	) {
		super({ settings, ...simulator }, options);
		const { news, newsErrors } = this;
		const callbacks: Partial<MessagesOptions> = {
			onMessage: message => void news.push(copyOf(message)),
			onError: error => void newsErrors.push(error.code),
		};
		this.messages = new Messages({ modem: this.modem, ...(listens && callbacks) });
	}

	/** Sends a text to its end. */
	async send(text: string, number = "+491701234567"): Promise<Sent> {
		const sent = this.begin(text, number);
		await this.run(() => sent.end !== undefined);
		return sent;
	}

	begin(text: string, number = "+491701234567"): Sent & { close(): void } {
		const result: Sent & { close(): void } = { end: undefined, ends: 0, parts: 0, sent: 0, close: () => message.close() };
		const message = this.messages.send({
			number,
			text,
			onDone(error) {
				result.ends++;
				result.end = error ? `${error.code} ${error.status}` : "done";
				result.sent = this.sent;
			},
		});
		result.parts = message.parts;
		return result;
	}

	/** Everything on the SIM, and how the list ended. */
	async list(): Promise<{ messages: Message[]; end: string }> {
		const messages: Message[] = [];
		let end: string | undefined;
		this.messages.list(
			message => void messages.push(copyOf(message)),
			(error, count) => void (end = error?.code ?? `${count}`),
		);
		await this.run(() => end !== undefined);
		return { messages, end: end! };
	}

	/** What the network has been given, in the order of its coming. */
	get submitted(): readonly Submitted[] {
		return this.simulator.sentMessages;
	}

	/** The commands that the driver has sent. */
	get commands(): string[] {
		return this.simulator.transcript.entries.filter(entry => entry.direction === "host").map(entry => entry.text);
	}
}
