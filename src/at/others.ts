import { HIGH } from "../uart/ascii.js";
import type { Scanner } from "./scanner.js";
import { NO_WORD, word } from "./words.js";

const NETWORK_SAYS = word("+CUSD");
const STATUS_REPORT = word("+CDS");
/** The probe, as a modem repeats it under ATE1: no blank line stands between that and its answer. */
const ECHO = word("AT+CMEE?");

const NOTHING = 0;
/** One line: a message as a PDU. */
const ONE_LINE = 1;
/** Nobody knows how many. */
const LINES = 2;
/** Up to a quote. */
const QUOTED = 4;
/** A blank line was the last, or the noise that a modem begins with: the modem's own lines follow one. A bit beside the two before. */
const AFTER_BLANK = 8;

/**
 * Text of others that the modem passes on: messages, and what the network says. It means nothing, whatever it says. A PDU is one line, and its header has
 * two arguments at most; what the network says (+CUSD) ends with a quote; a message in text mode may have any number of lines (V1.11, +CMT, +CBM, +CDS, +CUSD).
 */
export class Others {
	/** What of it is still to come; 0 if nothing is. */
	due: number = NOTHING;

	/** The line says that text follows, if it does. */
	expect(scanner: Scanner): void {
		scanner.parse();
		if (scanner.word === NETWORK_SAYS) this.due = scanner.isQuoteOpen ? QUOTED : NOTHING;
		// A status report in text mode has no more than its header.
		else if (scanner.count > 2) this.due = scanner.word === STATUS_REPORT ? NOTHING : LINES;
		else this.due = ONE_LINE;
	}

	/** A line while text is due: true where it is part of it; false where it may also be the modem's, because a blank line has come before it. */
	take(scanner: Scanner): boolean {
		const due = this.due;
		const isBlank =
			(scanner.word === NO_WORD && scanner.start === scanner.end) || scanner.word === ECHO || scanner.bytes[scanner.end - 1] === HIGH;
		if (due === ONE_LINE || ((due & QUOTED) !== 0 && scanner.isQuoteOpen)) {
			this.due = NOTHING;
			return true;
		}
		this.due = isBlank ? due | AFTER_BLANK : due & ~AFTER_BLANK;
		return isBlank || due < AFTER_BLANK;
	}

	/** What comes from here on is the modem's. */
	forget(): void {
		this.due = NOTHING;
	}
}
