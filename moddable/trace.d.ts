export * from "../dist/trace.js";
