export * from "../dist/network.js";
