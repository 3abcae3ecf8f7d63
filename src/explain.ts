// `sim900/explain`: errors in words. Nothing imports it but who wants them.
export { type Explainable, explain, FAULTS, type Fault } from "./explain/explain.js";
