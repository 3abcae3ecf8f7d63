export * from "../dist/runtime/pico.js";
