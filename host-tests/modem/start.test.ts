import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ErrorCode } from "../../src/index.js";
import { CUTS, Exchange } from "../support/exchange.ts";

const OK = "\r\nOK\r\n";

// Application note, table 1.1.
test("table 1.1: a closed bearer is configured, opened and queried", () => {
	for (const cut of CUTS) {
		let ready = 0;
		const exchange = new Exchange(cut, {
			onReady() {
				ready++;
			},
		});
		exchange.row("AT\r", "AT\r\r\nOK\r\n");
		exchange.settle();
		exchange.row("ATE0Q0V1\r", "ATE0Q0V1\r\r\nOK\r\n");
		exchange.row("AT+CMEE=1\r", OK);
		exchange.row("AT&C1\r", OK);
		exchange.identify();
		exchange.row("AT+CPIN?\r", "\r\n+CPIN: READY\r\n\r\nOK\r\n");
		exchange.storeMessages();
		exchange.row("AT+CREG?\r", "\r\n+CREG: 0,5\r\n\r\nOK\r\n");
		exchange.row("AT+SAPBR=2,1\r", '\r\n+SAPBR: 1,3,"0.0.0.0"\r\n\r\nOK\r\n');
		exchange.row('AT+SAPBR=3,1,"CONTYPE","GPRS"\r', OK);
		exchange.row('AT+SAPBR=3,1,"APN","CMNET"\r', OK);
		exchange.row("AT+SAPBR=1,1\r", OK);
		assert.is(ready, 0);
		exchange.row("AT+SAPBR=2,1\r", '\r\n+SAPBR: 1,1,"10.89.193.1"\r\n\r\nOK\r\n');
		assert.is(ready, 1);
		exchange.answer("\r\n+SAPBR 1: DEACT\r\n");
		exchange.expect("");
	}
});

test("user and password are set where they are given", () => {
	const exchange = new Exchange(64, { apn: { name: "a", user: "u ser", password: "p;w" } });
	exchange.row("AT\r", OK);
	exchange.settle();
	for (const line of ["ATE0Q0V1\r", "AT+CMEE=1\r", "AT&C1\r"]) exchange.row(line, OK);
	exchange.identify();
	exchange.row("AT+CPIN?\r", "\r\n+CPIN: READY\r\n\r\nOK\r\n");
	exchange.storeMessages();
	exchange.row("AT+CREG?\r", "\r\n+CREG: 0,1\r\n\r\nOK\r\n");
	exchange.row("AT+SAPBR=2,1\r", '\r\n+SAPBR: 1,3,"0.0.0.0"\r\n\r\nOK\r\n');
	exchange.row('AT+SAPBR=3,1,"CONTYPE","GPRS"\r', OK);
	exchange.row('AT+SAPBR=3,1,"APN","a"\r', OK);
	exchange.row('AT+SAPBR=3,1,"USER","u ser"\r', OK);
	exchange.row('AT+SAPBR=3,1,"PWD","p;w"\r', OK);
	exchange.row("AT+SAPBR=1,1\r", "\r\n+CME ERROR: 3\r\n");
	exchange.row("AT+SAPBR=2,1\r", '\r\n+SAPBR: 1,1,"10.89.193.1"\r\n\r\nOK\r\n');
	assert.ok(exchange.modem.ready);
});

test("late answers to AT are not credited to the commands that follow", () => {
	const exchange = new Exchange(8);
	exchange.expect("AT\r");
	exchange.runtime.advance(600);
	exchange.expect("AT\r");
	exchange.runtime.advance(600);
	exchange.expect("AT\r");
	exchange.answer("\r\nOK\r\n");
	exchange.runtime.advance(50);
	exchange.answer("\r\nOK\r\n");
	exchange.runtime.advance(50);
	exchange.expect("");
	exchange.runtime.advance(50);
	exchange.expect("AT+CMEE?\r");
	exchange.answer("\r\nOK\r\n");
	exchange.expect("");
	exchange.answer("\r\n+CMEE: 0\r\n\r\nOK\r\n");
	exchange.runtime.advance(100);
	exchange.expect("ATE0Q0V1\r");
});

test("the SIM and the network are waited for", () => {
	const exchange = new Exchange(3);
	exchange.row("AT\r", "AT\r\r\nOK\r\n");
	exchange.settle();
	for (const line of ["ATE0Q0V1\r", "AT+CMEE=1\r", "AT&C1\r"]) exchange.row(line, OK);
	exchange.identify();
	exchange.row("AT+CPIN?\r", "\r\nERROR\r\n");
	exchange.runtime.advance(1000);
	exchange.row("AT+CPIN?\r", "\r\n+CPIN: NOT READY\r\n\r\nOK\r\n");
	exchange.runtime.advance(1000);
	exchange.row("AT+CPIN?\r", "\r\n+CPIN: READY\r\n\r\nOK\r\n");
	exchange.storeMessages();
	exchange.row("AT+CREG?\r", "\r\n+CREG: 0,2\r\n\r\nOK\r\n");
	exchange.row("AT+CGREG?\r", "\r\n+CGREG: 0,2\r\n\r\nOK\r\n");
	exchange.runtime.advance(1000);
	// The unsolicited form comes first, and is not the answer.
	exchange.row("AT+CREG?\r", "\r\n+CREG: 5\r\n\r\nCall Ready\r\n\r\n+CREG: 0,2\r\n\r\n+CREG: 1\r\n\r\nOK\r\n");
	exchange.row("AT+CGREG?\r", "\r\nERROR\r\n");
	exchange.runtime.advance(1000);
	exchange.row("AT+CREG?\r", "\r\n+CREG: 0,1\r\n\r\n+CREG: 5\r\n\r\nOK\r\n");
	exchange.expect("AT+SAPBR=2,1\r");
});

test("table 1.1: disconnect() closes the bearer, and a request opens it again", () => {
	const exchange = new Exchange(7);
	exchange.start();
	const done: unknown[] = [];
	exchange.modem.disconnect(error => done.push(error));
	exchange.row("AT+SAPBR=0,1\r", "\r\n+SAPBR 1: DEACT\r\n\r\nOK\r\n");
	assert.equal(done, [null]);
	assert.not(exchange.modem.ready);
	exchange.modem.http.request({ url: "x" });
	exchange.row("AT+SAPBR=2,1\r", '\r\n+SAPBR: 1,3,"0.0.0.0"\r\n\r\nOK\r\n');
	exchange.expect('AT+SAPBR=3,1,"CONTYPE","GPRS"\r');
});

function errorOfStart(play: (exchange: Exchange) => void): ErrorCode[] {
	const errors: ErrorCode[] = [];
	const exchange = new Exchange(64, {
		onError(error) {
			errors.push(error.code);
		},
	});
	play(exchange);
	assert.ok(exchange.runtime.pending === undefined, "nothing is pending after the start has failed");
	return errors;
}

function startTo(exchange: Exchange, command: string): void {
	exchange.row("AT\r", "AT\r\r\nOK\r\n");
	exchange.settle();
	for (const line of ["ATE0Q0V1\r", "AT+CMEE=1\r", "AT&C1\r"]) exchange.row(line, OK);
	exchange.identify();
	if (command === "AT+CPIN?\r") return;
	exchange.row("AT+CPIN?\r", "\r\n+CPIN: READY\r\n\r\nOK\r\n");
	exchange.storeMessages();
}

test("a modem that has misunderstood AT+CSCLK=0, and would sleep, is told again", () => {
	const exchange = new Exchange(64);
	exchange.row("AT\r", OK);
	exchange.settle();
	for (const line of ["ATE0Q0V1\r", "AT+CMEE=1\r", "AT&C1\r"]) exchange.row(line, OK);
	exchange.row("AT+GMR\r", OK);
	exchange.row("AT+IPR?\r", "\r\n+IPR: 115200\r\n\r\nOK\r\n");
	exchange.row("AT+CSCLK=0\r", OK);
	exchange.row("AT+CSCLK?\r", "\r\n+CSCLK: 1\r\n\r\nOK\r\n");
	exchange.row("AT+CSCLK=0\r", OK);
	exchange.row("AT+CFUN=1\r", OK);
});

test("a modem that has misunderstood AT+CNMI=2,1, and would not announce messages, is told again, and believed then", () => {
	const exchange = new Exchange(64);
	startTo(exchange, "AT+CPIN?\r");
	exchange.row("AT+CPIN?\r", "\r\n+CPIN: READY\r\n\r\nOK\r\n");
	exchange.row("AT+CNMI=2,1\r", OK);
	exchange.row("AT+CNMI?\r", "\r\n+CNMI: 2,0,0,0,0\r\n\r\nOK\r\n");
	exchange.row("AT+CNMI=2,1\r", OK);
	exchange.row("AT+CREG?\r", "\r\n+CREG: 0,1\r\n\r\nOK\r\n");
});

test("a silent modem is given up within 30 s", () => {
	const errors = errorOfStart(exchange => {
		exchange.runtime.advance(30000);
	});
	assert.equal(errors, ["noAnswer"]);
});

test("requests that wait when the start fails end with its error, even when one callback throws", () => {
	const exchange = new Exchange(64);
	const done: (string | undefined)[] = [];
	for (let i = 0; i < 4; i++) {
		exchange.modem.http.request({
			url: "x",
			onDone(error) {
				done.push(error?.code);
				if (i === 0) exchange.modem.http.request({ url: "y" });
				if (i === 1) throw new Error("from the application");
			},
		});
	}
	for (let i = 0; i < 200 && done.length < 4; i++) {
		try {
			exchange.runtime.expire();
		} catch (error) {
			assert.match((error as Error).message, "from the application");
		}
	}
	assert.equal(done, ["noAnswer", "noAnswer", "noAnswer", "noAnswer"]);
	// The request that a callback has made begins the start again, back at the wanted rate.
	exchange.port.takeText();
	exchange.runtime.expire();
	exchange.runtime.advance(1);
	exchange.row("AT\r", OK);
});

test("a request that comes while the modem is looked for at other rates has a search of its own", () => {
	const exchange = new Exchange(64);
	const done: string[] = [];
	const ask = (name: string): void =>
		void exchange.modem.http.request({ url: "x", onDone: error => void done.push(`${name} ${error!.code}`) });
	ask("early");
	exchange.runtime.advance(20_000);
	ask("late");
	exchange.port.takeText();
	// At the rate that is wanted, where nobody has answered the one before it.
	for (let i = 0; i < 40 && done.length === 0; i++) exchange.runtime.advance(500);
	assert.equal(done, ["early noAnswer"]);
	exchange.port.takeText();
	exchange.runtime.advance(1);
	exchange.row("AT\r", OK);
	exchange.runtime.advance(500);
	assert.equal(done, ["early noAnswer"]);
});

test("a locked SIM is unlocked with the PIN, once", () => {
	const errors: string[] = [];
	const exchange = new Exchange(5, {
		pin: "1234",
		onError(error) {
			errors.push(error.code);
		},
	});
	startTo(exchange, "AT+CPIN?\r");
	exchange.row("AT+CPIN?\r", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n");
	exchange.row('AT+CPIN="1234"\r', "\r\n+CME ERROR: 16\r\n");
	assert.equal(errors, ["pin"]);
	exchange.modem.http.request({ url: "x" });
	startTo(exchange, "AT+CPIN?\r");
	exchange.row("AT+CPIN?\r", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n");
	for (let i = 0; i < 5; i++) {
		exchange.row("AT+CPIN?\r", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n");
		exchange.runtime.advance(1000);
	}
	assert.equal(errors, ["pin", "simLocked"]);
});

test("a PIN that has not gone out has not been tried", () => {
	const exchange = new Exchange(5, { pin: "1234" });
	const locked = "\r\n+CPIN: SIM PIN\r\n\r\n";
	startTo(exchange, "AT+CPIN?\r");
	// The OK is lost; the modem is made sure of, and asked again.
	exchange.row("AT+CPIN?\r", locked);
	exchange.runtime.advance(5100);
	exchange.settle();
	exchange.prepare();
	exchange.row("AT+CPIN?\r", `${locked}OK\r\n`);
	exchange.row('AT+CPIN="1234"\r', "\r\nOK\r\n");
	exchange.row("AT+CPIN?\r", "\r\n+CPIN: READY\r\n\r\nOK\r\n");
	exchange.row("AT+CNMI=2,1\r", "\r\nOK\r\n");
});

test("a SIM that once says that it wants its PUK is asked again", () => {
	const exchange = new Exchange(64);
	startTo(exchange, "AT+CPIN?\r");
	exchange.row("AT+CPIN?\r", "\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n");
	exchange.row("AT+CPIN?\r", "\r\n+CPIN: READY\r\n\r\nOK\r\n");
	exchange.expect("AT+CNMI=2,1\r");
	const blocked = errorOfStart(exchange => {
		startTo(exchange, "AT+CPIN?\r");
		for (let i = 0; i < 2; i++) exchange.row("AT+CPIN?\r", "\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n");
	});
	assert.equal(blocked, ["simBlocked"]);
});

test("a SIM that is missing ends the start with sim", () => {
	const errors = errorOfStart(exchange => {
		startTo(exchange, "AT+CPIN?\r");
		const ask = (): void => {
			for (let i = 0; i < 10; i++) {
				exchange.row("AT+CPIN?\r", "\r\n+CME ERROR: 10\r\n");
				exchange.runtime.advance(1000);
			}
		};
		ask();
		// It may have misunderstood AT+CFUN=1.
		exchange.prepare();
		ask();
	});
	assert.equal(errors, ["sim"]);
});

test("a network that does not take the modem ends the start with notRegistered", () => {
	const errors = errorOfStart(exchange => {
		startTo(exchange, "AT+CREG?\r");
		for (let i = 0; i < 90; i++) {
			exchange.row("AT+CREG?\r", "\r\n+CREG: 0,2\r\n\r\nOK\r\n");
			exchange.row("AT+CGREG?\r", "\r\n+CGREG: 0,2\r\n\r\nOK\r\n");
			exchange.runtime.advance(1000);
		}
	});
	assert.equal(errors, ["notRegistered"]);
});

test("a modem that restarts while it is started is started anew, and given up when that does not end", () => {
	const errors = errorOfStart(exchange => {
		for (let i = 0; i < 5; i++) {
			startTo(exchange, "AT+CREG?\r");
			exchange.expect("AT+CREG?\r");
			exchange.answer("\r\nRDY\r\n");
		}
		exchange.expect("AT\r");
		exchange.answer("\r\nRDY\r\n");
	});
	assert.equal(errors, ["reset"]);
});

test.run();
