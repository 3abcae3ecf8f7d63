/* The modem of the page: whichever link there is, who hears it, and the driver on top of it. */
import type { ModemOptions } from "sim900";
import { SIM900 } from "sim900/promises";
import { StreamSerial } from "sim900/stream";
import { formatTrace } from "sim900/trace";
import type { Link } from "./links.ts";
import { LinkStream } from "./stream.ts";

/** Bytes of the modem, or that a driver has sent to it. */
type Data = (bytes: Uint8Array, isSent: boolean) => void;
type Gone = (error: Error) => void;

/** One modem, which a terminal and one driver at a time share. */
export class Station {
	/** The dialogue of the drivers, line by line, without secrets. */
	readonly trace: string[] = [];
	link: Link | undefined;
	private readonly onData: Data;
	private readonly onGone: Gone;
	private driver: { data: (bytes: Uint8Array) => void; gone: Gone } | undefined;

	/** `onData` hears everything that the modem sends and what drivers send to it, `onGone` that the link is of no more use. */
	constructor(onData: Data, onGone: Gone) {
		this.onData = onData;
		this.onGone = onGone;
	}

	/** Another modem from now on. */
	async use(link: Link): Promise<void> {
		await this.link?.close();
		this.link = link;
		link.onData = bytes => {
			this.onData(bytes, false);
			this.driver?.data(bytes);
		};
		link.onGone = error => {
			this.driver?.gone(error);
			this.onGone(error);
		};
	}

	/** A driver for this modem; the caller closes it. */
	drive(baud: number, listeners: Pick<ModemOptions, "onProgress"> = {}): SIM900 {
		const { link } = this;
		if (!link) throw new Error("no modem is connected");
		const open = (rate: number): LinkStream =>
			new LinkStream(link, rate, this.onData, (data, gone) => {
				const driver = { data, gone };
				this.driver = driver;
				return () => {
					if (this.driver === driver) this.driver = undefined;
				};
			});
		return new SIM900({
			serial: { io: StreamSerial, open, baud },
			apn: { name: "internet" },
			onTrace: formatTrace(line => this.trace.push(line)),
			...listeners,
		});
	}
}
