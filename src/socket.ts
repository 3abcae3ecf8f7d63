// `sim900/socket`: TCP and UDP through the modem's own sockets, for a modem of `sim900/modem`.
export { type Network, network, type NetworkOptions, type NetworkService } from "./socket/network.js";
export { type ResolveOptions, Resolver, type ResolverOptions } from "./socket/resolver.js";
export { type ByteBuffer, type SocketFormat, TCP, type TCPOptions } from "./socket/tcp.js";
export { UDP, type UDPOptions } from "./socket/udp.js";
