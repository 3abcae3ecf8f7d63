import { test } from "uvu";
import { testWeather } from "../support/weather/campaign.ts";
import { KEPT } from "./weather-kept.ts";

testWeather("transfers", 500, KEPT);

test.run();
