// `sim900/udp`: datagrams through the modem's own sockets, for a modem of `sim900/modem`.
export { type ByteBuffer } from "./socket/tcp.js";
export { UDP, type UDPOptions } from "./udp/udp.js";
