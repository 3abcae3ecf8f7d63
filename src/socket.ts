// `sim900/socket`: TCP through the modem's own sockets, for a modem of `sim900/modem`.
export { type ByteBuffer, type SocketFormat, TCP, type TCPOptions } from "./socket/tcp.js";
