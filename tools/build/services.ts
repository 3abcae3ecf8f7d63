/** What is one module in dist/: its entry below src/ and the folders whose code it holds. */
export interface Service {
	readonly entry: string;
	readonly folders: readonly string[];
}

/** The modules of a device, by the name that an application imports below `sim900/`; `index` is the face, `sim900`. */
export const services: Readonly<Record<string, Service>> = {
	modem: { entry: "modem.ts", folders: ["uart", "at", "modem", "transfer"] },
	http: { entry: "http.ts", folders: ["http"] },
	ftp: { entry: "ftp.ts", folders: ["ftp"] },
	socket: { entry: "socket.ts", folders: ["socket"] },
	udp: { entry: "udp.ts", folders: ["udp"] },
	network: { entry: "network.ts", folders: ["network"] },
	messages: { entry: "messages.ts", folders: ["messages"] },
	ussd: { entry: "ussd.ts", folders: ["ussd"] },
	information: { entry: "information.ts", folders: ["information"] },
	fetch: { entry: "fetch.ts", folders: ["fetch"] },
	explain: { entry: "explain.ts", folders: ["explain"] },
	trace: { entry: "trace.ts", folders: ["trace"] },
	promises: { entry: "promises.ts", folders: ["promises"] },
	index: { entry: "index.ts", folders: [] },
};

/** Further entries: what differs from one runtime to another. */
export const runtimes: readonly string[] = [
	"runtime/moddable.ts",
	"runtime/pico.ts",
	"runtime/desktop.ts",
	"runtime/node.ts",
	"runtime/stream.ts",
];

/** The service that holds the module at `path` below src/: that of the longest folder it is in. */
export function serviceOf(path: string): string | undefined {
	const holders = Object.entries(services).flatMap(([name, { entry, folders }]) =>
		(path === entry ? [path] : folders.filter(folder => path.startsWith(`${folder}/`))).map(folder => ({ name, length: folder.length })),
	);
	return holders.toSorted((a, b) => b.length - a.length)[0]?.name;
}
