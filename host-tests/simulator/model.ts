/*
 * A second, much smaller account of the module's states, written from docs/behaviour.md and knowing nothing of the simulator:
 * for each command line it says every byte that comes back.
 */

const line = (text: string): string => `\r\n${text}\r\n`;
const OK = line("OK");
const REFUSED = line("+CME ERROR: 3");
const NO_NETWORK = line("+CME ERROR: 30");

/** What the world behind the module holds. */
export const PAGE = "0123456789";
export const FILE = "hello";

type Socket = "free" | "open" | "closed";

/** What the names mean in the network of the tests; one that nobody has stays a name. */
const ADDRESSES: Readonly<Record<string, string>> = { '"server"': "192.0.2.158", '"nowhere"': "nowhere" };

/** The module as a client may know it. */
export class Model {
	attached = true;
	bearers = [false, false, false];
	http = { on: false, url: "", cid: 1, stored: "" };
	ftp = { cid: 1, name: "", session: false, left: 0 };
	context: "INITIAL" | "START" | "GPRSACT" | "STATUS" | "DEACT" = "INITIAL";
	multiple = false;
	sockets: Socket[] = new Array<Socket>(8).fill("free");
	/** What each was connected to last. */
	private readonly hosts: string[] = [];

	/** Everything that comes back for one line. */
	answer(command: string): string {
		const [name, ...values] = command.split(/[=,]/);
		const known = this.#commands[name!];
		return known ? known(values) : line("+CME ERROR: 100");
	}

	readonly #commands: Readonly<Record<string, (values: string[]) => string>> = {
		"+SAPBR": ([what, cid]) => this.#bearer(Number(what), Number(cid)),
		"+CGATT": ([state]) => this.#attach(Number(state)),
		"+HTTPINIT": () => this.#when(!this.http.on, () => (this.http = { on: true, url: "", cid: 1, stored: "" })),
		"+HTTPTERM": () => this.#when(this.http.on, () => (this.http.on = false)),
		"+HTTPPARA": ([tag, value]) => this.#parameter(tag!, value!),
		"+HTTPACTION": ([method]) => this.#action(method!),
		"+HTTPREAD": () => (this.http.on ? this.#read() : REFUSED),
		"+FTPCID": ([cid]) => this.#when(/^[123]$/.test(cid!), () => (this.ftp.cid = Number(cid))),
		"+FTPGETNAME": ([name]) => this.#when(true, () => (this.ftp.name = name!.replaceAll('"', ""))),
		"+FTPGET": ([what, count]) => this.#get(Number(what), Number(count)),
		"+FTPSTATE": () => line(`+FTPSTATE: ${Number(this.ftp.session)}`) + OK,
		"+FTPQUIT": () => (this.ftp.session ? OK + line(this.#endOfSession(" 1,80")) : REFUSED),
		"+CIPMUX": ([mode]) => this.#when(this.context === "INITIAL" && /^[01]$/.test(mode!), () => (this.multiple = mode === "1")),
		"+CSTT": () => this.#when(this.context === "INITIAL", () => (this.context = "START")),
		"+CIICR": () => this.#activate(),
		"+CIFSR": () => this.#address(),
		"+CIPSHUT": () => this.#shut(),
		"+CIPSTART": values => this.#connect(values),
		"+CIPCLOSE": ([index]) => this.#close(index),
		"+CIPSTATUS": ([index]) => this.#status(index!),
	};

	#when(allowed: boolean, then: () => unknown): string {
		if (!allowed) return REFUSED;
		then();
		return OK;
	}

	// Bearer

	#bearer(what: number, cid: number): string {
		if (!(cid >= 1 && cid <= 3) || !(what >= 0 && what <= 2)) return REFUSED;
		const isOpen = this.bearers[cid - 1]!;
		if (what === 2) return line(`+SAPBR: ${cid},${isOpen ? 1 : 3},"${isOpen ? "10.89.193.1" : "0.0.0.0"}"`) + OK;
		if (what === 1 && !isOpen && !this.attached) return NO_NETWORK;
		if (isOpen === (what === 1)) return REFUSED;
		this.bearers[cid - 1] = what === 1;
		// A session that used it ends with the bearer's error.
		return what === 0 && this.ftp.session && this.ftp.cid === cid ? line(this.#endOfSession("1,61")) + OK : OK;
	}

	#attach(state: number): string {
		if (state !== 0 && state !== 1) return REFUSED;
		let said = "";
		if (state === 0 && this.attached) {
			this.bearers.forEach((isOpen, index) => {
				if (!isOpen) return;
				if (this.ftp.session && this.ftp.cid === index + 1) said += line(this.#endOfSession("1,61"));
				said += line(`+SAPBR ${index + 1}: DEACT`);
			});
			this.bearers = [false, false, false];
			if (this.context === "GPRSACT" || this.context === "STATUS") {
				said += line("+PDP: DEACT");
				this.context = "DEACT";
				this.sockets = this.sockets.map(each => (each === "free" ? "free" : "closed"));
			}
		}
		this.attached = state === 1;
		return said + OK;
	}

	// HTTP

	#parameter(tag: string, value: string): string {
		if (!this.http.on) return REFUSED;
		if (tag === '"URL"') this.http.url = value.replaceAll('"', "");
		else if (tag === '"CID"' && /^[123]$/.test(value)) this.http.cid = Number(value);
		else return REFUSED;
		return OK;
	}

	#action(method: string): string {
		if (!this.http.on || !/^[02]$/.test(method) || this.http.url === "") return REFUSED;
		const works = this.bearers[this.http.cid - 1]! && this.attached;
		const status = works ? (this.http.url === "server" ? 200 : 603) : 601;
		this.http.stored = status === 200 && method === "0" ? PAGE : "";
		return OK + line(`+HTTPACTION:${method},${status},${this.http.stored.length}`);
	}

	#read(): string {
		const { stored } = this.http;
		return stored ? line(`+HTTPREAD:${stored.length}`) + stored + OK : OK;
	}

	// FTP

	/** The session is over; its last line. */
	#endOfSession(text: string): string {
		this.ftp.session = false;
		return `+FTPGET:${text}`;
	}

	#get(what: number, count: number): string {
		const { ftp } = this;
		if (what === 2) {
			if (!(count >= 1 && count <= 1460)) return REFUSED;
			if (!ftp.session) return REFUSED;
			const bytes = FILE.slice(FILE.length - ftp.left).slice(0, count);
			ftp.left -= bytes.length;
			const end = ftp.left === 0 ? line(this.#endOfSession("1,0")) : "";
			return line(`+FTPGET:2,${bytes.length}`) + bytes + OK + end;
		}
		if (what !== 1) return REFUSED;
		if (ftp.session || ftp.name === "") return OK + line("+FTPGET:1,66");
		if (!(this.bearers[ftp.cid - 1]! && this.attached)) return OK + line("+FTPGET:1,61");
		if (ftp.name !== "file") return OK + line("+FTPGET:1,79");
		ftp.session = true;
		ftp.left = FILE.length;
		return OK + line("+FTPGET:1,1");
	}

	// Sockets

	#activate(): string {
		if (this.context !== "START") return REFUSED;
		this.context = this.attached ? "GPRSACT" : "DEACT";
		return this.attached ? OK : line("ERROR");
	}

	#address(): string {
		if (this.context !== "GPRSACT" && this.context !== "STATUS") return REFUSED;
		this.context = "STATUS";
		return line("10.89.193.1");
	}

	#shut(): string {
		this.context = "INITIAL";
		this.sockets.fill("free");
		return line("SHUT OK");
	}

	#label(index: number, words: string): string {
		return line(this.multiple ? `${index}, ${words}` : words);
	}

	#connect(values: string[]): string {
		const index = this.multiple ? Number(values[0]) : 0;
		const [protocol, host, port] = values.slice(this.multiple ? 1 : 0);
		if (!(index >= 0 && index < 8) || protocol !== '"TCP"' || !host || !port) return REFUSED;
		if (this.sockets[index] === "open") return line("ERROR") + this.#label(index, "ALREADY CONNECT");
		if (this.context !== "STATUS" && (this.multiple || this.context !== "INITIAL")) return REFUSED;
		if (this.context === "INITIAL" && !this.attached) {
			this.context = "DEACT";
			return OK + line("STATE: PDP DEACT");
		}
		this.context = "STATUS";
		this.sockets[index] = host === '"server"' ? "open" : "closed";
		this.hosts[index] = host;
		if (host === '"server"') return OK + this.#label(index, "CONNECT OK");
		return OK + (this.multiple ? "" : line("STATE: TCP CLOSED")) + this.#label(index, "CONNECT FAIL");
	}

	#close(index: string | undefined): string {
		const slot = this.multiple ? Number(index) : 0;
		const isNumber = this.multiple ? index !== undefined && slot >= 0 && slot < 8 : index === undefined || /^[01]$/.test(index);
		if (!isNumber || this.sockets[slot] !== "open") return REFUSED;
		this.sockets[slot] = "closed";
		return this.#label(slot, "CLOSE OK");
	}

	/** Of one connection, under several. */
	#status(index: string): string {
		const slot = Number(index);
		if (!this.multiple || !(slot >= 0 && slot < 8)) return REFUSED;
		const state = this.sockets[slot]!;
		if (state === "free") return line(`+CIPSTATUS: ${slot},,"","","","INITIAL"`) + OK;
		return line(`+CIPSTATUS: ${slot},0,"TCP","${ADDRESSES[this.hosts[slot]!]}","80","${state === "open" ? "CONNECTED" : "CLOSED"}"`) + OK;
	}
}
