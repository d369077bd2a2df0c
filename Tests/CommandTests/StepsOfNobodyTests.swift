import Testing

extension Commands {
    @Suite("A step that nobody did", .needs(.labs))
    struct StepsOfNobody {
        private func grade(_ text: String, as account: Account = .runner) throws -> Outcome {
            let scratch = Scratch(owner: account)
            return try nsshell("grade", scratch.file("ada.t", text), as: account)
        }

        @Test(
            "is not credited for being true of a fresh lab",
            arguments: Account.available, [("true", "0/11"), ("hostname", "1/11")])
        func untouched(account: Account, hand: (line: String, count: String)) throws {
            let header = try Package.text("transcripts/uts.t").prefix { $0 != "\n" }
            let outcome = try grade("\(header)\n\n## look\n\n  host$ \(hand.line)\n", as: account)
            #expect(outcome.text.contains("  \(hand.count)"), "\(outcome.story)")
        }

        @Test("is not credited either where something was typed that changes nothing")
        func idle() throws {
            let text = try Package.text("transcripts/uts.t")
                .replacing(first: "host$ unshare -u /bin/bash", with: "host$ true")
                .replacing(first: "uts$ hostname uts-namespace\n", with: "host$ true\n")
                .replacing(first: "uts$ exit\n", with: "host$ true\n")
            let outcome = try grade(text)
            #expect(
                outcome.text.contains(
                    "leave: `session[1].ns.uts: same as host.ns.uts` was already true before"),
                "\(outcome.story)")
        }

        @Test(
            "is the learner's where it ceased and was made true again, under whatever step",
            arguments: [
                (["true"], 0), (["hostname other"], 1), (["hostname other", "hostname lab"], 1),
            ])
        func again(lines: [String], count: Int) throws {
            let scratch = Scratch()
            let back = """

                ## And back

                <!-- step: back -->

                ```console
                host$ hostname lab
                ```

                ```expect
                here.hostname: lab
                ```

                """
            _ = scratch.file("sample.md", SampleLesson(end: back).text)
            let typed = lines.map { "  host$ \($0)\n" }.joined()
            let file = scratch.file(
                "ada.t", "# nsshell lesson: sample (0)\n\n## rename\n\n\(typed)")
            let outcome = try nsshell(
                "grade", "--lessons", scratch.path, file, as: .runner)
            #expect(outcome.text.contains("  \(count)/2"), "\(outcome.story)")
        }
    }
}
