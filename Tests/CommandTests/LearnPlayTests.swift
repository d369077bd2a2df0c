import SystemCalls
import Testing

extension Commands {
    @Suite("learn, free play", .needs(.labs))
    struct LearnPlay {
        private func said(_ typed: String, _ state: Scratch, as account: Account) throws -> Outcome
        {
            try Child([Program.path, "learn", "uts", "--state", state.path], as: account)
                .finish(Array(typed.utf8), milliseconds: 30_000)
        }

        @Test(
            ":play is a lab with a network and no lesson, :reset another, and :learn leads back",
            arguments: Account.available)
        func play(account: Account) throws {
            let typed = """
                echo once > /tmp/before
                :play
                cat /tmp/before
                ip -br address show eth0
                :facts reaches[10.0.2.2]
                echo again > /tmp/first
                :reset
                cat /tmp/first
                :learn uts
                :goal

                """
            let outcome = try said(typed, Scratch(owner: account), as: account)
            #expect(outcome.text.contains("A lab of your own\n"), "\(outcome.story)")
            #expect(outcome.text.contains("cat: /tmp/before: No such file"), "\(outcome.story)")
            #expect(outcome.text.contains("10.0.2.15/24"), "\(outcome.story)")
            #expect(outcome.text.contains("reaches[10.0.2.2]: true"), "\(outcome.story)")
            #expect(outcome.text.contains("cat: /tmp/first: No such file"), "\(outcome.story)")
            #expect(
                outcome.text.contains("1 of 11: What is this machine called?"), "\(outcome.story)")
        }

        @Test(
            "what needs a lesson says so and does nothing",
            arguments: [
                ":goal", ":check", ":hint", ":show", ":skip", ":back", ":goto look", ":why",
            ])
        func politely(command: String) throws {
            let state = Scratch()
            let typed = ":play\necho kept > /tmp/here\n\(command)\ncat /tmp/here\n"
            let outcome = try said(typed, state, as: .runner)
            #expect(outcome.text.contains("There is no lesson here: this lab"), "\(outcome.story)")
            #expect(outcome.text.hasSuffix("kept\n"), "\(outcome.story)")
            // Playing completes no lesson, and is no progress in one.
            #expect(outcome.status == 1, "\(outcome.story)")
            let kept = (try? readText("\(state.path)/progress.json")) ?? ""
            #expect(!kept.contains("\"\""), "\(kept)")
        }
    }
}
