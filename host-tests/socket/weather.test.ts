import { test } from "uvu";
import { testWeather } from "../support/weather/campaign.ts";
import { KEPT } from "./weather-kept.ts";

testWeather("sockets", 200, KEPT);

test.run();
