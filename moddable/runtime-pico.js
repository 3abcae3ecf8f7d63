export * from "sim900/dist/runtime/pico";
