import SystemCalls
import Testing

extension Commands {
    /// `:facts` and `:namespaces`.
    @Suite("learn, looking around", .needs(.labs))
    struct LearnLooking {
        /// What a script of `learn uts` says.
        private func said(_ typed: String, as account: Account = .runner) throws -> Outcome {
            let state = Scratch(owner: account)
            return try Child(
                [Program.path, "learn", "uts", "--state", state.path], as: account
            ).finish(Array(typed.utf8), milliseconds: 30_000)
        }

        @Test(
            ":facts tells a fact of a place as an expectation names it", arguments: Account.available,
            [
                ("here.hostname", "\nhostname: inner\n"), ("hostname", "\nhostname: inner\n"),
                ("host.hostname", "\nhost.hostname: lab\n"),
                ("session[1].hostname", "\nsession[1].hostname: inner\n"),
                ("links", "\nlinks: lo\nlinks[lo].kind: loopback\n"), ("status", "\nstatus: 3\n"),
                ("output", "\noutput: spoken\n"), ("reaches[127.0.0.1]", "]: true\n"),
                ("netns[no].links", "netns[no].links: unknown: no network namespace is named no\n"),
                ("session[7].hostname", "unknown: nothing has been typed in session 7 yet\n"),
                ("mounts[/no/such].type", "\nmounts[/no/such].type: absent\n"),
                ("mounts[", "`mounts[` is no path"), ("hostnmae", "did you mean \"hostname\"?"),
            ])
        func facts(account: Account, asked: (path: String, answer: String)) throws {
            let typed = """
                unshare -u bash
                hostname inner
                echo spoken; (exit 3)
                :facts \(asked.path)

                """
            let outcome = try said(typed, as: account)
            #expect(outcome.text.contains(asked.answer), "\(outcome.story)")
        }

        @Test(":facts alone tells what nsshell facts tells of a process")
        func allFacts() throws {
            let said = try said(":facts\n").text.split(separator: "\n")
            let told = try nsshell("facts", as: .runner).text.split(separator: "\n")
            // What belongs to one thing by its key is another thing elsewhere.
            func names(_ lines: [Substring]) -> Set<Substring> {
                Set(lines.compactMap { $0.split(separator: ":").first })
                    .filter { !$0.contains("[") && !$0.contains(" ") }
            }
            let missing = names(told).subtracting(names(said))
            #expect(missing.allSatisfy { $0.hasPrefix("ns.") && $0.hasSuffix(".parent") }, "\(missing)")
        }

        @Test(
            ":namespaces has the lab's own and what was made in it, by the lab's PIDs",
            arguments: Account.available)
        func namespaces(account: Account) throws {
            let outcome = try said("unshare -u bash\n:namespaces\n", as: account)
            let lines = outcome.text.split(separator: "\n")
            let start = try #require(lines.lastIndex { $0.hasPrefix("user:[") }, "\(outcome.story)")
            let tree = lines[start...]
            #expect(tree.filter { $0.contains("uts:[") }.count == 2, "\(tree)")
            #expect(tree.first?.contains("init (1), bash (2)") == true, "\(tree)")
            #expect(tree.contains { $0.contains("uts:[") && $0.contains("1 process: bash (3)") }, "\(tree)")
            #expect(tree.allSatisfy { $0.count <= 80 && !$0.contains("nsshell") }, "\(tree)")
        }
    }
}
