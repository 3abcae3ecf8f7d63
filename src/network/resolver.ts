import { checkObject, encodeText } from "../at/check.js";
import { badArgument, ModemError } from "../at/error.js";
import { HOST_LENGTH } from "../at/limits.js";
import type { Modem } from "../modem/modem.js";
import { NINE, ZERO } from "../uart/ascii.js";
import { type Stack, stackOf } from "../socket/stack.js";
import { Names, type Query } from "./names.js";

/** A name, and who wants its address; one callback at least. */
export interface ResolveOptions {
	host: string;
	onResolved?(this: Resolver, host: string, address: string): void;
	onError?(this: Resolver, host: string): void;
}

/** Options of a {@link Resolver}. */
export interface ResolverOptions {
	/** The modem, of any of the package's modules. */
	modem: Modem;
	/** Asks the modem (AT+CDNSGIP); default false: the name stands for its address, because the modem resolves what it connects to. */
	lookup?: boolean;
	readonly [option: string]: unknown;
}

/** The resolver that the SDK's clients expect as `dns.io`. */
export interface Resolver {
	/** Answers from the timer, never from within. Throws `argument` without a name or a callback, `cancelled` after `close()`. */
	resolve(options: ResolveOptions): void;
	/** Nothing is told afterwards. */
	close(): void;
}

/** One name. */
class Lookup implements Query {
	next: Query | null = null;
	readonly host: Uint8Array;
	readonly isKnown: boolean;
	private readonly options: ResolveOptions;
	private readonly resolver: NameResolver;

	constructor(resolver: NameResolver, options: ResolveOptions, host: Uint8Array, isKnown: boolean) {
		this.resolver = resolver;
		this.options = options;
		this.host = host;
		this.isKnown = isKnown;
	}

	onAddress(bytes: Uint8Array, start: number, end: number): void {
		let address = "";
		for (let at = start; at < end; at++) address += String.fromCharCode(bytes[at]!);
		const options = this.options;
		if (options.onResolved && !this.resolver.isClosed) options.onResolved.call(this.resolver, options.host, address);
	}

	onUnknown(): void {
		const options = this.options;
		if (options.onError && !this.resolver.isClosed) options.onError.call(this.resolver, options.host);
	}
}

/** The {@link Resolver}. */
class NameResolver implements Resolver {
	isClosed = false;
	private readonly lookup: boolean;
	private readonly names: Names;
	private readonly stack: Stack;

	constructor(options: ResolverOptions) {
		checkObject("resolve", "the options", options);
		this.stack = stackOf(options.modem);
		this.names = (this.stack.guest as Names | null) ?? new Names(this.stack);
		this.lookup = options.lookup === true;
	}

	resolve(options: ResolveOptions): void {
		checkObject("resolve", "the options", options);
		if (this.isClosed) throw new ModemError("cancelled", "the resolver is closed");
		if (!options.onResolved && !options.onError) throw badArgument("resolve", "onResolved must be a function");
		const name = options.host === "localhost" ? "127.0.0.1" : options.host;
		const host = encodeText(this.stack.modem.runtime, "resolve", "host", name, 1, HOST_LENGTH);
		const last = host[host.length - 1]!;
		// No name ends with a digit (RFC 3696).
		this.names.resolve(new Lookup(this, options, host, !this.lookup || (last >= ZERO && last <= NINE)));
	}

	close(): void {
		this.isClosed = true;
	}
}

/** Makes a resolver. Throws `argument`. */
export const Resolver: new (options: ResolverOptions) => Resolver = NameResolver;
