export * from "sim900/dist/fetch";
