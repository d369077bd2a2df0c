import SystemCalls
import Testing

extension Commands {
    @Suite("lint --prove", .needs(.labs))
    struct Proof {
        private let scratch = Scratch()

        /// What a flawed lesson is refused for: its text, the line that is named, and a word of it.
        struct Flaw: Sendable, CustomTestStringConvertible {
            let name: String
            let lesson: String
            let line: String
            let words: String
            var testDescription: String { name }
        }

        static let flaws = [
            Flaw(
                name: "an expectation that is true before its step",
                lesson: SampleLesson(expect: "here.hostname: other\nhost.hostname: present").text,
                line: "host.hostname: present", words: "already true"),
            Flaw(
                name: "an expectation of the first prompt that is true before anything is typed",
                lesson: SampleLesson(console: "host$ true", expect: "here.hostname: lab").text,
                line: "here.hostname: lab", words: "already true"),
            Flaw(
                name: "a keep that nothing breaks",
                lesson: SampleLesson(more: "```keep\nhost.domainname: not other\n```").text,
                line: "host.domainname: not other", words: "host.domainname"),
            Flaw(
                name: "a keep that only an alternative breaks",
                lesson: SampleLesson(
                    more:
                        "```keep\nhost.domainname: not other\n```\n\n```alternative\nhost$ hostname other; domainname other\n```"
                ).text,
                line: "host.domainname: not other", words: "host.domainname"),
            Flaw(
                name: "an alternative that does not pass",
                lesson: SampleLesson(more: "```alternative\nhost$ hostname third\n```").text,
                line: "host$ hostname third", words: "alternative"),
            Flaw(
                name: "an alternative that breaks a keep",
                lesson: SampleLesson(
                    more: """
                        ```alternative
                        host$ hostname other; domainname third
                        ```

                        ```keep
                        host.domainname: not third
                        ```

                        ```wrong
                        host$ domainname third
                        ```
                        """
                ).text,
                line: "host$ hostname other; domainname third", words: "alternative"),
            Flaw(
                name: "a wrong way that passes",
                lesson: SampleLesson(more: "```wrong\nhost$ hostname oth''er\n```").text,
                line: "host$ hostname oth''er", words: "passes"),
            Flaw(
                name: "a mistake that is not recognised",
                lesson: SampleLesson(
                    more:
                        "```mistake\nwhen: here.domainname: other\nsay: No.\ntry: host$ hostname third\n```"
                ).text,
                line: "when: here.domainname", words: "not recognised"),
            Flaw(
                name: "a mistake that passes",
                lesson: SampleLesson(
                    more:
                        "```mistake\nwhen: here.hostname: other\nsay: No.\ntry: host$ hostname other\n```"
                ).text,
                line: "```mistake", words: "passes"),
            Flaw(
                name: "a mistake that is recognised before anything is typed",
                lesson: SampleLesson(
                    more:
                        "```mistake\nwhen: here.domainname: not other\nsay: No.\ntry: host$ hostname third\n```"
                ).text,
                line: "```mistake", words: "before anything is typed"),
            Flaw(
                name: "a mistake that is recognised on the lesson's own way",
                lesson: SampleLesson(
                    console: "host$ hostname third\nhost$ hostname other",
                    more:
                        "```mistake\nwhen: here.hostname: third\nsay: No.\ntry: host$ hostname third\n```"
                ).text,
                line: "```mistake", words: "the lesson's own way of step rename is taken for this"),
            Flaw(
                name: "a mistake that is recognised on an alternative",
                lesson: SampleLesson(
                    more: """
                        ```alternative
                        host$ hostname third
                        host$ hostname other
                        ```

                        ```mistake
                        when: here.hostname: third
                        say: No.
                        try: host$ hostname third
                        ```
                        """
                ).text,
                line: "```mistake", words: "the alternative of step rename is taken for this"),
            Flaw(
                name: "a mistake that an earlier one of the file hides",
                lesson: SampleLesson(
                    more: """
                        ```mistake
                        when: here.hostname: not lab
                        say: General.
                        try: host$ hostname third
                        ```

                        ```mistake
                        when: here.hostname: fourth
                        say: Special.
                        try: host$ hostname fourth
                        ```
                        """
                ).text,
                line: "```mistake\nwhen: here.hostname: fourth", words: "is taken for the mistake"),
            Flaw(
                name: "a way that is typed where nobody is",
                lesson: SampleLesson(more: "```wrong\nuts$ hostname third\n```").text,
                line: "uts$ hostname third", words: "uts$"),
            Flaw(
                name: "a lesson that does not pass by itself",
                lesson: SampleLesson(console: "host$ true").text,
                line: "here.hostname: other", words: "here.hostname"),
        ]

        @Test("uts is proved", arguments: Account.available)
        func uts(account: Account) throws {
            let outcome = try nsshell("lint", "--prove", "uts", as: account, milliseconds: 60_000)
            #expect(outcome.status == 0, "\(outcome.story)")
        }

        @Test("the sample, whose flaws the next test looks for, has none without them")
        func sample() throws {
            let path = scratch.file("sample.md", SampleLesson().text)
            let outcome = try nsshell("lint", "--prove", path, as: .runner)
            #expect(outcome.status == 0, "\(outcome.story)")
        }

        @Test("mistakes are proved that are special first, and recognised only when they were made")
        func mistakes() throws {
            let lesson = SampleLesson(
                console: "host$ hostname second\nhost$ hostname other",
                more: """
                    ```mistake
                    when: here.hostname: fourth
                    say: Special.
                    try: host$ hostname fourth
                    ```

                    ```mistake
                    when: here.hostname: matches /^(third|fourth)$/
                    say: General.
                    try: host$ hostname third
                    ```
                    """)
            let path = scratch.file("sample.md", lesson.text)
            let outcome = try nsshell("lint", "--prove", path, as: .runner)
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(outcome.text.contains("1 step and 2 other ways"), "\(outcome.story)")
        }

        @Test("a flaw is found, with its file and line", arguments: Account.available, flaws)
        func flaw(account: Account, flaw: Flaw) throws {
            let path = scratch.file("sample.md", flaw.lesson)
            let outcome = try nsshell("lint", "--prove", path, as: account)
            #expect(outcome.status == 1, "\(outcome.story)")
            let line = try flaw.lesson.line(of: flaw.line)
            #expect(outcome.text.contains("\(path):\(line):"), "line \(line): \(outcome.story)")
            #expect(outcome.text.contains(flaw.words), "\(outcome.story)")
            // Proved is more than read: without --prove nothing is wrong with it.
            #expect(try nsshell("lint", path, as: account).status == 0)
        }

        @Test("what cannot be played here is not proved", arguments: Account.available)
        func skipped(account: Account) throws {
            let lesson = SampleLesson(frontMatter: "needs: [no-such-program]")
            let outcome = try nsshell(
                "lint", "--prove", scratch.file("sample.md", lesson.text), as: account)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(outcome.text.contains("not proved"), "\(outcome.story)")
        }
    }
}
