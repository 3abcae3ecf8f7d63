export * from "../dist/runtime/desktop.js";
