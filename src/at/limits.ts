/*
	Every limit in one place. Times in ms, lengths in bytes.
*/

// Times from the last byte of a command to its final result. SIM900's manuals give none: SIM800's, or what the field uses.
/** Commands that the modem answers out of its own memory. */
export const ANSWER_TIME = 5000;
/** One `AT` while it is not known whether anybody listens. */
export const PROBE_TIME = 500;
/** AT+CPIN=: the SIM has to be asked. */
export const PIN_TIME = 5000;
/** AT+SAPBR=1 (SIM800 V1.09: 85 s). */
export const BEARER_OPEN_TIME = 85000;
/** AT+SAPBR=0 (SIM800 V1.09: 65 s). */
export const BEARER_CLOSE_TIME = 65000;
/** AT+CGATT= (SIM800 V1.09: 75 s). */
export const ATTACH_TIME = 75000;
/** AT+CFUN= (SIM800 V1.09: 10 s). */
export const FUNCTION_TIME = 10000;
/** Silence before and after `+++` (V1.11: 1 s at least). */
export const ESCAPE_TIME = 1200;
/** AT+HTTPREAD up to the header of its payload. */
export const READ_TIME = 3000;
/** From that header to the closing OK, beside the payload's own time on the wire: what is missing then was lost. */
export const PAYLOAD_TIME = 200;
/** The modem's own limit for a session by default (V1.11, HTTPPARA TIMEOUT). */
export const SESSION_TIME = 120000;

/** From one portion of an upload to the next: an application that takes longer has stopped writing. */
export const UPLOAD_TIME = 10000;
/**
 * HTTPDATA and FTPEXTPUT=2: how long the modem waits for its bytes, beside twice their time on the wire. An application that is slow needs it, and an OK that
 * comes so late says that bytes are missing.
 */
export const LOAD_TIME_MARGIN = 30000;
/** Default of `stallTimeout`. */
export const STALL_TIME = 60000;
/** What an application has not read, or not written, is offered again after this. */
export const OFFER_TIME = 1000;
/** The rest of what it has begun to read is offered at once. */
export const REST_TIME = 1;
/** From the prompt to DCD low, where DCD is wired; and how often it is looked at. */
export const DCD_TIME = 100;
export const DCD_PAUSE = 10;

/** Between two looks at the progress of an action. */
export const POLL_TIME = 1000;
/** AT+HTTPSTATUS?: a modem that does not answer it is not asked again. */
export const POLL_ANSWER_TIME = 1000;

// How often, and with what pause.
/** `AT` while the modem boots: 15 s. The hardware design gives 3.2 s to an active port, the field allows 10. */
export const PROBE_TRIES = 30;
/** `AT` to a modem that may be running. */
export const QUICK_PROBE_TRIES = 6;
/** `AT` to a modem in a data phase, 60 s: with what comes before, longer than 300000 bytes may take at 115200 (`LOAD_TIME_MARGIN`). */
export const PATIENT_PROBE_TRIES = 120;
/** `ATQ0`, when `AT` was not answered. */
export const SPEAK_TRIES = 2;
/** `AT` at a rate that the modem may have. */
export const RATE_PROBE_TRIES = 2;
/** AT+CFUN=1, after a CFUN=0 that the modem has taken: without it there is no network. */
export const FUNCTION_TRIES = 3;
/** AT+CPIN?, before and after the settings are made again: plain ERROR for the first seconds after power-on. */
export const SIM_TRIES = 10;
/** AT+CPIN? after the PIN. */
export const UNLOCK_TRIES = 5;
/** AT+CREG?. */
export const REGISTRATION_TRIES = 90;
/** Denials in a row before they are believed: one is often the first answer of a network that then agrees. */
export const DENIED_TRIES = 10;
/** AT+SAPBR=2 while the bearer is connecting: as long as AT+SAPBR=1 may take. */
export const CONNECTING_TRIES = 85;
/** AT+SAPBR=2 after AT+SAPBR=1 was refused. */
export const BEARER_TRIES = 3;
/** How often one start asks for the bearer, should it be refused; with the pauses between, 62 s. */
export const CONNECT_TRIES = 6;
/** One chunk of payload. */
export const READ_TRIES = 5;
/** AT+HTTPINIT, after an HTTPTERM that the modem has not finished. */
export const INIT_TRIES = 2;
/** Pause between two tries. */
export const RETRY_PAUSE = 1000;
/** Scripts of the start, when an answer was damaged or did not come. */
export const STAGE_TRIES = 2;
/** Restarts of the modem that one start survives. */
export const RESTARTS = 5;

/** A bearer that was refused is asked for again after this, doubled for each time. */
export const BACKOFF_TIME = 2000;
/** From DTR low to a port that hears (hardware design: 50 ms). */
export const WAKE_TIME = 60;

// Re-synchronising.
/** Silence on the line that is required before and after the probe. */
export const SILENCE_TIME = 100;
/** It begins anew with at most this many bursts: stray output for minutes must not hold the driver. */
export const SILENCE_TRIES = 50;
/** From the last of those: bytes that come one by one are many bursts and little time. */
export const SPELLING_TIME = 2000;
/** An answer that is due when a word says that the modem has restarted. */
export const DOUBT_TIME = 3000;
/** AT+CMEE? is sent at most this many times. */
export const SYNC_TRIES = 6;
/** Its answer. */
export const SYNC_TIME = 1000;

// Lengths (V1.11).
/** AT+SAPBR: APN, USER, PWD. */
export const BEARER_TEXT = 50;
/** AT+HTTPPARA URL (V1.09). */
export const URL_LENGTH = 500;
/** AT+HTTPPARA UA (V1.09). */
export const USER_AGENT_LENGTH = 200;
/** AT+HTTPPARA CONTENT and USERDATA: no manual gives a limit; the command line has 556. */
export const CONTENT_LENGTH = 200;
export const HEADERS_LENGTH = 450;
/** AT+HTTPPARA PROIP. */
export const PROXY_LENGTH = 50;
/** AT+HTTPPARA BREAK and BREAKEND: 32 bits. */
export const OFFSET_LIMIT = 0x7fffffff;
/** What the modem's store holds, by module (V1.11; the last is a SIM800's): a response of exactly this length may have been cut. */
export const STORE_LIMIT = 318976;
export const SMALL_STORE_LIMIT = 102400;
export const SIM800_STORE_LIMIT = 319488;
/** New bytes that a window asks for: with its overlap it fits the smaller store. */
export const WINDOW_SIZE = 98304;
/** AT+HTTPDATA (V1.03; 102,400 on smaller modules). */
export const BODY_LIMIT = 318976;
/** AT+HTTPDATA, ms: the modem's own limit for a body. */
export const BODY_TIME_LIMIT = 120000;
/** AT+HTTPPARA TIMEOUT, s. */
export const SESSION_TIME_LEAST = 30;
export const SESSION_TIME_MOST = 1000;
/** The driver waits longer than the modem. */
export const SESSION_TIME_MARGIN = 10000;
/** A command line without its CR. */
export const COMMAND_LENGTH = 556;

// FTP. Times in ms.
/** From the OK of a session command to its report (SIM800 V1.09: 75 s). */
export const FTP_SESSION_TIME = 90000;
/** FTPGET=2 is asked again after `2,0`, should `+FTPGET:1,1` not come before: nobody knows how often that is repeated. */
export const FTP_POLL_TIME = 1000;
/** Polls in a row that may bring nothing. */
export const FTP_POLLS = 120;
/** From FTPPUT=2,0 to `+FTPPUT:1,0`: more than 4 s and up to 20 s have been seen, and that it never came. */
export const FTP_CONFIRM_TIME = 30000;
/** The same for FTPEXTPUT, where the upload itself comes before it: this much more for each byte. */
export const FTP_BYTE_TIME = 1;
/** From one portion of an upload to `+FTPPUT:1,1` for the next. */
export const FTP_ROOM_TIME = 30000;
/** From AT+FTPQUIT to `1,80`. */
export const FTP_QUIT_TIME = 500;
/** AT+FTPSTATE until it says 0. */
export const FTP_STATE_TRIES = 5;
/** AT+FTPEXTPUT=2, ms: the modem's own limit for its bytes (V1.11: 1000 to 1000000). */
export const FTP_LOAD_TIME_LIMIT = 1000000;
/** Sessions of one operation that a session left open by somebody else may refuse (66). */
export const FTP_SESSION_TRIES = 2;

// FTP. Lengths (V1.11; paths have 99 up to V1.05).
export const FTP_SERVER_LENGTH = 49;
export const FTP_LOGIN_LENGTH = 49;
export const FTP_NAME_LENGTH = 99;
export const FTP_PATH_LENGTH = 256;
/** AT+FTPGET=2. */
export const FTP_READ_LIMIT = 1460;
/** Default burst of a download: header, payload and trailer fit the 128 bytes of an ESP32's FIFO. */
export const FTP_BURST = 96;
/** AT+FTPEXTPUT: "300k". */
export const FTP_EXTENDED_LIMIT = 300000;
/** From this length on FTPEXTPUT is faster: FTPPUT waits for the server after every piece. */
export const FTP_EXTENDED_LEAST = 8192;
/** Longest line of a listing that is parsed. */
export const FTP_LINE_LENGTH = 300;

/** Most bytes of payload that the modem is asked for at once: of its own memory. */
export const BURST_LIMIT = 8192;

// Sockets. Times in ms.
/** AT+CIPSHUT (SIM800 V1.09: 65 s). */
export const CONTEXT_CLOSE_TIME = 65000;
/** AT+CIICR (SIM800 V1.09: 85 s). */
export const CONTEXT_OPEN_TIME = 85000;
/** AT+CIPCLOSE. */
export const SOCKET_CLOSE_TIME = 10000;
/** AT+CIPSEND up to its prompt, and from the last byte to DATA ACCEPT. */
export const SOCKET_SEND_TIME = 5000;
/** AT+CDNSGIP up to its OK. */
export const RESOLVE_TIME = 14000;
/** From there to the address. */
export const RESOLVED_TIME = 60000;
/** How often a context is asked for, with a rung of the ladder before each further time, and a connection that the modem refuses. */
export const CONTEXT_TRIES = 3;
export const START_TRIES = 3;

// Sockets. Ticks of a second.
/** From AT+CIPSTART's OK to CONNECT OK (SIM800 V1.09: 75 s). */
export const CONNECT_TICKS = 85;
/** A connection is asked for what it has: the word that says so comes once, and can be lost. */
export const POLL_TICKS = 30;
/** What is left to be sent when the application closes a socket. */
export const DRAIN_TICKS = 10;
/** A connection that takes no bytes counts as broken. */
export const REFUSED_TICKS = 75;

// Sockets. Lengths.
/** Connections at once: a SIM800 has six, a SIM900 eight. */
export const SOCKETS = 6;
/** Bytes that an application can write ahead. */
export const SEND_QUEUE = 4096;
/** Bytes that it need not have read; a burst that is larger counts. */
export const RECEIVE_QUEUE = 480;
/** Most bytes of one AT+CIPSEND: 1024, 1380 and 1460 have been seen as the modem's own limit; and the fewest after refusals. */
export const SEND_LIMIT = 1024;
export const SEND_LEAST = 64;
/** Most bytes of one AT+CIPRXGET=2. */
export const SOCKET_READ_LIMIT = 1460;
/** A read into less than this waits until the application has read. */
export const READ_LEAST = 96;
/** Host of AT+CIPSTART and AT+CDNSGIP. */
export const HOST_LENGTH = 100;
/** Bytes of datagrams that wait to be sent, the lengths before them included. */
export const DATAGRAM_QUEUE = 1200;

// Messages. Times in ms.
/** AT+CMGS from 1A to its result (SIM800 V1.09: 60 s). */
export const MESSAGE_SEND_TIME = 60000;
/** AT+CMGR and AT+CPMS? (SIM800 V1.09: 5 s). */
export const MESSAGE_READ_TIME = 5000;
/** AT+CMGD (SIM800 V1.09: 5 s for one message, 25 s for all). */
export const MESSAGE_REMOVE_TIME = 25000;
/** AT+CMGF: the modem reads the SIM for the first seconds after power-on. */
export const CARD_TRIES = 20;

// Messages. Lengths.
/** Digits of a number (GSM 03.40: 20 at most). */
export const NUMBER_DIGITS = 20;
/** Characters of a text: far fewer than 255 parts hold, as many as a header can count. */
export const TEXT_LENGTH = 4000;
/** The longest PDU in hex: 12 octets of the service centre, 164 after it. */
export const PDU_SIZE = 352;
/** Places of a SIM: as many as a byte can count. */
export const PLACES = 255;

// What the network and the modem know. Times in ms.
/** AT+CUSD up to its OK, and from there to the answer (10 s in the field; a person may have to be asked). */
export const USSD_ASK_TIME = 10000;
export const USSD_ANSWER_TIME = 60000;
/** AT+CIPGSMLOC (SIM800 V1.09: 60 s). */
export const LOCATION_TIME = 60000;
/** From AT+CNTP's OK to its report. */
export const TIME_SERVER_TIME = 75000;

/** Characters of a USSD code (GSM 03.38: 182 in 160 octets). */
export const USSD_LENGTH = 182;
/** Quarters of an hour from UTC, to the west and to the east. */
export const ZONE_WEST = -47;
export const ZONE_EAST = 48;
