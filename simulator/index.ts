export type { Alarm, Clock } from "./clock.ts";
export { VirtualClock } from "./clock.ts";
export type { ByteFault, Damage, Fault, Trigger, Victims } from "./faults.ts";
export { damage, scheduleFaults } from "./faults.ts";
export type { Tamper } from "./line.ts";
export { byteTime, Line, Receiver } from "./line.ts";
export { Machine } from "./machine.ts";
export type { SimCard } from "./modem.ts";
export type { HttpOutcome, HttpRequest, HttpResponse, MemoryAnswer, MemoryServer, Network, NetworkFailure } from "./network.ts";
export { MemoryNetwork } from "./network.ts";
export type { FtpAnswer, FtpFailure, FtpOutcome, FtpRequest, FtpTransfer, FtpVerb } from "./network-ftp.ts";
export type { MemoryFtpOptions } from "./network-ftp-memory.ts";
export { MemoryFtpServer } from "./network-ftp-memory.ts";
export type { NodeNetworkOptions } from "./network-node.ts";
export { NodeNetwork } from "./network-node.ts";
export type { Personality, PersonalityName } from "./personality.ts";
export { DEFAULT_PERSONALITY, PERSONALITIES } from "./personality.ts";
export type {
	BoardOptions,
	DigitalConstructor,
	DigitalOptions,
	DigitalPin,
	IO,
	ModemPins,
	SerialConstructor,
	SerialOptions,
	SerialPort,
	Wiring,
} from "./port.ts";
export { createIO, DEVKIT, Esp32Board } from "./port.ts";
export type { Cell } from "./radio.ts";
export type { FtpReason, Settings } from "./settings.ts";
export { DEFAULT_SETTINGS } from "./settings.ts";
export type { Level } from "./signal.ts";
export { Signal } from "./signal.ts";
export type { PowerState, SimulatorOptions } from "./sim900.ts";
export { SIM900Simulator } from "./sim900.ts";
export type { Direction, TranscriptEntry } from "./transcript.ts";
export { formatEntry, maskSecrets, Transcript, withTranscript } from "./transcript.ts";
export type { UartEvent, UartListener } from "./uart.ts";
export { Esp32Uart, FIFO_SIZE } from "./uart.ts";
export type { TimeSource } from "./wall-clock.ts";
export { WallClock } from "./wall-clock.ts";
export { FAULT_GRAMMAR, parseFault } from "./fault-script.ts";
export type { ServerFault } from "./network-faulty.ts";
export { FaultyNetwork } from "./network-faulty.ts";
