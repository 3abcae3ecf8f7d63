export * from "sim900/dist/messages";
