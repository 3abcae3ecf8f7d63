import { test } from "uvu";
import { testWeather } from "./weather.ts";

testWeather("FTP get");

test.run();
