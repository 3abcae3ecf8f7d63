// `sim900/information`: clock, supply and place, for a modem of `sim900/modem`.
export {
	type BatteryCallback,
	Information,
	type PlaceCallback,
	type SetTimeOptions,
	type TimeCallback,
} from "./information/information.js";
