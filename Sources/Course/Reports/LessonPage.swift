internal import Lessons
internal import SystemCalls
internal import Transcripts

/// A lesson that was played, as one page that needs nothing from elsewhere: its prose, the terminals
/// step by step, and what was verified.
struct LessonPage {
    let lesson: Lesson
    let steps: [StepResult]
    let recording: Recording
    /// What there was at the end of a step, by its id.
    let pictures: [String: Picture]
    let nanoseconds: UInt64
    /// Why the calls that were asked for could not be traced, in a sentence.
    var whyUntraced: String?

    var text: String {
        var page = HTML()
        page.open("header")
        page.element("h1", lesson.title)
        let kinds = lesson.kinds.isEmpty ? "" : ", about \(lesson.kinds.joined(separator: ", "))"
        page.element(
            "p",
            "\(counted(steps.count, "step"))\(kinds), played in \(duration(nanoseconds: nanoseconds))."
        )
        page.close("header")
        page.raw("<nav aria-label=\"Steps\"><ol>\n")
        for step in steps {
            page.raw("<li><a href=\"#\(HTML.escaped(step.step.id))\">")
            page.raw("\(HTML.escaped(step.step.title))</a> \(Self.mark(step))</li>\n")
        }
        page.raw("</ol></nav>\n<main>\n")
        if let whyUntraced { page.element("p", whyUntraced) }
        page.prose(lesson.introduction)
        for step in steps { write(step, to: &page) }
        if let closing = lesson.closing { page.prose(closing) }
        page.close("main")
        return Self.head(title: lesson.title) + page.text + "</body>\n</html>\n"
    }

    private func write(_ step: StepResult, to page: inout HTML) {
        page.raw("<section id=\"\(HTML.escaped(step.step.id))\">\n")
        page.raw("<h2>\(HTML.escaped(step.step.title)) \(Self.mark(step))</h2>\n")
        page.prose(step.step.prose)
        if case .skipped(let reason) = step.outcome { page.element("p", "Skipped: \(reason).") }
        let entries = recording.sections.last { $0.id == step.step.id }?.entries ?? []
        if !entries.isEmpty {
            // A wide terminal is scrolled by keys too.
            page.raw("<pre tabindex=\"0\" role=\"region\" aria-label=\"The terminals\">")
            for entry in entries { write(entry, to: &page) }
            page.raw("</pre>\n")
        }
        if !step.verdicts.isEmpty {
            page.raw("<ul class=\"verified\">\n")
            for judged in step.verdicts {
                let isTrue = judged.verdict.isTrue
                let word = judged.role == .keep ? "still true" : "now true"
                page.raw("<li class=\"\(isTrue ? "good" : "bad")\">")
                page.raw(isTrue ? "<b>\(word)</b> " : "<b>not true</b> ")
                page.raw("<code>\(HTML.escaped(judged.expectation.text))</code>")
                if !isTrue { page.raw(" \(HTML.escaped(judged.verdict.description))") }
                page.raw("</li>\n")
            }
            page.raw("</ul>\n")
        }
        let calls = CallLines.lines(of: step)
        if !calls.isEmpty {
            page.raw("<details><summary>The system calls that touch namespaces</summary>\n")
            page.raw("<pre tabindex=\"0\" role=\"region\" aria-label=\"System calls\">")
            for line in calls { page.raw("\(HTML.escaped(line))\n") }
            page.raw("</pre>\n</details>\n")
        }
        writePicture(after: step, to: &page)
        if !step.step.kernelNotes.isEmpty {
            page.raw("<details><summary>What the kernel did</summary>\n")
            for note in step.step.kernelNotes { page.prose(note) }
            page.raw("</details>\n")
        }
        page.close("section")
    }

    /// The namespaces and the network as the step left them; what it has changed is marked.
    private func writePicture(after step: StepResult, to page: inout HTML) {
        guard let now = pictures[step.step.id] else { return }
        let index = steps.firstIndex { $0.step.id == step.step.id } ?? 0
        let before = steps[..<index].lazy.compactMap { pictures[$0.step.id] }.last
        let picture = (before.map { now.marked(since: $0) } ?? now).merged
        page.raw("<details><summary>The lab after this step</summary>\n")
        page.raw("<div class=\"picture\" tabindex=\"0\" role=\"region\" aria-label=\"The lab\">\n")
        page.raw(
            picture.svgElement(
                title: "The lab after: \(step.step.title)", name: "map-\(index + 1)"))
        page.raw("</div>\n</details>\n")
    }

    private func write(_ entry: Recording.Entry, to page: inout HTML) {
        let lines = entry.lines(nil).map { String(decoding: $0, as: UTF8.self) }
        let typed = lines.count - entry.written.lines.count
        for (index, line) in lines.enumerated() {
            guard index < typed else {
                page.raw("\(HTML.escaped(line))\n")
                continue
            }
            let prompt = index == 0 ? entry.prompt.map { "\($0) " } ?? "" : ""
            page.raw("<span class=\"prompt\">\(HTML.escaped(prompt))</span>")
            page.raw("<b>\(HTML.escaped(line.dropFirst(prompt.count)))</b>\n")
        }
    }

    private static func mark(_ step: StepResult) -> String {
        let (mark, word) =
            switch step.outcome {
            case .passed: ("\u{2713}", "verified")
            case .failed: ("\u{2717}", "failed")
            case .notReached: ("\u{2013}", "not reached")
            case .skipped: ("\u{2013}", "skipped")
            }
        return "<span role=\"img\" aria-label=\"\(word)\">\(mark)</span>"
    }

    private static func head(title: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>\(HTML.escaped(title))</title>
        <style>
        :root { color-scheme: light dark; --line: #8886; --good: #1a7f37; --bad: #c01c28; --box: #8881; }
        @media (prefers-color-scheme: dark) { :root { --good: #57d27a; --bad: #ff7b72; } }
        body { font: 1.05rem/1.55 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; }
        h1, h2 { line-height: 1.2; } h2 { border-top: 1px solid var(--line); padding-top: 1.2rem; margin-top: 2.2rem; }
        pre { overflow-x: auto; background: var(--box); border: 1px solid var(--line); border-radius: .4rem; padding: .7rem; }
        pre, code { font-family: ui-monospace, monospace; font-size: .9rem; } code { overflow-wrap: anywhere; }
        .prompt { opacity: .65; } .verified { list-style: none; padding: 0; }
        .good b, h2 span, nav span { color: var(--good); } .bad b { color: var(--bad); }
        .picture { overflow-x: auto; } summary { cursor: pointer; } :focus-visible { outline: 2px solid; outline-offset: 2px; }
        </style>
        </head>
        <body>

        """
    }
}

/// A page while it is written. Nothing gets in but through `escaped`, whatever a lesson or a terminal
/// says.
struct HTML {
    private(set) var text = ""

    mutating func open(_ name: String) { text += "<\(name)>\n" }
    mutating func close(_ name: String) { text += "</\(name)>\n" }
    mutating func element(_ name: String, _ content: String) {
        text += "<\(name)>\(Self.escaped(content))</\(name)>\n"
    }
    mutating func raw(_ markup: String) { text += markup }

    /// Markdown, of which no markup of its own passes.
    mutating func prose(_ markdown: String) {
        for block in Prose(markdown: markdown).blocks {
            switch block {
            case .heading(let runs): text += "<h3>\(Self.runs(runs))</h3>\n"
            case .paragraph(let runs): text += "<p>\(Self.runs(runs))</p>\n"
            case .item(let marker, let depth, let runs):
                let sign = marker.isEmpty ? "" : "\(Self.escaped(marker)) "
                text += "<p style=\"margin-left: \(1 + depth)em\">\(sign)\(Self.runs(runs))</p>\n"
            case .verbatim(let lines):
                text += "<pre tabindex=\"0\">"
                for line in lines { text += Self.escaped(line) + "\n" }
                text += "</pre>\n"
            }
        }
    }

    private static func runs(_ runs: [Prose.Run]) -> String {
        runs.map { run in
            let text = escaped(run.text)
            return switch run.style {
            case .plain: text
            case .strong: "<strong>\(text)</strong>"
            case .emphasis: "<em>\(text)</em>"
            case .code: "<code>\(text)</code>"
            }
        }.joined()
    }

    static func escaped(_ text: some StringProtocol) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\t", "\n": escaped.unicodeScalars.append(scalar)
            default: escaped += String(scalar).visible
            }
        }
        return escaped
    }
}
