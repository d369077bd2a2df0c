/// What Tab offers where calls are written: calls, the constants of the call that is being written,
/// names.
public struct CallCompletion: Hashable, Sendable {
    public let text: String
    /// A blank follows it.
    public let isWhole: Bool

    private init(_ text: String, isWhole: Bool = false) {
        self.text = text
        self.isWhole = isWhole
    }

    /// Candidates for the word that begins at a UTF-8 offset into `before`, the text before the
    /// cursor.
    public static func candidates(
        after before: String, names: CallNames = CallNames()
    ) -> (wordStart: Int, candidates: [CallCompletion]) {
        let bytes = Array(before.utf8)
        var start = bytes.count
        while start > 0, isNameByte(bytes[start - 1]) { start -= 1 }
        let word = String(decoding: bytes[start...], as: UTF8.self)
        let candidates = offered(after: bytes[..<start], names).filter { $0.text.hasPrefix(word) }
        return (start, candidates)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch UnicodeScalar(byte) {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }

    private static func offered(
        after bytes: ArraySlice<UInt8>, _ names: CallNames
    ) -> [CallCompletion] {
        // In a string nothing is a name.
        if bytes.count(where: { $0 == UInt8(ascii: "\"") }) % 2 == 1 { return [] }
        if let signature = callAround(bytes) {
            return (signature.constants.map(\.name) + names.names).map { CallCompletion($0) }
        }
        if bytes == ArraySlice("help ".utf8) {
            return CallSignature.all.map { CallCompletion($0.name) }
        }
        let calls = CallSignature.all.map { CallCompletion("\($0.name)(") }
        guard bytes.allSatisfy({ $0 == UInt8(ascii: " ") }) else { return calls }
        return calls + ["exit", "help", "why"].map { CallCompletion($0, isWhole: true) }
    }

    /// The call whose parentheses are open there.
    private static func callAround(_ bytes: ArraySlice<UInt8>) -> CallSignature? {
        var depth = 0
        for index in bytes.indices.reversed() {
            switch bytes[index] {
            case UInt8(ascii: ")"): depth += 1
            case UInt8(ascii: "("):
                if depth == 0 {
                    let name = bytes[..<index].reversed().prefix(while: isNameByte).reversed()
                    return CallSignature.named(String(decoding: Array(name), as: UTF8.self))
                }
                depth -= 1
            default: break
            }
        }
        return nil
    }
}
