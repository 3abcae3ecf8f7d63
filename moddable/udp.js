export * from "sim900/dist/udp";
