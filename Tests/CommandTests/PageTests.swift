import Glibc
import Lab
import SystemCalls
import Testing

extension Commands {
    @Suite("A lesson as a page", .needs(.labs))
    struct Pages {
        /// Reads a page as a browser's parser would: tags in order, links, and what would be loaded.
        private static let reader = """
            import html.parser, sys
            class Page(html.parser.HTMLParser):
                open, ids, links, loads, count = [], [], [], [], {}
                def handle_starttag(self, tag, attributes):
                    attributes = dict(attributes)
                    self.count[tag] = self.count.get(tag, 0) + 1
                    if 'id' in attributes: self.ids.append(attributes['id'])
                    if tag == 'a': self.links.append(attributes['href'])
                    self.loads += [a for a in attributes if a in ('src', 'srcset', 'background') or a.startswith('on')]
                    if tag != 'meta': self.open.append(tag)
                def handle_endtag(self, tag):
                    assert self.open.pop() == tag, tag
            page = Page()
            page.feed(open(sys.argv[1], encoding='utf-8').read())
            print(page.open, [l for l in page.links if l[1:] not in page.ids], page.loads,
                  page.count['section'], page.count.get('script', 0), page.count.get('img', 0))
            """

        private func page(
            of lesson: String, as account: Account, in scratch: Scratch, _ options: [String] = []
        ) throws -> String {
            let file = "\(scratch.path)/page.html"
            let outcome = try Child(
                [Program.path, "lesson", lesson, "--html", file] + options, as: account
            ).finish()
            #expect(outcome.status == 0, "\(outcome.story)")
            let read = try Child(["/usr/bin/python3", "-c", Self.reader, file]).finish()
            #expect(read.text.hasPrefix("[] [] [] "), "\(read.story)")
            #expect(read.text.hasSuffix(" 0 0\n"), "\(read.story)")
            return try readText(file)
        }

        @Test(
            "holds prose, terminals and what was verified, and loads nothing",
            arguments: Account.available)
        func whole(account: Account) throws {
            let scratch = Scratch(owner: account)
            let text = try page(of: "uts", as: account, in: scratch)
            #expect(
                text.contains("<span class=\"prompt\">uts$ </span><b>hostname uts-namespace</b>\n"))
            #expect(text.contains("<b>now true</b> <code>session[1].hostname: uts-namespace</code>"))
            #expect(
                text.contains("prefers-color-scheme: dark") && text.contains("width=device-width"))
            #expect(text.ranges(of: "<section id=").count == 11)
            // Each step's picture tells what the step has made: the shell with a host name of its own.
            #expect(text.ranges(of: "<svg ").count == 11)
            let step = try #require(text.split(separator: "<section id=\"unshare\">").last)
            #expect(step.prefix { $0 != "\u{0}" }.contains(/new uts:\[\d+\]/))
        }

        @Test("what a terminal shows is text, whatever it is")
        func hostile() throws {
            let scratch = Scratch()
            let lesson = scratch.file(
                "evil.md",
                try Package.text("lessons/uts.md").replacing(
                    first: "```console\nhost$ hostname\n```",
                    with:
                        "```console\nhost$ hostname; printf '<script>alert(1)</script>\\033]0;t\\007&amp;'\n```"
                ))
            let text = try page(of: lesson, as: .runner, in: scratch)
            #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
            #expect(!text.contains("<script") && !text.contains("\u{1B}"))
        }

        @Test(
            "the calls stand beside their step, and a program's name is text there, too",
            .enabled(if: Lab.whyNothingIsTraced == nil, "this kernel lets no calls be traced"),
            arguments: Account.available)
        func calls(account: Account) throws {
            let scratch = Scratch(owner: account)
            // PR_SET_NAME
            let command = #"perl -e '$n = "<b>\x1b\x26"; syscall(157, 15, $n); syscall(272, 0x4000000)'"#
            let lesson = scratch.file(
                "calls.md",
                try Package.text("lessons/uts.md").replacing(
                    first: "```console\nhost$ hostname\n```",
                    with: "```console\nhost$ hostname; \(command)\n```"))
            let text = try page(of: lesson, as: account, in: scratch, ["--kernel"])
            let step = try #require(text.split(separator: "<section id=").dropFirst().first)
            #expect(step.contains(/&lt;b&gt;\^\[&amp; \(\d+\)\n  unshare\(CLONE_NEWUTS\) = 0\n/), "\(step)")
            #expect(step.contains(/\ {4}uts: \d+ → \d+\n/))
            let plain = try page(of: lesson, as: account, in: scratch)
            #expect(!plain.contains("unshare(CLONE_NEWUTS) = 0"))
        }
    }
}
