// `sim900/trace`: the dialogue with the modem, for people. Nothing imports it but who wants it.
export { type Direction, formatTrace, type TraceCallback } from "./trace/trace.js";
