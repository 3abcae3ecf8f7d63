export type { Alarm, Clock } from "./clock.ts";
export { VirtualClock } from "./clock.ts";
export type { ByteFault, Damage, Fault, Trigger, Victims } from "./faults/faults.ts";
export { damage, scheduleFaults } from "./faults/faults.ts";
export type { Tamper } from "./line.ts";
export { byteTime, Line, Receiver } from "./line.ts";
export { Machine } from "./machine.ts";
export type { SimCard } from "./modem.ts";
export type { HttpOutcome, HttpRequest, HttpResponse, MemoryAnswer, MemoryServer, Network, NetworkFailure } from "./network/network.ts";
export { MemoryNetwork } from "./network/network.ts";
export type { FtpAnswer, FtpFailure, FtpOutcome, FtpRequest, FtpTransfer, FtpVerb } from "./ftp/server.ts";
export type { MemoryFtpOptions } from "./ftp/server-memory.ts";
export { MemoryFtpServer } from "./ftp/server-memory.ts";
export type { NodeNetworkOptions } from "./network/node.ts";
export { NodeNetwork } from "./network/node.ts";
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
export type { Cell } from "./network/radio.ts";
export type { FtpReason } from "./ftp/settings.ts";
export type { MemoryConnection, MemoryPeer, MemorySocketServer } from "./socket/memory.ts";
export type { Arrival, SocketConnection, SocketEvents, SocketFailure, SocketRequest } from "./socket/seam.ts";
export type { Replier, Reply } from "./answers/answers.ts";
export type { ClockRuntime, ClockTimer } from "./runtime.ts";
export { createRuntime } from "./runtime.ts";
export type { CallOutcome } from "./calls/settings.ts";
export type { SentMessage } from "./messages/messages.ts";
export type { Message, Part } from "./messages/pdu.ts";
export type { UssdAnswers } from "./services/services.ts";
export type { Settings } from "./settings.ts";
export { DEFAULT_SETTINGS } from "./settings.ts";
export type { Level } from "./signal.ts";
export { Signal } from "./signal.ts";
export type { PowerState } from "./power/supply.ts";
export type { SimulatorOptions } from "./sim900.ts";
export { SIM900Simulator } from "./sim900.ts";
export type { Direction, TranscriptEntry } from "./transcript.ts";
export { formatEntry, maskSecrets, Transcript, withTranscript } from "./transcript.ts";
export type { UartEvent, UartListener } from "./board/uart.ts";
export { Esp32Uart, FIFO_SIZE } from "./board/uart.ts";
export { drawTimeline } from "./timeline/draw.ts";
export type { Utterance, UtteranceKind } from "./timeline/dialogue.ts";
export { utterancesOf } from "./timeline/dialogue.ts";
export type { RecordingFiles } from "./timeline/files.ts";
export { checkTimelineFile, writeRecording } from "./timeline/files.ts";
export type { Edge, Followed, FollowedBoard, Mark, MarkKind, Run, Wire } from "./timeline/recorder.ts";
export { describeFault, Recorder } from "./timeline/recorder.ts";
export type { Activity, State } from "./timeline/states.ts";
export type { Moment, Pin, Span, Timeline } from "./timeline/timeline.ts";
export { timelineOf } from "./timeline/timeline.ts";
export { waveformsOf } from "./timeline/vcd.ts";
export type { TimeSource } from "./wall-clock.ts";
export { WallClock } from "./wall-clock.ts";
export { FAULT_GRAMMAR, parseFault } from "./faults/script.ts";
export type { ServerFault } from "./faults/network.ts";
export { FaultyNetwork } from "./faults/network.ts";
