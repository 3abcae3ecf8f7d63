export * from "../dist/ftp.js";
