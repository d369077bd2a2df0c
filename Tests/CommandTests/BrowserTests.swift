import JSONText
import SystemCalls
import Testing

extension Commands {
    /// In chromium, on a phone of 360 points' width. What is asked is what the browser has laid out.
    @Suite("A lesson's page in a browser", .needs(.labs))
    struct BrowserTests {
        /// The lessons with the widest terminals and the largest pictures among them.
        private static let lessons = ["uts", "bridge", "syscalls"]

        private func showing(_ lesson: String, _ look: (Browser) throws -> Void) throws {
            let scratch = Scratch()
            let file = "\(scratch.path)/page.html"
            let outcome = try nsshell("lesson", lesson, "--html", file, as: .runner)
            try #require(outcome.status == 0, "\(outcome.story)")
            let browser = try Browser(showing: file, width: 360)
            try look(browser)
            #expect(browser.requests == ["file://\(file)"])
            #expect(browser.complaints == [])
            try browser.close()
        }

        @Test("is as wide as a phone, and what is wider scrolls by itself", arguments: lessons)
        func phone(lesson: String) throws {
            try showing(lesson) { browser in
                let width = try browser.value(of: "document.documentElement.scrollWidth").integer
                #expect(width == 360)
                // Text is at least as large as one reads without zooming, also within pictures.
                let small = try browser.value(
                    of: """
                        [...document.querySelectorAll('body *')].filter(e =>
                            [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) && e.getClientRects().length
                        ).filter(e => {
                            const svg = e.closest('svg')
                            const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1
                            return parseFloat(getComputedStyle(e).fontSize) * scale < 11
                        }).map(e => e.tagName + ': ' + e.textContent.slice(0, 40))
                        """)
                #expect(small == [])
            }
        }

        /// Every text's contrast with what is behind it, by the formula of WCAG 2: at least 4.5.
        private static let contrasts = """
            (() => {
              const parts = c => c.match(/[\\d.]+/g).map(Number)
              const light = c => parts(c).slice(0, 3).map(v => v / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
              // What the browser itself draws on: `Canvas` of CSS Color 4, by the appearance.
              const sample = document.body.appendChild(document.createElement('i'))
              sample.style.backgroundColor = 'Canvas'
              const canvas = getComputedStyle(sample).backgroundColor
              sample.remove()
              const behind = e => {
                for (let at = e; at; at = at.parentElement) {
                  const c = getComputedStyle(at).backgroundColor
                  if ((parts(c)[3] ?? 1) > 0.99) return c
                }
                return canvas
              }
              const poor = []
              let texts = 0
              for (const e of document.querySelectorAll('body *')) {
                if (![...e.childNodes].some(n => n.nodeType == 3 && n.data.trim())) continue
                if (e.closest('title, style') || !e.getClientRects().length) continue
                const style = getComputedStyle(e)
                const [a, b] = [light(e.closest('svg') ? style.fill : style.color), light(behind(e))].sort((x, y) => y - x)
                texts += 1
                if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(((a + 0.05) / (b + 0.05)).toFixed(2) + ' ' + e.textContent.slice(0, 40))
              }
              return {texts, poor, page: behind(document.body)}
            })()
            """

        @Test("can be read in light and in dark", arguments: lessons)
        func contrast(lesson: String) throws {
            try showing(lesson) { browser in
                var pages: [JSON] = []
                for scheme in ["light", "dark"] {
                    try browser.prefer(scheme)
                    let found = try browser.value(of: Self.contrasts)
                    #expect(found["poor"] == [], "\(scheme)")
                    #expect(try #require(found["texts"]?.integer) > 100)
                    pages.append(found["page"] ?? .null)
                }
                #expect(pages[0] != pages[1])
            }
        }

        /// What has the focus, and whether one sees that it has.
        private static let focus = """
            (() => {
              const e = document.activeElement, style = getComputedStyle(e)
              return {what: e.tagName, to: e.getAttribute('href'),
                seen: style.outlineStyle != 'none' && parseFloat(style.outlineWidth) > 0}
            })()
            """

        @Test("is gone through by the keyboard: every link, and every part that scrolls")
        func keyboard() throws {
            try showing("bridge") { browser in
                let wanted = try #require(
                    try browser.value(of: "document.querySelectorAll('a').length").integer)
                let scrolling = try #require(
                    try browser.value(
                        of: """
                            [...document.querySelectorAll('body *')].filter(e => e.scrollWidth > e.clientWidth
                                && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)).length
                            """
                    ).integer)
                #expect(wanted > 5 && scrolling > 0)
                var links = 0
                var others = 0
                while true {
                    try browser.press("Tab")
                    let focus = try browser.value(of: Self.focus)
                    guard focus["what"] != "BODY", links + others < 1000 else { break }
                    #expect(focus["seen"] == true, "\(focus.line)")
                    if focus["what"] == "A" { links += 1 } else { others += 1 }
                }
                #expect(links == wanted)
                #expect(others >= scrolling)
                // Round again to the first step's link, and there.
                while try browser.value(of: "document.activeElement.getAttribute('href')").string == nil {
                    try browser.press("Tab")
                }
                let target = try browser.value(of: "document.activeElement.getAttribute('href')")
                try browser.press("Enter", text: "\r")
                #expect(try browser.value(of: "location.hash") == target)
            }
        }
    }
}
