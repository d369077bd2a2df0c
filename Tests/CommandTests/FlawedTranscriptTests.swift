import SystemCalls
import Testing

extension Commands {
    @Suite("A lesson's transcript that cannot be read as one", .needs(.labs))
    struct FlawedTranscripts {
        static let flaws = [
            (
                "# nsshell lesson: uts\n\n## look\n\n  host$ hostname\n  lab\n",
                "line 1 does not say which text of which lesson it was made with"
            ),
            (
                "# nsshell lesson: uts (0)\r\n\r\n## look\r\n\r\n  host$ hostname\r\n  lab\r\n",
                "line 1 ends with CR LF"
            ),
            (
                "# nsshell lesson: uts (0)\n\n## look\n\n  host$ hostname\r\n  lab\n",
                "line 5 ends with CR LF"
            ),
            (
                "\u{FEFF}# nsshell lesson: uts (0)\n\n## look\n\n  host$ hostname\n  lab\n",
                "it begins with a byte order mark"
            ),
            (
                "# nsshell lesson: uts (0)\n\n## look\n\n    host$ hostname\n    lab\n",
                "line 5 has a prompt and is not indented by 2 blanks"
            ),
            (
                "# My hand-in\n\n## look\n\n  host$ hostname\n  lab\n",
                "line 5 has a lesson's prompt, and line 1 does not say which lesson's"
            ),
            (
                "#if no-such\n#if sh\n  $ echo\n#endif\n#endif\n",
                "line 2 begins an #if within an #if"
            ),
        ]

        @Test(
            "is not played as a file of prose: it says what is wrong, and nothing of it is lost",
            arguments: flaws)
        func replayed(text: String, what: String) throws {
            let scratch = Scratch()
            let file = scratch.file("ada.t", text)
            let outcome = try nsshell("replay", "--yes", file, as: .runner)
            #expect(outcome.status == 1 && outcome.text.contains("FAILED"), "\(outcome.story)")
            #expect(outcome.text.contains(what), "\(outcome.story)")
            #expect(try readBytes(file) == Array(text.utf8))
            #expect(try namesInDirectory(scratch.path) == ["ada.t"])
        }

        @Test("gets no grade, with the reason", arguments: flaws.dropLast())
        func graded(text: String, what: String) throws {
            let scratch = Scratch()
            let file = scratch.file("ada.t", text)
            let outcome = try nsshell("grade", file, as: .runner)
            #expect(outcome.status == 1 && outcome.text.contains(what), "\(outcome.story)")
        }
    }
}
