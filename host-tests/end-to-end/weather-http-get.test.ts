import { test } from "uvu";
import { testWeather } from "./weather.ts";

testWeather("HTTP GET");

test.run();
