// `sim900/modem`: the modem alone.
export { type ErrorCode, ModemError } from "./at/error.js";
export { word as hashOf } from "./at/words.js";
export { type CommandOptions, type RawCommand } from "./modem/command.js";
export { type FeatureName, type Firmware } from "./modem/firmware.js";
export { type AccessPoint, Modem, type ModemOptions, QUEUE_DEPTH, type Statistics } from "./modem/modem.js";
export { type OutputName, type PinName, type PinOptions, type PinStep } from "./modem/pins.js";
export { type IdentityName, type SignalCallback, type TextCallback } from "./modem/query.js";
export { type DoneCallback } from "./modem/script-operation.js";
export { type RungName } from "./modem/recovery.js";
export { type StageName } from "./modem/stages.js";
export { type BoardConfig, type BoardIO, wire } from "./modem/wire.js";
export { type Runtime, type RuntimeTimer, type TimerTarget } from "./runtime/runtime.js";
export { type DigitalOptions, type DigitalPort, type SerialOptions, type SerialPort } from "./uart/port.js";
