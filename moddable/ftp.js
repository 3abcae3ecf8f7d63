export * from "sim900/dist/ftp";
