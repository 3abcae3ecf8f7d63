// `sim900/http`: the HTTP service, for a modem of `sim900/modem`.
export { HTTP } from "./http/http.js";
export { type HTTPParameters } from "./http/options.js";
export { type HTTPRequest, type HTTPRequestOptions, type ProgressPhase } from "./http/request.js";
export { type Payload } from "./transfer/readable.js";
