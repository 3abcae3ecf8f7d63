/** `new NodeNetwork()`: the sockets of a computer, which a page has not. The modem of the playground is given a network in memory. */
export function NodeNetwork(): never {
	throw new Error("a page has no sockets");
}
