internal import Glibc

/// An address of IPv4 or IPv6, and how many of its bits name a network: `192.168.10.1/24`.
struct NetworkPrefix: Hashable, Sendable {
    /// In network order: 4 or 16.
    let bytes: [UInt8]
    let length: Int

    /// - Parameter length: all bits where it is nil.
    init?(_ bytes: some Collection<UInt8>, length: Int? = nil) {
        let bits = bytes.count * 8
        guard bits == 32 || bits == 128, (0...bits).contains(length ?? bits) else { return nil }
        self.bytes = Array(bytes)
        self.length = length ?? bits
    }

    /// What people write: `10.0.2.2`, `10.0.2.15/24`, `fe80::/64`.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count < 3, let bytes = Self.bytes(of: String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            self.init(bytes)
            return
        }
        guard let length = Int(parts[1]) else { return nil }
        self.init(bytes, length: length)
    }

    private static func bytes(of address: String) -> [UInt8]? {
        let isSix = address.utf8.contains(UInt8(ascii: ":"))
        var bytes = [UInt8](repeating: 0, count: isSix ? 16 : 4)
        return inet_pton(isSix ? AF_INET6 : AF_INET, address, &bytes) == 1 ? bytes : nil
    }

    var isVersionSix: Bool { bytes.count == 16 }
    /// `AF_INET` or `AF_INET6`, as a message's header has it.
    var family: UInt8 { UInt8(isVersionSix ? AF_INET6 : AF_INET) }
    var isSingle: Bool { length == bytes.count * 8 }

    /// The address alone, as `inet_ntop(3)` writes it.
    var address: String {
        var text = [UInt8](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let size = socklen_t(text.count)
        let isThere = text.withUnsafeMutableBytes { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                inet_ntop(Int32(family), bytes, $0.baseAddress!, size) != nil
            }
        }
        return isThere ? text[...].text : ""
    }

    /// With its length: `192.168.10.1/24`.
    var text: String { "\(address)/\(length)" }
}
