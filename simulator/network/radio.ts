import { adoptTime, universalTime, zoneText } from "./time.ts";
import type { Modem, SimCard } from "../modem.ts";

/** The state of the SIM as +CPIN? reports it. */
export type SimState = "READY" | "SIM PIN" | "SIM PUK" | "PH_SIM PIN" | "NOT INSERTED" | "NOT READY";

/** State of AT+CREG once the modem has looked for a network. */
export type Registration = 0 | 1 | 2 | 3 | 5;

/** Where the modem is and what it hears. */
export interface Cell {
	/** Operator's long name and number. */
	readonly operator: string;
	readonly numeric: string;
	/** 1 home, 5 roaming; 0 not searching, 2 searching and 3 denied stay so. */
	readonly registration: Registration;
	/** The same for GPRS (AT+CGREG), where it is another one. */
	readonly gprs?: Registration;
	/** AT+CSQ: rssi 0..31 or 99, ber 0..7 or 99. */
	readonly signal: readonly [number, number];
	/** Four hex digits each. */
	readonly area: string;
	readonly id: string;
}

const PIN_ATTEMPTS = 3;

const isHomeOrRoaming = (state: number): boolean => state === 1 || state === 5;

/** SIM card, registration and GPRS attachment of one boot. */
export class Radio {
	readonly sim: SimCard;
	readonly cell: Cell;
	/** As +CPIN? reports it. */
	simState: SimState = "NOT READY";
	/** AT+CREG? state. */
	registration = 0;
	/** AT+CGREG? state. */
	gprs = 0;
	attached = false;
	/** PDP contexts that AT+CGACT has activated. */
	readonly contexts: Set<number> = new Set();

	readonly #modem: Modem;
	#functionality: number;
	#functionalityListeners: (() => void)[] = [];
	#detachedListeners: (() => void)[] = [];
	#attempts = PIN_ATTEMPTS;
	#generation = 0;

	constructor(modem: Modem, sim: SimCard, cell: Cell) {
		this.#modem = modem;
		this.sim = sim;
		this.cell = cell;
		this.#functionality = (modem.nvram.get("functionality") as number | undefined) ?? 1;
	}

	/** AT+CFUN: 0 minimum, 1 full, 4 RF off. All but 0 is kept over a power cycle (V1.11). */
	get functionality(): number {
		return this.#functionality;
	}

	set functionality(level: number) {
		if (level === this.#functionality) return;
		this.#functionality = level;
		if (level) this.#modem.nvram.set("functionality", level);
		for (const listener of this.#functionalityListeners) listener();
	}

	/** Calls back when AT+CFUN has changed. */
	onFunctionality(listener: () => void): void {
		this.#functionalityListeners.push(listener);
	}

	/** Registered at home or roaming. */
	get isRegistered(): boolean {
		return isHomeOrRoaming(this.registration);
	}

	/** Registered for GPRS. */
	get hasGprs(): boolean {
		return isHomeOrRoaming(this.gprs);
	}

	/** State of a SIM that has had its time to start. */
	get settledSim(): SimState {
		if (!this.sim.present) return "NOT INSERTED";
		if (this.sim.locked) return "PH_SIM PIN";
		if (this.sim.blocked) return "SIM PUK";
		return this.sim.pin ? "SIM PIN" : "READY";
	}

	/** Switched on a moment ago. */
	start(): void {
		this.#modem.later(this.#modem.settings.simTime, () => this.#simStarted());
	}

	/** Has been on for long: SIM ready, registered, attached. */
	startRunning(): void {
		if (this.functionality !== 1) return;
		this.simState = this.settledSim;
		if (this.simState === "READY") this.#camp();
	}

	/** With the RF off the card is not asked. */
	#simStarted(): void {
		if (this.functionality !== 1) return;
		this.simState = this.settledSim;
		if (this.simState === "READY") this.search();
	}

	/** Unblocks the SIM, which then has a new PIN. False for a wrong PUK. */
	enterPuk(puk: string, pin: string): boolean {
		if (puk !== this.sim.puk) return false;
		Object.assign(this.sim, { pin, blocked: false });
		this.#attempts = PIN_ATTEMPTS;
		this.simState = "READY";
		this.search();
		return true;
	}

	/** Unlocks the SIM. False for a wrong PIN. */
	enterPin(pin: string): boolean {
		if (pin !== this.sim.pin) {
			if (--this.#attempts > 0) return false;
			Object.assign(this.sim, { blocked: true });
			this.simState = "SIM PUK";
			return false;
		}
		this.simState = "READY";
		this.search();
		return true;
	}

	/** Looks for a network. */
	search(): void {
		this.#register(2, 2);
		const generation = ++this.#generation;
		this.#modem.later(this.#modem.settings.registrationTime, () => {
			if (generation !== this.#generation) return;
			this.#camp();
			if (!this.isRegistered || !this.#modem.registers.callReady) return;
			for (const code of this.#modem.personality.readyCodes) this.#modem.unsolicited(code);
		});
	}

	/** Off GPRS: a live bearer goes first. */
	detach(): void {
		this.#modem.bearers.lose();
		this.contexts.clear();
		this.attached = false;
		for (const listener of this.#detachedListeners) listener();
	}

	/** Calls back when GPRS has gone, whoever has left it. */
	onDetached(listener: () => void): void {
		this.#detachedListeners.push(listener);
	}

	/** Leaves the network: RF off or detached from the operator. */
	leave(): void {
		this.#generation++;
		this.detach();
		this.#register(0, 0);
	}

	#camp(): void {
		const { registration, gprs = registration } = this.cell;
		this.attached = isHomeOrRoaming(gprs) && this.#modem.settings.attachOnRegistration;
		this.#register(registration, gprs);
		if (this.isRegistered && this.#modem.registers.clts) this.#tellTime();
	}

	/** AT+CLTS=1: name of the network and its time, which the modem's own clock takes over. */
	#tellTime(): void {
		const { settings } = this.#modem;
		const { operator, numeric } = this.cell;
		const zone = zoneText(settings.networkZone);
		const now = new Date(universalTime(this.#modem));
		const date = [now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate()];
		const time = [now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds()];
		adoptTime(this.#modem, settings.networkZone);
		this.#modem.unsolicited(`*PSNWID: "${numeric.slice(0, 3)}","${numeric.slice(3)}","${operator}",0,"${operator}",0`);
		this.#modem.unsolicited(`*PSUTTZ: ${[...date, ...time].join(", ")},"${zone}",0`);
		this.#modem.unsolicited(`+CTZV: "${zone}"`);
		this.#modem.unsolicited("DST: 0");
	}

	#register(state: number, gprs: number): void {
		const { registers } = this.#modem;
		const changed = [state !== this.registration, gprs !== this.gprs];
		this.registration = state;
		this.gprs = gprs;
		if (changed[0] && registers.creg) this.#modem.unsolicited(`+CREG: ${this.report("creg", registers.creg)}`);
		if (changed[1] && registers.cgreg) this.#modem.unsolicited(`+CGREG: ${this.report("cgreg", registers.cgreg)}`);
	}

	/** The stat, and under mode 2 the place, of AT+CREG and AT+CGREG. */
	report(which: "creg" | "cgreg", mode: number): string {
		const state = which === "creg" ? this.registration : this.gprs;
		const place = mode === 2 && isHomeOrRoaming(state) ? `,"${this.cell.area}","${this.cell.id}"` : "";
		return `${state}${place}`;
	}
}
