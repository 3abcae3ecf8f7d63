export * from "../dist/udp.js";
