// What not every firmware has, one bit each, and the AT manual that brought it (V1.11, change log). Names are those of commands and HTTPPARA tags.
/** V1.05. */
export const TIMEOUT = 1;
export const CONTENT = 2;
export const FTPDELE = 4;
export const FTPSIZE = 8;
export const FTPSTATE = 16;
/** V1.06. */
export const HTTPSTATUS = 32;
export const FTPMKD = 64;
export const FTPRMD = 128;
export const FTPLIST = 256;
/** Between V1.06 and V1.09: no change log names it. */
export const FTPEXTPUT = 512;
export const USERDATA = 1024;
/** V1.10; a SIM800 does not have it (its manual V1.09). */
export const FTPRENAME = 2048;
