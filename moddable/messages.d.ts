export * from "../dist/messages.js";
