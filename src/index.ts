export { type ErrorCode, ModemError } from "./at/error.js";
export { word as hashOf } from "./at/words.js";
export { type CommandOptions, type RawCommand } from "./modem/command.js";
export { type HTTPRequest, type HTTPRequestOptions } from "./http/request.js";
export { type AccessPoint, type ModemOptions, QUEUE_DEPTH, type Statistics } from "./modem/modem.js";
export { type Runtime, type RuntimeTimer, type TimerTarget } from "./runtime/runtime.js";
export { SIM900 } from "./sim900.js";
export { type DigitalOptions, type DigitalPort, type SerialOptions, type SerialPort } from "./uart/port.js";
