// `sim900/fetch`: an ECMA-419 HTTPClient over the HTTP service. Nothing below imports it.
export { HTTPClient, type HTTPClientOptions, type HTTPModem } from "./fetch/client.js";
export { type ByteBuffer, type HTTPClientRequest, type HTTPClientRequestHeaders, type HTTPClientRequestOptions } from "./fetch/request.js";
