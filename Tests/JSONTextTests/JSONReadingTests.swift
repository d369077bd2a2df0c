import JSONText
import Testing

@Suite("Reading JSON") struct JSONReadingTests {
    @Test("what was written is read again as it was")
    func roundTrip() throws {
        let document: JSON = [
            "b": 1,
            "a": [true, false, nil, ["c": -2.5, "": .string("\"\\\n\u{1b}é🙂/\r\n\u{9b}")]],
            "empty": [], "none": [:], "much": .integer(.max), "little": .integer(.min),
        ]
        #expect(try JSON(reading: document.text.utf8) == document)
    }

    @Test(
        "every way to write a value is known",
        arguments: [
            (" \t\r\n null ", JSON.null), ("-0", .integer(0)), ("1E+2", .number(100)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("0.5e-1", .number(0.05)),
            (#""\u00e9\ud83d\ude42\/\b\f\n\r\t\"\\""#, .string("é🙂/\u{8}\u{c}\n\r\t\"\\")),
            (#"{"a":1,"a":2}"#, .object([.init("a", 1), .init("a", 2)])),
        ])
    func values(text: String, value: JSON) throws {
        #expect(try JSON(reading: text.utf8) == value)
    }

    @Test(
        "what is no document is refused, with the place",
        arguments: [
            ("", 0), ("{", 1), ("[1,]", 3), ("{\"a\":1,}", 7), ("[1 2]", 3), ("01", 1), ("1.", 2),
            ("-", 1), ("+1", 0), ("tru", 0), ("\"a", 2), ("\"\n\"", 1), (#""\x""#, 3),
            (#""\ud800""#, 7), (#""\ud800\u0041""#, 13), (#""\udc00""#, 7), (#""\u00g0""#, 3),
            ("{a:1}", 1), ("1 2", 2), ("\u{feff}1", 0), ("'a'", 0),
        ])
    func flaws(text: String, offset: Int) {
        let flaw = #expect(throws: JSON.Flaw.self) { try JSON(reading: text.utf8) }
        #expect(flaw?.offset == offset)
    }

    @Test("neither half a character of UTF-8 nor a tower of brackets gets through")
    func hostile() {
        #expect(throws: JSON.Flaw.self) { try JSON(reading: [0x22, 0xC3, 0x22]) }
        let tower = Array(repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: JSON.Flaw.self) { try JSON(reading: tower) }
    }
}
