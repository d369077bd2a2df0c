import Glibc
import SystemCalls
import Testing

extension Commands {
    /// `:facts`, `:namespaces` and `:map`.
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
            ":facts tells a fact of a place as an expectation names it",
            arguments: Account.available,
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
            #expect(
                missing.allSatisfy { $0.hasPrefix("ns.") && $0.hasSuffix(".parent") }, "\(missing)")
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
            #expect(
                tree.contains { $0.contains("uts:[") && $0.contains("1 process: bash (3)") },
                "\(tree)")
            #expect(tree.allSatisfy { $0.count <= 80 && !$0.contains("nsshell") }, "\(tree)")
        }

        @Test(
            ":namespaces PID has what the kernel holds for a process, by the lab's names alone",
            arguments: Account.available)
        func pointers(account: Account) throws {
            let typed = """
                echo lab $(readlink /proc/self/ns/user)
                unshare -Ur bash
                echo own $(readlink /proc/self/ns/user /proc/self/ns/uts) $$
                :namespaces here
                :namespaces 1
                :namespaces 999
                :namespaces x
                :namespaces parent

                """
            let text = try said(typed, as: account).text
            let lab = try #require(text.firstMatch(of: /lab (user:\[\d+\])/)).output.1
            let (_, user, uts, pid) = try #require(
                text.firstMatch(of: /own (user:\[\d+\]) (uts:\[\d+\]) (\d+)/)
            ).output
            let head = "bash (\(pid)), compared with the lab (init, 1)\nnsproxy\n"
            #expect(text.contains(head), "\(text)")
            #expect(text.contains("\n  uts_ns               \(uts)  id "), "\(text)")
            #expect(text.contains("\n  user_ns              \(user)  id "), "\(text)")
            let own = try #require(text.firstMatch(of: /\n  user_ns [^\n]*\n    [^\n]*/)).output
            #expect(own.contains("differs: \(lab)"), "\(text)")
            #expect(own.contains("parent \(lab)"), "\(text)")
            // What owns the lab's own user namespace is outside of it.
            let first = text.matches(of: /\n  user_ns [^\n]*/).last?.output ?? ""
            #expect(!first.contains("parent") && !first.contains("owner"), "\(text)")
            #expect(text.contains("The lab has no such process: `ps -e`"), "\(text)")
            #expect(text.contains("Write :namespaces for all of them"), "\(text)")
            #expect(text.contains(/\nuser:\[\d+\][^\n]*\n└─ user:\[/), "\(text)")
        }

        @Test(":map tells what there is, and then what has changed", arguments: Account.available)
        func map(account: Account) throws {
            let typed = """
                ip netns add ns1; ip link add v0 type veth peer name v1 netns ns1
                :map
                :map
                ip link set v0 up; ip netns add ns2
                unshare -u bash
                :map
                :map

                """
            let text = try said(typed, as: account).text
            // As long as no command is run, what the last one has changed goes on standing out.
            #expect(text.split(separator: "  changed v0: veth").count == 3, "\(text)")
            for line in [
                "\n  v0: veth, down, paired with v1 in ns1\n",
                "\n  v1: veth, down, paired with v0 in the lab\n",
                "\nNothing has changed since the last :map.\n",
                "\n  changed v0: veth, up but no carrier, paired with v1 in ns1 (was: down)\n",
                " named ns2: no process, kept by the mount /run/netns/ns2\n",
            ] {
                #expect(text.contains(line), "\(line)\n\(text)")
            }
            #expect(
                text.contains(/\n  new uts:\[\d+\]\n    bash \(\d+\): you are here\n/), "\(text)")
        }

        @Test(
            ":map --svg writes a file of the learner's, and says why where it cannot",
            arguments: Account.available)
        func picture(account: Account) throws {
            let own = Scratch(owner: account)
            let path = own.file("old.svg", "<svg>old</svg>")
            let other = own.file("thesis.tex", "precious")
            for file in [path, other] { chmod(file, 0o666) }
            let typed = """
                :map --svg \(own.path)/new.svg
                :map --svg \(path)
                :map --svg \(other)
                :map --svg \(own.path)/no/such.svg
                :map --svg /dev/null
                :map --svg
                :map svg

                """
            let outcome = try said(typed, as: account)
            for name in ["new.svg", "old.svg"] {
                let svg = try readText("\(own.path)/\(name)")
                #expect(svg.contains("<svg ") && svg.contains("bash (2): you are here"), "\(svg)")
            }
            #expect(try namesInDirectory(own.path) == ["new.svg", "old.svg", "thesis.tex"])
            #expect(try readText(other) == "precious")
            #expect(outcome.text.contains("is there and is no picture"), "\(outcome.story)")
            #expect(outcome.text.contains("(ENOENT). Name a file in a folder"), "\(outcome.story)")
            #expect(
                outcome.text.contains("/dev/null: Invalid argument (EINVAL)"), "\(outcome.story)")
            #expect(FileKind(at: "/dev/null") == .other)
            #expect(outcome.text.split(separator: "Write :map, or").count == 3, "\(outcome.story)")
        }
    }
}
