import JSONText
import Testing

@Suite struct JSONTests {
    @Test("members keep the order that they were given in, two spaces a level")
    func order() {
        let document: JSON = ["b": 1, "a": [true, nil, ["c": 2.5]], "empty": [], "none": [:]]
        #expect(
            document.text == """
                {
                  "b": 1,
                  "a": [
                    true,
                    null,
                    {
                      "c": 2.5
                    }
                  ],
                  "empty": [],
                  "none": {}
                }
                """)
    }

    @Test(
        "a string is escaped so that it can neither end early nor move a cursor",
        arguments: [
            ("\"quoted\"", #""\"quoted\"""#), ("back\\slash", #""back\\slash""#),
            ("a\nb\tc\r", #""a\nb\tc\r""#), ("a\r\nb", #""a\r\nb""#),
            ("\u{1b}[2J\u{0}\u{7f}\u{9b}", #""\u001b[2J\u0000\u007f\u009b""#),
            ("é日本🙂/", #""é日本🙂/""#), ("e\u{301}\u{2028}", "\"e\u{301}\u{2028}\""), ("", "\"\""),
        ])
    func escapes(string: String, text: String) {
        #expect(JSON.string(string).text == text)
    }

    @Test(
        "a number that JSON has no word for is null",
        arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(value: Double) {
        #expect(JSON.number(value).text == "null")
    }

    @Test("whole numbers keep every digit, as a string where they pass 63 bits")
    func wholeNumbers() {
        #expect(JSON(UInt64(1) << 62).text == "4611686018427387904")
        #expect(JSON(UInt64.max).text == "\"18446744073709551615\"")
        #expect(JSON(Int32?.none).text == "null")
        #expect(JSON(Int.min).text == "-9223372036854775808")
    }
}
