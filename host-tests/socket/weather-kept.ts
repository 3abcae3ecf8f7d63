import { collect, type Kept } from "../support/weather/campaign.ts";

const { all, kept } = collect();
/** Everything that has ever failed over sockets: `npm run weather -- sockets` prints what is to be pasted here. */
export const KEPT: readonly Kept[] = all;

// Somebody's text says that the modem is off, while nothing is asked of it: a connection is not thrown away for that.
kept({
	operations: ["TCP that is closed halfway"],
	faults: [
		{
			on: /CIICR/,
			after: 722,
			code: '+CMT: "+491234567","","15/01/12,10:00:00+32"\r\n\r\nNORMAL POWER DOWN\r\n+HTTPACTION:0,200,9',
		},
	],
});

// A stream that has lost bytes hands over none that come after them: the modem does not say that they are lost, and closes it in the end.
kept({ operations: ["TCP echo in large reads"], faults: [{ at: 0, sendFail: 1 }] });
kept({
	operations: ["TCP upload"],
	faults: [
		{ on: /./, sendFail: 2 },
		{ at: 1024, powerDip: true },
	],
});
kept({ operations: ["UDP"], faults: [{ on: /./, sendFail: 2 }] });
kept({ operations: ["six TCP at once"], faults: [{ at: 0, sendFail: 0 }] });

// A modem that spells its answers out hands over no datagram.
kept({ operations: ["UDP"], faults: [{ on: /./, fragment: 6 }] });

// A line of others beside a read that is refused may be what is left of payload.
kept({
	operations: ["TCP upload", "two TCP at once"],
	faults: [
		{ at: 0, sendFail: 2 },
		{ on: /CLOSED/, nth: 2, after: 2, code: "NO CARRIER" },
	],
});

// A byte that was changed on its way to the modem changes all of a digest.
kept({ operations: ["TCP upload"], faults: [{ at: 2206, bytes: "flip", line: "rxd", dice: 74 }] });

// A modem that is silent for long is looked for anew: its connections are given up.
kept({ operations: ["six TCP at once"], faults: [{ on: /CIPSTART/, silence: 10979 }] });
kept({ operations: ["TCP upload"], faults: [{ on: /CIFSR/, late: 11864 }] });

// A prompt after somebody's text is none.
kept({
	operations: ["TCP echo"],
	faults: [{ on: /CONNECT OK/, after: 2, code: '+CMT: "+491234567","","15/01/12,10:00:00+32"\r\nhello\r\nRDY' }],
});

// A modem that waits for more bytes than it is to get is deaf until it has them.
kept({
	operations: ["six TCP at once"],
	faults: [{ on: /CIPSEND/, nth: 2, bytes: "duplicate", line: "rxd", rate: 0.028381679012921775, count: 12, dice: 41 }],
});

// A warning of the supply beside a read that is refused may be what is left of payload.
kept({
	operations: ["TCP upload"],
	faults: [
		{ on: /./, nth: 72, voltage: "over" },
		{ on: /./, nth: 69, dropConnection: 1 },
	],
});

// What comes while the modem is looked for, in the interest of others, has a search of its own.
kept({
	operations: ["addresses of names", "TCP upload"],
	faults: [
		{ on: /CIPSEND/, after: 107, late: 32408 },
		{ on: /DATA ACCEPT/, nth: 1, after: 9, powerDip: true },
	],
});

// A number of bytes that the modem has taken, which has lost a digit: they are not sent twice.
kept({
	operations: ["six TCP at once"],
	faults: [{ on: /./, nth: 80, after: 1.76, bytes: "drop", line: "txd", rate: 0.03696958151475576, count: 17, dice: 53 }],
});
