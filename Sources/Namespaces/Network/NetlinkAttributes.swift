/// Attributes of a message, one after another: `netlink(7)`.
///
/// Each has a type and a value, which may be attributes again. Reading ends at the first that does
/// not fit, so whatever the bytes are it ends.
struct NetlinkAttributes: Hashable, Sendable, Sequence {
    private(set) var bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8> = []) {
        self.bytes = bytes
    }

    // MARK: Writing

    mutating func append(_ type: UInt16, _ value: some Collection<UInt8>) {
        bytes += UInt16(4 + value.count).bytes + type.bytes + value
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    /// A number, in this machine's byte order.
    mutating func append(_ type: UInt16, number: some FixedWidthInteger) {
        append(type, number.bytes)
    }

    /// A text with the zero that ends it.
    mutating func append(_ type: UInt16, text: String) {
        append(type, Array(text.utf8) + [0])
    }

    mutating func append(_ type: UInt16, nested: NetlinkAttributes) {
        // NLA_F_NESTED, which strict readers want to see.
        append(type | 0x8000, nested.bytes)
    }

    // MARK: Reading

    struct Iterator: IteratorProtocol {
        fileprivate var rest: ArraySlice<UInt8>

        mutating func next() -> (type: UInt16, value: ArraySlice<UInt8>)? {
            guard let length = rest.number(at: 0, as: UInt16.self),
                let type = rest.number(at: 2, as: UInt16.self), length >= 4, length <= rest.count
            else { return nil }
            let value = rest.dropFirst(4).prefix(Int(length) - 4)
            rest = rest.dropFirst((Int(length) + 3) & ~3)
            // The two upper bits say how the value is written, not what it is.
            return (type & 0x3fff, value)
        }
    }

    func makeIterator() -> Iterator { Iterator(rest: bytes) }

    /// The value of the first attribute of that type.
    subscript(type: UInt16) -> ArraySlice<UInt8>? { first { $0.type == type }?.value }
}

extension FixedWidthInteger {
    /// As it lies in this machine's memory.
    var bytes: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }
}

extension ArraySlice<UInt8> {
    /// The number at that distance from the beginning; nil where it would not fit.
    func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number? {
        guard offset >= 0, count - offset >= MemoryLayout<Number>.size else { return nil }
        return withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
    }

    /// The text up to the zero that ends it, as UTF-8 with what is not UTF-8 replaced.
    var text: String { String(decoding: prefix { $0 != 0 }, as: UTF8.self) }
}
