export * from "sim900/dist/ussd";
