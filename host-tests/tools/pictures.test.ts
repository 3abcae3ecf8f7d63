import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readHistory } from "../../bench/history.ts";
import { drawCharts } from "../../tools/chart.ts";

test("the history begins with a8fe324, in the order of time, and the picture shows every state of it", () => {
	const history = readHistory();
	assert.equal([history[0]!.name, history[0]!.figures.flash?.all, history[0]!.figures.instructions?.ring], ["a8fe324", 238_376, 130_620]);
	const dates = history.map(({ date }) => date);
	assert.equal(dates, dates.toSorted());
	const picture = readFileSync("docs/history.svg", "utf8");
	for (const { name } of history) assert.match(picture, `>${name}</text>`);
	const { efficiency } = history.at(-1)!.figures;
	for (const shares of Object.values(efficiency!)) {
		const values = Object.values(shares);
		assert.equal(
			values,
			values.toSorted((a, b) => a - b),
			"the more is asked for at once, the more of the time is payload",
		);
		assert.ok(values.every(value => value > 0 && value < 1));
	}
});

test("a chart has a point for each value that there is, and labels that do not lie on one another", () => {
	const series = [
		{ name: "first", values: [1, undefined, 3] },
		{ name: "second", values: [1, 2, 3] },
	];
	const svg = drawCharts([{ title: "a < b", places: ["x", "y", "z"], series, top: 4, say: String }], "two lines");
	assert.is(svg.match(/<circle/g)!.length, 5);
	assert.match(svg, "a &#60; b");
	const labels = [...svg.matchAll(/<text class="[ab]" x="\d+" y="([\d.]+)"/g)].map(match => Number(match[1]));
	assert.ok(Math.abs(labels[0]! - labels[1]!) >= 14);
});

test.run();
