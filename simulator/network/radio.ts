import type { Modem, SimCard } from "../modem.ts";

/** The state of the SIM as +CPIN? reports it. */
export type SimState = "READY" | "SIM PIN" | "SIM PUK" | "NOT INSERTED" | "NOT READY";

/** Where the modem is and what it hears. */
export interface Cell {
	/** Operator's long name and number. */
	readonly operator: string;
	readonly numeric: string;
	/** 1 home, 5 roaming; 2 searching and 3 denied stay so. */
	readonly registration: 1 | 2 | 3 | 5;
	/** AT+CSQ: rssi 0..31 or 99, ber 0..7 or 99. */
	readonly signal: readonly [number, number];
	/** Four hex digits each. */
	readonly area: string;
	readonly id: string;
}

const PIN_ATTEMPTS = 3;
/** ms */
const QUARTER = 900_000;

/** SIM card, registration and GPRS attachment of one boot. */
export class Radio {
	readonly sim: SimCard;
	readonly cell: Cell;
	/** As +CPIN? reports it. */
	simState: SimState = "NOT READY";
	/** AT+CFUN: 0 minimum, 1 full, 4 RF off. */
	functionality = 1;
	/** AT+CREG? state. */
	registration = 0;
	attached = false;

	readonly #modem: Modem;
	#attempts = PIN_ATTEMPTS;
	#generation = 0;

	constructor(modem: Modem, sim: SimCard, cell: Cell) {
		this.#modem = modem;
		this.sim = sim;
		this.cell = cell;
	}

	/** Registered at home or roaming. */
	get isRegistered(): boolean {
		return this.registration === 1 || this.registration === 5;
	}

	/** State of a SIM that has had its time to start. */
	get settledSim(): SimState {
		if (!this.sim.present) return "NOT INSERTED";
		return this.sim.pin ? "SIM PIN" : "READY";
	}

	/** Switched on a moment ago. */
	start(): void {
		this.#modem.later(this.#modem.settings.simTime, () => this.#simStarted());
	}

	/** Has been on for long: SIM ready, registered, attached. */
	startRunning(): void {
		this.simState = this.settledSim;
		if (this.simState === "READY") this.#camp();
	}

	#simStarted(): void {
		this.simState = this.settledSim;
		if (this.simState === "READY") this.search();
	}

	/** Unlocks the SIM. False for a wrong PIN. */
	enterPin(pin: string): boolean {
		if (pin !== this.sim.pin) {
			if (--this.#attempts === 0) this.simState = "SIM PUK";
			return false;
		}
		this.simState = "READY";
		this.search();
		return true;
	}

	/** Looks for a network. */
	search(): void {
		this.#register(2);
		const generation = ++this.#generation;
		this.#modem.later(this.#modem.settings.registrationTime, () => {
			if (generation !== this.#generation) return;
			this.#camp();
			if (!this.isRegistered || !this.#modem.registers.callReady) return;
			for (const code of this.#modem.personality.readyCodes) this.#modem.unsolicited(code);
		});
	}

	/** Leaves the network: RF off or detached from the operator. */
	leave(): void {
		this.#generation++;
		this.attached = false;
		this.#modem.bearers.lose();
		this.#register(0);
	}

	#camp(): void {
		const { registration } = this.cell;
		this.attached = registration === 1 || registration === 5;
		this.#register(registration);
		if (this.isRegistered && this.#modem.registers.clts) this.#tellTime();
	}

	/** AT+CLTS=1: name of the network and its time, which the modem's own clock takes over. */
	#tellTime(): void {
		const { settings, nvram, clock } = this.#modem;
		const { operator, numeric } = this.cell;
		const zone = `${settings.networkZone < 0 ? "-" : "+"}${String(Math.abs(settings.networkZone)).padStart(2, "0")}`;
		const start = settings.networkTime + settings.networkZone * QUARTER;
		const now = new Date(settings.networkTime + clock.now);
		const date = [now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate()];
		const time = [now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds()];
		nvram.set("clock", start);
		nvram.set("zone", zone);
		this.#modem.unsolicited(`*PSNWID: "${numeric.slice(0, 3)}","${numeric.slice(3)}","${operator}",0,"${operator}",0`);
		this.#modem.unsolicited(`*PSUTTZ: ${[...date, ...time].join(", ")},"${zone}",0`);
		this.#modem.unsolicited(`+CTZV: "${zone}"`);
		this.#modem.unsolicited("DST: 0");
	}

	#register(state: number): void {
		if (state === this.registration) return;
		this.registration = state;
		const { registers } = this.#modem;
		if (registers.creg) this.#modem.unsolicited(`+CREG: ${this.report(registers.creg)}`);
		if (registers.cgreg) this.#modem.unsolicited(`+CGREG: ${this.report(registers.cgreg)}`);
	}

	/** The stat, and under mode 2 the place, of AT+CREG and AT+CGREG. */
	report(mode: number): string {
		const place = mode === 2 && this.isRegistered ? `,"${this.cell.area}","${this.cell.id}"` : "";
		return `${this.registration}${place}`;
	}
}
