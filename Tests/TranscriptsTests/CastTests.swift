import HostAbilities
import Testing
import Transcripts

@Suite("An asciicast")
struct CastTests {
    private static let events: [Asciicast.Event] = [
        .init(time: 0, kind: .marker("one")), .init(time: 250, kind: .output("\u{1B}[1mé\"\\\r\n")),
        .init(time: 1_000_250, kind: .input("\u{3}")),
        .init(time: 1_000_250, kind: .resize(columns: 100, rows: 30)),
        .init(time: 61_000_000, kind: .exit(1)),
    ]

    @Test("is what was written, in both versions; version 2 knows no exit", arguments: [2, 3])
    func roundTrip(version: Int) throws {
        let cast = Asciicast(
            version: version, columns: 90, rows: 20, title: "t", events: Self.events)
        let read = try Asciicast(reading: cast.bytes)
        #expect(read.events == (version == 3 ? Self.events : Self.events.dropLast()))
        #expect(read.columns == 90 && read.rows == 20 && read.title == "t")
    }

    @Test("has times since the event before in version 3, and since the beginning in version 2")
    func times() {
        func times(_ version: Int) -> [String] {
            Asciicast(version: version, events: Self.events).bytes.text.split(separator: "\n")
                .dropFirst().map { String($0.dropFirst().prefix { $0 != "," }) }
        }
        #expect(times(3) == ["0.000000", "0.000250", "1.000000", "0.000000", "59.999750"])
        #expect(times(2) == ["0.000000", "0.000250", "1.000250", "1.000250"])
    }

    @Test("passes over comments and what nobody knows")
    func unknown() throws {
        let text = """
            {"version": 3, "term": {"cols": 80, "rows": 24, "type": "x"}, "tags": []}
            # a comment
            [0.5, "z", "?"]

            [1, "o", "a"]
            """
        let cast = try Asciicast(reading: text.bytes)
        #expect(cast.events == [.init(time: 1_000_000, kind: .output("a"))])
    }

    @Test("that was cut in its last line has what is before it", arguments: 1..<17)
    func cut(missing: Int) throws {
        let whole = Asciicast(events: [
            .init(time: 1, kind: .output("a")), .init(time: 2, kind: .output("b")),
        ])
        let cast = try Asciicast(reading: whole.bytes.dropLast(1 + missing))
        #expect(cast.isCut && cast.events == whole.events.dropLast())
        #expect(try !Asciicast(reading: whole.bytes.dropLast()).isCut)
    }

    @Test(
        "that is none says where",
        arguments: [
            ("", 1), ("no JSON", 1), (#"{"version": 1}"#, 1), (#"{"version": 3}"#, 1),
            (#"{"version": 2, "width": 0, "height": 24}"#, 1),
            ("{\"version\": 2, \"width\": 80, \"height\": 24}\n[1, \"o\"]", 2),
            (
                "{\"version\": 2, \"width\": 80, \"height\": 24}\n[1, \"o\", \"a\"]\n[-1, \"o\", \"\"]",
                3
            ),
            ("{\"version\": 2, \"width\": 80, \"height\": 24}\n[1e300, \"o\", \"a\"]", 2),
            ("{\"version\": 2, \"width\": 80, \"height\": 24}\n[1, \"r\", \"80\"]", 2),
        ])
    func problems(text: String, line: Int) {
        #expect { try Asciicast(reading: text.bytes) } throws: { error in
            (error as? Asciicast.Problem)?.line == line
        }
    }

    @Test("with random damage is read or refused", arguments: 0..<30)
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let good = Asciicast(version: seed % 2 == 0 ? 2 : 3, events: Self.events).bytes
        for _ in 0..<60 {
            var bytes = good
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                bytes[at] = UInt8.random(in: 0...255, using: &random)
            }
            guard let cast = try? Asciicast(reading: bytes) else { continue }
            #expect(cast.events.count <= good.count(where: { $0 == 0x0A }))
            #expect(zip(cast.events, cast.events.dropFirst()).allSatisfy { $0.time <= $1.time })
        }
    }
}

@Suite("What a recording sends to a terminal")
struct PlayableTextTests {
    @Test(
        "is letters, colours and movements, and nothing that a terminal answers or keeps",
        arguments: [
            ("plain é\r\n\t\u{8}", "plain é\r\n\t\u{8}"),
            (
                "\u{1B}[1;31mred\u{1B}[0m\u{1B}[2K\u{1B}[H",
                "\u{1B}[1;31mred\u{1B}[0m\u{1B}[2K\u{1B}[H"
            ),
            ("a\u{1B}]0;title\u{7}b", "ab"), ("a\u{1B}]52;c;aGk=\u{1B}\\b", "ab"),
            ("a\u{1B}[6nb\u{1B}[cc", "abc"), ("a\u{1B}[?1049hb\u{1B}[?25lc", "abc"),
            ("a\u{1B}Pq$q\u{1B}\\b", "ab"), ("a\u{1B}cb", "ab"),
            ("a\u{9B}6nb\u{9D}0;t\u{9C}c", "abc"),
            ("a\u{0}\u{5}\u{E}b", "ab"), ("a\u{1B}[>0;1tb", "ab"),
        ])
    func passing(text: String, passed: String) {
        var whole = PlayableText()
        #expect(whole.passing(text) == passed)
        // However it is cut.
        var pieces = PlayableText()
        #expect(text.unicodeScalars.map { pieces.passing(String($0)) }.joined() == passed)
    }
}
