// `sim900/trace`: the dialogue with the modem, for people. Nothing imports it but who wants it.
export { formatTrace } from "./trace/trace.js";
export { type TraceCallback } from "./uart/port.js";
