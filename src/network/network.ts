import type { Modem } from "../modem/modem.js";
import { Resolver } from "./resolver.js";
import { TCP } from "../socket/tcp.js";

/** The SDK's classes, as far as the application has them. */
export interface NetworkOptions {
	/** The modem, of any of the package's modules. */
	modem: Modem;
	/** `embedded:network/http/client` */
	HTTPClient?: unknown;
	/** `embedded:network/mqtt/client` */
	MQTTClient?: unknown;
	/** `embedded:network/websocket/client` */
	WebSocketClient?: unknown;
	/** `embedded:io/socket/tcp/tls` */
	TLSSocket?: unknown;
	/** What the TLS session is given, for example `certificate`; default `{}`. */
	secure?: object;
	/** Bytes read from the modem at once: `burst` of {@link TCP}. */
	burst?: number;
}

/** What a client is made with: `new device.network.http.io({ ...device.network.http, host })`. */
export interface NetworkService {
	readonly io: any;
	readonly dns: object;
	readonly socket: object;
	readonly port: number;
}

/** What `device.network` is. */
export interface Network {
	readonly http?: NetworkService;
	readonly https?: NetworkService;
	readonly mqtt?: NetworkService;
	readonly mqtts?: NetworkService;
	readonly ws?: NetworkService;
	readonly wss?: NetworkService;
}

/** What an application on the SDK expects as `device.network`, over the modem: as many services as there are classes for. */
export function network(options: NetworkOptions): Network {
	const modem = options.modem;
	const burst = options.burst;
	const dns = { io: Resolver, modem };
	const plain = { io: TCP, modem, burst };
	// TLSSocket hands its own options on to the TCP below it.
	const secure =
		options.TLSSocket === undefined ? undefined : { io: options.TLSSocket, TCP: plain, modem, burst, secure: options.secure ?? {} };
	const services: Record<string, NetworkService> = {};
	const add = (name: string, io: unknown, port: number, securePort: number): void => {
		if (io === undefined) return;
		services[name] = { io, dns, socket: plain, port };
		if (secure !== undefined) services[name + "s"] = { io, dns, socket: secure, port: securePort };
	};
	add("http", options.HTTPClient, 80, 443);
	add("mqtt", options.MQTTClient, 1883, 8883);
	add("ws", options.WebSocketClient, 80, 443);
	return services as Network;
}
