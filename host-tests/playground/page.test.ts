/* The playground and the page of a timeline, in a browser without a network. */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nastyFile, serveFile } from "../../lab/peers/file-server.ts";
import { runSession } from "../../lab/session.ts";
import { stall } from "../../lab/stalls.ts";
import { buildPlayground, bundleForBrowser, PAGE } from "../../playground/build.ts";
import { Recorder, writeRecording } from "../../simulator/index.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!CHROMIUM && process.env.CI === "true") throw new Error("CI needs Chromium (Debian: chromium)");
if (!CHROMIUM) console.log("no Chromium: the playground is not tried (Debian: chromium)");
const withBrowser = CHROMIUM ? test : test.skip;

/** ms of real time: far more than anything here takes. */
const LIMIT = 120_000;

const folder = mkdtempSync(join(tmpdir(), "sim900-page-"));
let browser: Browser;

test.before(async () => {
	if (!CHROMIUM) return;
	await buildPlayground();
	browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});
test.after(async () => {
	await browser?.close();
	rmSync(folder, { recursive: true });
});

/** A page of a file, without a network; what is wrong in it is an error of the test. */
async function visit(file: string, { width = 1240, script = "" } = {}): Promise<Page & { faults: string[] }> {
	const context = await browser.newContext({ viewport: { width, height: 900 }, offline: true, acceptDownloads: true });
	context.setDefaultTimeout(LIMIT);
	const page = await context.newPage();
	const faults: string[] = [];
	page.on("pageerror", error => faults.push(String(error.stack)));
	page.on("console", message => message.type() === "error" && faults.push(message.text()));
	page.on("request", request => !/^(file|blob|data):/.test(request.url()) && faults.push(`asks for ${request.url()}`));
	if (script) await page.addInitScript({ content: script });
	await page.goto(pathToFileURL(file).href);
	return Object.assign(page, { faults });
}

const statusIs = (page: Page, text: string): Promise<void> => page.getByRole("status").filter({ hasText: text }).waitFor();

/** What a screen reader is told of the terminal. */
const heard = (page: Page, text: string): Promise<void> => page.locator(".xterm-accessibility").filter({ hasText: text }).waitFor();

withBrowser("AT commands are typed and answered, with nothing but the keyboard", async () => {
	const page = await visit(PAGE);
	await statusIs(page, "a simulated SIM900 is connected");
	await page.getByRole("textbox", { name: "AT commands to the modem" }).focus();
	await page.keyboard.type("ATI\r");
	await heard(page, "SIM900 R11.0");
	await page.keyboard.type("AT+CSQ\r");
	await heard(page, "+CSQ: 21,0");
	// Tab leaves the terminal and the editor.
	for (const name of ["example", "Run"]) {
		await page.keyboard.press("Tab");
		const label = await page.evaluate(() => {
			const active = (globalThis as any).document.activeElement;
			return String(active.labels?.[0]?.firstChild?.textContent ?? active.textContent);
		});
		assert.match(label, name);
	}
	await page.keyboard.press("Enter");
	await statusIs(page, "the program has ended");
	assert.match(await page.getByRole("log").innerText(), "200 hello from a server in this page");
	assert.equal(page.faults, []);
	await page.context().close();
});

withBrowser("a download loses bytes, heals, and comes whole; the timeline shows it", async () => {
	const page = await visit(PAGE);
	await page.getByLabel("example").selectOption("download with progress");
	await page.getByRole("button", { name: "Lose 40 bytes of the next chunk" }).click();
	await page.getByRole("button", { name: "Run" }).click();
	await statusIs(page, "the program has ended");
	const output = await page.getByRole("log").innerText();
	const file = Uint8Array.from({ length: 20_000 }, (_, index) => (index * 31 + (index >> 8) * 7) & 255);
	assert.match(output, createHash("sha256").update(file).digest("hex"));
	assert.match(output, /^20000 bytes, [1-9]\d* chunks read again/);
	// The list grows under the focus, which stays where it is.
	await page
		.getByRole("button", { name: /read again: AT\+HTTPREAD=/ })
		.first()
		.focus();
	await page.getByRole("button", { name: "A call (RING)" }).evaluate(button => (button as any).click());
	await page.getByRole("button", { name: /code RING/ }).waitFor();
	assert.match(await page.evaluate(() => String((globalThis as any).document.activeElement.textContent)), "read again");
	await page
		.getByRole("button", { name: /drop 40 bytes of RX/ })
		.first()
		.waitFor();
	await page
		.getByRole("img", { name: /20,000|2\d,\d{3} bytes of payload received/ })
		.first()
		.waitFor();
	assert.equal(page.faults, []);
	await page.context().close();
});

withBrowser("a program can be edited and stopped, and its mistakes are said", async () => {
	const page = await visit(PAGE);
	const editor = page.getByRole("textbox", { name: "program" });
	await editor.fill("print('begun'); await new Promise((_, reject) => modem.ready().then(() => modem.command('AT+X')).catch(reject));");
	await page.getByRole("button", { name: "Run" }).click();
	await statusIs(page, "the program has failed");
	assert.match(await page.getByRole("log").innerText(), /^begun\n\w*Error: /);
	await editor.fill("await modem.ready(); for (;;) await modem.signal();");
	await page.getByRole("button", { name: "Run" }).click();
	await heard(page, "+CSQ: 21,0");
	await page.getByRole("button", { name: "Stop" }).click();
	await statusIs(page, "the program has failed");
	assert.equal(page.faults, []);
	await page.context().close();
});

withBrowser("on a narrow screen nothing is wider than it, and everything is there", async () => {
	const page = await visit(PAGE, { width: 360 });
	await statusIs(page, "a simulated SIM900 is connected");
	const widths = await page.evaluate(() => [(globalThis as any).document.documentElement.scrollWidth, (globalThis as any).innerWidth]);
	assert.is(widths[0], widths[1]);
	for (const name of ["Connect", "Diagnose", "Run", "Supply fails", "Save trace", "Zoom in"]) {
		const box = await page.getByRole("button", { name, exact: true }).boundingBox();
		assert.ok(box && box.x >= 0 && box.x + box.width <= 360, name);
	}
	assert.equal(page.faults, []);
	await page.context().close();
});

withBrowser("a modem at a serial port, by a fake of Web Serial: diagnose, and the trace is saved", async () => {
	const { script } = await bundleForBrowser("host-tests/playground/fake-serial.ts");
	const page = await visit(PAGE, { script });
	await page.getByLabel("which").selectOption("serial");
	// The modem is at 57600: the driver has to look for it.
	await page.getByLabel("baud").selectOption("9600");
	await page.getByRole("button", { name: "Connect" }).click();
	await statusIs(page, "the serial port is open");
	await page.getByRole("button", { name: "Diagnose" }).click();
	await statusIs(page, "diagnose has ended");
	const output = await page.getByRole("log").innerText();
	for (const step of ["power and rate", "SIM", "registration", "bearer", "signal", "DNS and request"])
		assert.match(output, new RegExp(`^ok +${step} `, "m"));
	assert.ok(await page.getByRole("button", { name: "Supply fails" }).isDisabled());
	const saved = page.waitForEvent("download");
	await page.getByRole("button", { name: "Save trace" }).click();
	const trace = readFileSync(await (await saved).path(), "utf8");
	assert.match(trace, /^ +\d+\.\d{3} +\+\d+\.\d{3} > AT\+HTTPACTION=0$/m);
	assert.equal(page.faults, []);
	await page.context().close();
});

/** A download of 300,000 bytes whose firmware stands still now and then, as a page. */
async function stalledPage(): Promise<{ file: string; healed: number }> {
	const server = await serveFile(nastyFile(300_000));
	const recorder = new Recorder();
	const { trace } = await runSession({
		firmware: "lab/firmware/http-get.ts",
		config: { url: `${server.origin}/file` },
		engine: "node",
		baud: 115200,
		recorder,
		prepare: parts => stall(parts, 15, 2000, 1),
	}).finally(() => server.close());
	const file = join(folder, "timeline.html");
	writeRecording(recorder, { timeline: file, title: "300,000 bytes" });
	return { file, healed: (JSON.parse(/statistics (\{.*\})/.exec(trace)![1]!) as { healed: number }).healed };
}

withBrowser("the page of a download of 300,000 bytes with stalls opens in under two seconds and shows each healed chunk", async () => {
	const { file, healed } = await stalledPage();
	const page = await visit(file);
	const shown = page.locator(".picture path.healed");
	await page.getByRole("button", { name: "Zoom in" }).waitFor();
	const opened = await page.evaluate(
		() => (globalThis as any).performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd as number,
	);
	assert.ok(opened < 2000, `${opened} ms`);
	const first = await page.evaluate(() => {
		const { performance, requestAnimationFrame } = globalThis as any;
		return new Promise<number>(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now()))));
	});
	console.log(`opened after ${opened.toFixed(0)} ms, looked at after ${first.toFixed(0)} ms`);
	assert.ok(healed > 5);
	assert.is(await shown.count(), healed);
	const again = page.getByRole("button", { name: /read again: / });
	assert.is(await again.count(), healed);
	await again.first().click();
	await page.getByText(/^\d+\.\d{3} to \d+\.\d{3} s of /).waitFor();
	await page
		.locator(".picture text", { hasText: /^AT\+(HTTPREAD=|CMEE)/ })
		.first()
		.waitFor();
	await page.locator(".picture").focus();
	await page.keyboard.press("0");
	await page.waitForFunction(count => (globalThis as any).document.querySelectorAll(".picture path.healed").length === count, healed);
	assert.equal(page.faults, []);
	await page.context().close();
});

test.run();
