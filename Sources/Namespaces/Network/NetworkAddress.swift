internal import Glibc

/// An IP address of a machine, as lessons write it: `10.0.0.2`, `2001:db8::1`, `fe80::1%veth0`.
struct NetworkAddress: Hashable, Sendable {
    /// In the order of the network: 4 of them, or 16.
    let bytes: [UInt8]
    /// The link that a link-local address is valid on.
    let link: String?

    var isIPv6: Bool { bytes.count == 16 }
    var family: Int32 { isIPv6 ? AF_INET6 : AF_INET }

    /// Why a text is no address that a machine can be reached by; nil where it is one.
    enum Misfit: Error {
        case noAddress
        case unspecified
        /// `fe80::1` alone may be on any link.
        case withoutLink
        /// A link behind an address that needs none, or that no link can be called.
        case strayLink
        /// An IPv4 address in the clothes of IPv6: `::ffff:10.0.0.2`.
        case mapped
    }

    /// - Throws: what is wrong with the text.
    init(_ text: String) throws(Misfit) {
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        let isIPv6 = parts[0].contains(":")
        var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
        guard !parts[0].utf8.contains(0),
            inet_pton(isIPv6 ? AF_INET6 : AF_INET, String(parts[0]), &bytes) == 1
        else { throw .noAddress }
        guard bytes.contains(where: { $0 != 0 }) else { throw .unspecified }
        if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) { throw .mapped }
        // fe80::/10, RFC 4291.
        let isLinkLocal = isIPv6 && bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80
        if isLinkLocal, parts.count == 1 { throw .withoutLink }
        guard parts.count == 1 || isLinkLocal && Self.isLinkName(parts[1]) else { throw .strayLink }
        self.bytes = bytes
        link = parts.count == 1 ? nil : String(parts[1])
    }

    /// Whether a link can have this name: at most 15 bytes, `dev_valid_name()` of the kernel.
    private static func isLinkName(_ name: Substring) -> Bool {
        (1...15).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 < 0x7f }
    }

    /// As `sockaddr_in` or `sockaddr_in6` has it: `ip(7)`, `ipv6(7)`.
    ///
    /// Without the link: a socket is bound to that by its name.
    func socketAddress(port: UInt16 = 0) -> [UInt8] {
        // The family is in the order of this machine, all else in that of the network.
        let family = UInt16(truncatingIfNeeded: family)
        let start =
            withUnsafeBytes(of: family, Array.init) + [UInt8(port >> 8), UInt8(port & 0xff)]
        let none = [UInt8](repeating: 0, count: 4)
        return isIPv6 ? start + none + bytes + none : start + bytes + none + none
    }
}

extension NetworkAddress.Misfit {
    /// As it follows `TEXT:`, without a full stop.
    var words: String {
        switch self {
        case .noAddress: "no IP address"
        case .unspecified: "the address of no machine"
        case .withoutLink: "a link-local address, which needs its link: fe80::1%eth0"
        case .strayLink: "an address with a link, which only a link-local one of IPv6 has"
        case .mapped: "an IPv4 address, to be written as one"
        }
    }
}

/// A TCP port of a machine: `10.0.0.2:80`, `[2001:db8::1]:80`.
struct NetworkEndpoint: Hashable, Sendable {
    let address: NetworkAddress
    let port: UInt16

    enum Misfit: Error {
        case noPort
        case address(NetworkAddress.Misfit)

        /// As it follows `TEXT:`, without a full stop.
        var words: String {
            switch self {
            case .noPort: "no ADDRESS:PORT; an IPv6 address goes into brackets: [::1]:80"
            case .address(let misfit): misfit.words
            }
        }
    }

    /// - Throws: what is wrong with the text.
    init(_ text: String) throws(Misfit) {
        guard let colon = text.lastIndex(of: ":") else { throw .noPort }
        var address = text[..<colon]
        let isBracketed = address.hasPrefix("[") && address.hasSuffix("]")
        if isBracketed { address = address.dropFirst().dropLast() }
        let digits = text[text.index(after: colon)...]
        guard address.contains(":") == isBracketed,
            digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let port = UInt16(digits), port > 0
        else { throw .noPort }
        do throws(NetworkAddress.Misfit) {
            self.address = try NetworkAddress(String(address))
        } catch {
            throw .address(error)
        }
        self.port = port
    }
}

/// What a key of a fact must be.
public enum KeyForm: Hashable, Sendable {
    case address, endpoint

    /// What is wrong with a key, without a full stop; nil where it is of this form.
    public func misfit(of key: String) -> String? {
        switch self {
        case .address:
            do throws(NetworkAddress.Misfit) {
                _ = try NetworkAddress(key)
            } catch {
                return error.words
            }
        case .endpoint:
            do throws(NetworkEndpoint.Misfit) {
                _ = try NetworkEndpoint(key)
            } catch {
                return error.words
            }
        }
        return nil
    }

    /// A key that is of it.
    public var example: String {
        switch self {
        case .address: "10.0.0.2"
        case .endpoint: "10.0.0.2:80"
        }
    }
}
