// `sim900/messages`: short messages, for a modem of `sim900/modem`.
export { type Message } from "./messages/message.js";
export { type ListCallback, Messages, type MessagesOptions, type MessageTask, type ReadCallback } from "./messages/messages.js";
export { type SendOptions, type SentMessage } from "./messages/sending.js";
