export * from "sim900/src/index";
