/*
	Chapter 3 of the application note (SIM900 IP Application Note V1.03), every row of every table as it is printed: payload left out, lines that the
	page has broken joined.
*/

/** What is sent ("" where the modem speaks by itself), and what comes. */
export type Row = readonly [send: string, ...expected: string[]];

/** A row that is not in a dialogue of the driver as it is printed: why not, and what is there instead, if anything is. */
export interface Explained {
	readonly printed: Row;
	readonly why: string;
	readonly instead?: Row;
}

const SESSION: Row[] = [
	["AT+FTPCID=1", "OK"],
	['AT+FTPSERV="116.228.221.52"', "OK"],
	['AT+FTPUN="sim.cs1"', "OK"],
	['AT+FTPPW="******"', "OK"],
];
const GET: Row[] = [...SESSION, ['AT+FTPGETNAME="1K.txt"', "OK"], ['AT+FTPGETPATH="/"', "OK"]];
const PUT: Row[] = [...SESSION, ['AT+FTPPUTNAME="1K.txt"', "OK"], ['AT+FTPPUTPATH="/"', "OK"]];

/** The tables; one that shows several sessions apart from one another has several dialogues. */
export const CHAPTER_3: Readonly<Record<string, readonly (Row | Explained)[][]>> = {
	"3.1": [
		[
			...GET,
			["AT+FTPGET=1", "OK"],
			["", "+FTPGET:1,1"],
			["AT+FTPGET=2,1024", "+FTPGET:2,50", "OK"],
			["AT+FTPGET=2,1024", "+FTPGET:2,0", "OK"],
			["", "+FTPGE T:1,1"],
			["AT+FTPGET=2,1024", "+FTPGET:2,1024", "OK"],
			["", "+FTPGET:1,0"],
		],
	],
	"3.2": [
		[
			...PUT,
			["AT+ FTPPUT =1", "OK"],
			["", "+FTPPUT:1,1,1280"],
			["AT+FTPPUT=2,100", "+FTPPUT:2,100", "OK"],
			["", "+FTPPUT:1,1,1280"],
			["AT+FTPPUT=2,0", "OK"],
			["", "+FTPPUT:1,0"],
		],
	],
	"3.3": [
		[
			["AT+ FTPGET =1", "OK"],
			["", "+FTPGET:1,64"],
		],
		[
			["AT+ FTPGET =1", "OK"],
			["", "+FTPGET:1,1"],
			["", "+FTPGET:1,1"],
			["", "+FTPGET:1,1"],
			["", "+FTPGET:1,64"],
		],
	],
	"3.4": [
		[
			['AT+FTPPW="3214567"', "OK"],
			["AT+ FTPGET =1", "OK"],
			{ printed: ["", "+FTPPUT:1,72"], why: "a misprint: it answers FTPGET", instead: ["", "+FTPGET:1,72"] },
		],
	],
	"3.5": [
		[
			["AT+ FTPGET =1", "OK"],
			{
				printed: ["", "+FTPPUT:1,66"],
				why: "a misprint: it answers FTPGET. get() refuses an empty name before anything is sent; a modem that says this all the same is survived",
				instead: ["", "+FTPGET:1,66"],
			},
		],
		[
			{ printed: ["AT+ FTPPUT =1", "OK"], why: "operations wait for one another: the session that is open already is somebody else's" },
			["AT+ FTPPUT =1", "OK", "+FTPPUT:1,66"],
		],
	],
	"3.6": [
		[
			["AT+ FTPGET =1", "OK"],
			{ printed: ["AT+FTPGET=2,1000", "ERROR"], why: "the driver waits for 1,1" },
			["", "+FTPGET:1,1"],
			{
				printed: ["AT+ FTPGET =1", "+FTPGET:2,50", "OK"],
				why: "a misprint: FTPGET=2 reads",
				instead: ["AT+FTPGET=2,1000", "+FTPGET:2,50", "OK"],
			},
			["", "+FTPGET:1,0"],
			["AT+FTPGET=2,1000", "ERROR"],
		],
		[
			["AT+ FTPPUT =1", "OK"],
			{
				printed: ["AT+FTPPUT=2,1000", "ERROR"],
				why: "the driver waits for 1,1,max; a modem that refuses behind that is survived",
				instead: ["AT+FTPPUT=2,100", "ERROR"],
			},
			["", "+FTPPUT:1,1,1280"],
			["AT+FTPPUT=2,100", "+FTPPUT:2,100", "OK"],
			["AT+FTPPUT=2,0", "OK"],
			{ printed: ["AT+ FTPPUT=2,100", "ERROR"], why: "the driver writes nothing behind 2,0" },
		],
	],
	"3.7": [
		[
			["AT+ FTPGET =1", "OK"],
			["", "+FTPGET:1,1"],
			["AT+ FTPGET = 2,1024", "+FTPGET:2,29", "OK"],
			["", "+FTPGET:1,0"],
			{ printed: ["AT+FTPRESET=20", "OK"], why: "a misprint: FTPREST", instead: ["AT+FTPREST=20", "OK"] },
			["AT+ FTPGET =1", "OK"],
			["", "+FTPGET:1,1"],
			["AT+ FTPGET = 2,1024", "+FTPGET:2,9", "OK"],
			["", "+FTPGET:1,0"],
		],
	],
	"3.8": [
		[
			...GET,
			{ printed: ["AT+ FTPDELE =1", "OK"], why: "the manuals have no value here", instead: ["AT+FTPDELE", "OK"] },
			["", "+FTPDELE:1,0"],
		],
	],
	"3.9": [
		[
			...GET,
			{ printed: ["AT+ FTPSIZE =1", "OK"], why: "the manuals have no value here", instead: ["AT+FTPSIZE", "OK"] },
			["", "+ FTPSIZE:1,0,1024"],
		],
	],
	"3.10": [
		[...SESSION, ['AT+FTPGETPATH="/test"', "OK"], ["AT+ FTPMKD", "OK"], ["", "+ FTPMKD:1,0"], ["AT+ FTPRMD", "OK"], ["", "+FTPRMD:1,0"]],
	],
	"3.11": [
		[
			...SESSION,
			{ printed: ['AT+FTPGETNAME="1K.txt"', "OK"], why: "plays no part in a listing" },
			['AT+FTPGETPATH="/"', "OK"],
			["AT+FTPLIST=1", "OK"],
			["", "+FTPLIST:1,1"],
			{
				printed: ["AT+FTPLIST=2,1024", "+FTPLIST:2,126", "OK"],
				why: "what is asked for at once fits the FIFO",
				instead: ["AT+FTPLIST=2,96", "+FTPLIST:2,96", "OK"],
			},
			["", "+FTPLIST:1,0"],
		],
	],
	"3.12": [
		[
			...PUT,
			["AT+FTPEXTPUT=1", "OK"],
			{
				printed: ["AT+FTPEXTPUT=2,0,1024,10000", "+FTPEXTPUT:0,1024", "OK"],
				why: "30 s for a slow application, and twice the time on the wire",
				instead: ["AT+FTPEXTPUT=2,0,1024,30178", "+FTPEXTPUT:0,1024", "OK"],
			},
			["AT+ FTPPUT =1", "OK"],
			["", "+FTPPUT:1,0"],
			["AT+FTPEXTPUT=0", "OK"],
		],
	],
};
