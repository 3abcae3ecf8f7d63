/* Charts of figures as SVG, light and dark. */

/** One line of a chart: a value for each place of the axis, where there is one. */
export interface Series {
	readonly name: string;
	readonly values: readonly (number | undefined)[];
}

/** A chart with one point a place. */
export interface Chart {
	readonly title: string;
	readonly places: readonly string[];
	readonly series: readonly Series[];
	/** Largest value of the axis. */
	readonly top: number;
	/** How a value is written. */
	readonly say: (value: number) => string;
}

const WIDTH = 820;
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 150, 40, 34];
const HEIGHT = 190;
const LINES = 4;
/** Pixels between two names of lines. */
const ROOM = 14;

const STYLE = `
svg { --paper: #ffffff; --ink: #1f2328; --quiet: #59636e; --rule: #d1d9e0; --a: #0550ae; --b: #1a7f37; --c: #9a3412; --d: #7d3cbd; }
@media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #e6edf3; --quiet: #9198a1; --rule: #3d444d; --a: #79b8ff; --b: #56d364; --c: #f0a14a; --d: #d2a8ff; } }
text { font: 12px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: var(--ink); }
.title { font-size: 14px; font-weight: 600; } .quiet { fill: var(--quiet); } .paper { fill: var(--paper); }
.rule { stroke: var(--rule); } polyline { fill: none; stroke-width: 2; }
.a { stroke: var(--a); } .b { stroke: var(--b); } .c { stroke: var(--c); } .d { stroke: var(--d); }
circle.a, text.a { fill: var(--a); stroke: none; } circle.b, text.b { fill: var(--b); stroke: none; } circle.c, text.c { fill: var(--c); stroke: none; } circle.d, text.d { fill: var(--d); stroke: none; }
`;

const escape = (text: string): string => text.replace(/[&<>]/g, each => `&#${each.charCodeAt(0)};`);
const px = (value: number): string => String(Math.round(value * 10) / 10);

function drawAxis({ places, top, say }: Chart, x: (place: number) => number, y: (value: number) => number): string[] {
	const rules = Array.from({ length: LINES + 1 }, (_, index) => (top * index) / LINES).map(
		value =>
			`<line class="rule" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${px(y(value))}" y2="${px(y(value))}"/><text class="quiet" text-anchor="end" x="${LEFT - 8}" y="${px(y(value) + 4)}">${escape(say(value))}</text>`,
	);
	const names = places.map(
		(name, place) => `<text class="quiet" text-anchor="middle" x="${px(x(place))}" y="${px(y(0) + 20)}">${escape(name)}</text>`,
	);
	return [...rules, ...names];
}

function drawChart(chart: Chart, offset: number): string {
	const { places, series, top, say, title } = chart;
	const x = (place: number): number => LEFT + 24 + (place * (WIDTH - LEFT - RIGHT - 48)) / Math.max(1, places.length - 1);
	const y = (value: number): number => offset + TOP + (1 - value / top) * (HEIGHT - TOP);
	let free = -Infinity;
	const ends = series.map(({ values }, index) => ({ index, value: values.findLast(value => value !== undefined) ?? 0 }));
	const labels = ends
		.toSorted((a, b) => b.value - a.value)
		.map(({ index, value }) => {
			free = Math.max(y(value) + 4, free + ROOM);
			return `<text class="${"abcd"[index]}" x="${WIDTH - RIGHT - 12}" y="${px(free)}">${escape(`${series[index]!.name}: ${say(value)}`)}</text>`;
		});
	const lines = series.map(({ values, name }, index) => {
		const points = values.flatMap((value, place) => (value === undefined ? [] : [[x(place), y(value), value] as const]));
		const dots = points.map(
			([px0, py0, value]) =>
				`<circle class="${"abcd"[index]}" cx="${px(px0)}" cy="${px(py0)}" r="3"><title>${escape(`${name}: ${say(value)}`)}</title></circle>`,
		);
		return `<polyline class="${"abcd"[index]}" points="${points.map(([px0, py0]) => `${px(px0)},${px(py0)}`).join(" ")}"/>${dots.join("")}`;
	});
	return [`<text class="title" x="12" y="${offset + 22}">${escape(title)}</text>`, ...drawAxis(chart, x, y), ...lines, ...labels].join(
		"\n",
	);
}

/** Charts one below the other; `description` for those who do not see them. */
export function drawCharts(charts: readonly Chart[], description: string): string {
	const height = charts.length * (HEIGHT + BOTTOM) + 10;
	const drawn = charts.map((chart, index) => drawChart(chart, index * (HEIGHT + BOTTOM)));
	return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escape(description)}" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">
<style>${STYLE}</style>
<rect class="paper" width="${WIDTH}" height="${height}"/>
${drawn.join("\n")}
</svg>
`;
}
