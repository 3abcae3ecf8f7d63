import { javascript } from "@codemirror/lang-javascript";
import { oneDark } from "@codemirror/theme-one-dark";
import { EditorView, basicSetup } from "codemirror";

/** An editor for a program; Tab leaves it. */
export function openEditor(place: HTMLElement, text: string): EditorView {
	const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
	const label = EditorView.contentAttributes.of({ "aria-label": "program" });
	return new EditorView({
		parent: place,
		doc: text,
		extensions: [basicSetup, javascript(), label, EditorView.lineWrapping, ...(isDark ? [oneDark] : [])],
	});
}

/** Another program instead of the one that is there. */
export function replaceText(editor: EditorView, text: string): void {
	editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
}
