export * from "sim900/src/fetch";
