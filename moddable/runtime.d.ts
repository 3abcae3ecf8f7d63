export * from "../dist/runtime/moddable.js";
