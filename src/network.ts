// `sim900/network`: what the SDK's clients expect of a network, over the modem's own sockets.
export { type Network, network, type NetworkOptions, type NetworkService } from "./network/network.js";
export { type ResolveOptions, Resolver, type ResolverOptions } from "./network/resolver.js";
