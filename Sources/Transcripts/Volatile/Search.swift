internal import CPCRE2

/// A regular expression that is looked for anywhere in a line.
final class Search {
    private let code: OpaquePointer
    private let data: OpaquePointer
    private let context: OpaquePointer
    private static let mostSteps: UInt32 = 100_000

    /// Nil where PCRE2 cannot read it.
    init?(_ pattern: String) {
        var failure: Int32 = 0
        var offset = 0
        let bytes = Array(pattern.utf8)
        guard
            let code = pcre2_compile_8(
                bytes, bytes.count, PCRE2_NEVER_BACKSLASH_C, &failure, &offset, nil)
        else { return nil }
        guard let data = pcre2_match_data_create_from_pattern_8(code, nil),
            let context = pcre2_match_context_create_8(nil)
        else {
            pcre2_code_free_8(code)
            return nil
        }
        pcre2_set_match_limit_8(context, Self.mostSteps)
        self.code = code
        self.data = data
        self.context = context
    }

    deinit {
        pcre2_match_context_free_8(context)
        pcre2_match_data_free_8(data)
        pcre2_code_free_8(code)
    }

    /// What the groups hold of each occurrence, or all of it where there are none.
    func ranges(in line: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        while start <= line.count {
            let count = pcre2_match_8(code, line, line.count, start, 0, data, context)
            guard count > 0, let ends = pcre2_get_ovector_pointer_8(data) else { break }
            for group in Int(count) > 1 ? 1..<Int(count) : 0..<1 {
                let (from, to) = (ends[2 * group], ends[2 * group + 1])
                // A group that took no part has no place.
                if from <= to, to <= line.count { ranges.append(from..<to) }
            }
            start = max(ends[1], start + 1)
        }
        return ranges
    }
}
