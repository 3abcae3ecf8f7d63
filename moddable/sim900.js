export * from "sim900/dist/index";
