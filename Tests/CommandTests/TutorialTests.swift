import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("Public tutorials", .needs(.labs))
    struct Tutorials {
        static let files = Package.files(in: "Tests/Tutorials", ending: ".sh")

        @Test("a tutorial does in a lab what it promises", arguments: Account.available, files)
        func tutorial(account: Account, file: String) throws {
            let script = try readBytes("\(Package.root)/Tests/Tutorials/\(file)")
            let outcome = try nsshell(
                "run", "--", "bash", "-s", as: account, input: script, milliseconds: 60_000)
            #expect(outcome.status == 0, "\(outcome.story)")
        }

        @Test("there are at least ten, each in the table, and the table names no other")
        func table() throws {
            #expect(Self.files.count >= 10)
            let rows = try Package.text("Tests/Tutorials/README.md").split(separator: "\n")
                .filter { $0.hasPrefix("| ") }.map {
                    $0.split(separator: "|")[0].filter { $0 != " " }
                }
            #expect(Set(rows.dropFirst()) == Set(Self.files.map { String($0.dropLast(3)) }))
        }

        @Test("the Makefile installs what they need")
        func packages() throws {
            let makefile = try Package.text("Makefile")
            let rows = try Package.text("Tests/Tutorials/README.md").split(separator: "\n")
                .filter { $0.hasPrefix("| ") && !$0.hasPrefix("| file") }
            let needed = rows.flatMap {
                $0.split(separator: "|", omittingEmptySubsequences: false)[4].split(separator: " ")
            }
            #expect(needed.count > 5)
            for package in Set(needed) {
                #expect(makefile.contains(" \(package)"), "\(package)")
            }
        }
    }
}
