internal import CPCRE2

/// A regular expression of a `(re)` line, as PCRE2 reads it where that agrees with Python's `re`.
///
/// Bytes, not characters. What takes too many steps to decide does not match: a transcript may be
/// hostile.
final class Pattern {
    private let code: OpaquePointer
    private let data: OpaquePointer
    private let context: OpaquePointer

    /// More than any line of a transcript needs, and decided within milliseconds.
    private static let mostSteps: UInt32 = 100_000
    private static let longest = 1 << 16
    private static let mostKibibytes: UInt32 = 4096

    /// Nil where it is no regular expression, which matches nothing.
    ///
    /// - Parameter bytes: it is tried at the beginning of a line, and its *last* alternative has to
    ///   reach the end. So cram has it: `a|b (re)` takes every line that begins with `a`.
    init?(_ bytes: [UInt8]) {
        guard bytes.count <= Self.longest else { return nil }
        // Not one of PCRE2's own: `(*UTF)` and its like are no regular expressions to Python.
        if bytes.starts(with: "(*".utf8) { return nil }
        let text = bytes + Array("\\z".utf8)
        var failure: Int32 = 0
        var offset = 0
        let options = PCRE2_ANCHORED | PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C
        guard let code = pcre2_compile_8(text, text.count, options, &failure, &offset, nil) else {
            return nil
        }
        guard let data = pcre2_match_data_create_8(1, nil) else {
            pcre2_code_free_8(code)
            return nil
        }
        guard let context = pcre2_match_context_create_8(nil) else {
            pcre2_match_data_free_8(data)
            pcre2_code_free_8(code)
            return nil
        }
        pcre2_set_match_limit_8(context, Self.mostSteps)
        pcre2_set_heap_limit_8(context, Self.mostKibibytes)
        self.code = code
        self.data = data
        self.context = context
    }

    deinit {
        pcre2_match_context_free_8(context)
        pcre2_match_data_free_8(data)
        pcre2_code_free_8(code)
    }

    func matches(_ line: [UInt8], within budget: MatchingBudget) -> Bool {
        let result = pcre2_match_8(code, line, line.count, 0, 0, data, context)
        // How many steps it took is not told; one that gave up took all of them.
        let gaveUp = result == PCRE2_ERROR_MATCHLIMIT || result == PCRE2_ERROR_HEAPLIMIT
        budget.spend(line.count + (gaveUp ? 100 * Int(Self.mostSteps) : 10_000))
        return result >= 0
    }
}
