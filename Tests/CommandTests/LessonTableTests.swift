import Glibc
import SystemCalls
import Testing

extension Commands {
    @Suite("The built-in lessons")
    struct BuiltIn {
        static let files = Package.files(in: "lessons", ending: ".md").filter { $0 != "README.md" }

        /// Exercise, lesson and steps.
        static func rows() throws -> [(exercise: Int, lesson: String, steps: [String])] {
            try Package.text("lessons/README.md").split(separator: "\n").compactMap { line in
                let cells = line.split(separator: "|").map { $0.filter { $0 != " " } }
                guard cells.count == 3, let exercise = Int(cells[0]) else { return nil }
                return (exercise, cells[1], cells[2].split(separator: ",").map(String.init))
            }
        }

        @Test(
            "every file of the folder is built in, and nothing else", arguments: Account.available)
        func names(account: Account) throws {
            // From an empty directory, with no folder of lessons named: those of the binary alone.
            let empty = Scratch(owner: account)
            let outcome = try nsshell("lessons", "--json", as: account, directory: empty.path)
            #expect(outcome.status == 0, "\(outcome.story)")
            let listed = try Self.strings("name", in: outcome.text)
            #expect(Set(listed) == Set(Self.files.map { String($0.dropLast(3)) }))
            #expect(listed.count == Self.files.count)
        }

        @Test("a built-in lesson is its file, byte for byte", arguments: files)
        func bytes(file: String) throws {
            let text = try readBytes("\(Package.root)/lessons/\(file)")
            let program = try readBytes(Program.path, limit: 1 << 29)
            #expect(program.contains(text))
        }

        @Test("every row of the table names a lesson and steps that nsshell plays")
        func table() throws {
            let outcome = try nsshell("lessons", "--json", as: .runner)
            let listed = outcome.text
            for row in try Self.rows() {
                #expect(
                    try Self.strings("name", in: listed).contains(row.lesson), "row \(row.exercise)"
                )
                let steps = try Self.strings("id", in: listed)
                #expect(!row.steps.isEmpty)
                for step in row.steps {
                    #expect(steps.contains(step), "row \(row.exercise): \(step)")
                }
            }
        }

        /// The texts of a key in a JSON document, as another program reads it.
        private static func strings(_ key: String, in json: String) throws -> [String] {
            let script = """
                import json, sys
                def walk(v):
                    for k, x in (v.items() if isinstance(v, dict) else enumerate(v)):
                        if k == "\(key)": print(x)
                        if isinstance(x, (dict, list)): walk(x)
                walk(json.load(sys.stdin))
                """
            let outcome = try Child(["/usr/bin/python3", "-c", script]).finish(Array(json.utf8))
            #expect(outcome.status == 0, "no JSON: \(outcome.story)")
            return outcome.text.split(separator: "\n").map(String.init)
        }
    }
}

extension [UInt8] {
    /// Whether another array stands in this one.
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        withUnsafeBytes { whole in
            part.withUnsafeBytes { part in
                var from = 0
                while from + part.count <= whole.count,
                    let next = memchr(
                        whole.baseAddress! + from, Int32(part[0]),
                        whole.count - part.count - from + 1)
                {
                    if memcmp(next, part.baseAddress!, part.count) == 0 { return true }
                    from = whole.baseAddress!.distance(to: next) + 1
                }
                return false
            }
        }
    }
}
