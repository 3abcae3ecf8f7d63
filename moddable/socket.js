export * from "sim900/dist/socket";
