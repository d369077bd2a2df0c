internal import Glibc

/// A request of `rtnetlink(7)` that some process sent, in a few words.
struct NetlinkRequest {
    /// `RTM_NEWLINK veth veth0 peer veth1`.
    let text: String
    let type: UInt16
    let sequence: UInt32
    /// What decides where in the kernel it leads.
    var isMove = false
    var family: UInt8 = 0

    /// More are not told.
    private static let most = 32

    static func all(in bytes: [UInt8]) -> [NetlinkRequest] {
        var requests: [NetlinkRequest] = []
        var rest = bytes[...]
        while requests.count < most, rest.count >= 16 {
            let head = Array(rest.prefix(16))
            let size = Int(head.number32(at: 0))
            guard size >= 16, size <= rest.count else { break }
            requests.append(
                NetlinkRequest(head, body: rest.dropFirst(16).prefix(size - 16)))
            rest = rest.dropFirst((size + 3) & ~3)
        }
        return requests
    }

    private init(_ head: [UInt8], body: ArraySlice<UInt8>) {
        type = UInt16(truncatingIfNeeded: head.number32(at: 4))
        sequence = head.number32(at: 8)
        family = body.first ?? 0
        var words = [Self.names[type] ?? "type \(type)"]
        let flags = head.number32(at: 4) >> 16
        let isGet = type % 4 == 2
        if isGet, flags & 0x300 == 0x300 {
            words.append("dump")
        } else {
            switch type {
            case 16...19:
                let link = LinkWords(body)
                words += link.words
                isMove = link.isMove
            case 20...22: words += Self.address(body)
            case 24...26: words += Self.route(body)
            default: break
            }
        }
        text = words.joined(separator: " ")
    }

    private static let names: [UInt16: String] = {
        var names: [UInt16: String] = [19: "RTM_SETLINK"]
        let nouns: [(UInt16, String)] = [
            (16, "LINK"), (20, "ADDR"), (24, "ROUTE"), (28, "NEIGH"), (32, "RULE"), (36, "QDISC"),
            (40, "TCLASS"), (44, "TFILTER"), (64, "NEIGHTBL"), (80, "NETCONF"), (84, "MDB"),
            (88, "NSID"), (92, "STATS"), (104, "NEXTHOP"), (108, "LINKPROP"), (112, "VLAN"),
        ]
        for (number, noun) in nouns {
            for (index, verb) in ["NEW", "DEL", "GET"].enumerated() {
                names[number + UInt16(index)] = "RTM_\(verb)\(noun)"
            }
        }
        return names
    }()

    /// `192.168.1.1/24 dev if5`.
    private static func address(_ body: ArraySlice<UInt8>) -> [String] {
        guard body.count >= 8 else { return [] }
        let head = Array(body.prefix(8))
        let attributes = Attributes(body.dropFirst(8))
        // An address of one's own, else that of the link's other end: rtnetlink(7).
        guard let bytes = attributes[2] ?? attributes[1] else { return ["dev if\(head.number32(at: 4))"] }
        return ["\(internet(bytes))/\(head[1])", "dev", "if\(head.number32(at: 4))"]
    }

    /// `default via 10.0.0.1 dev if2`.
    private static func route(_ body: ArraySlice<UInt8>) -> [String] {
        guard body.count >= 12 else { return [] }
        let head = Array(body.prefix(12))
        let attributes = Attributes(body.dropFirst(12))
        var words = [attributes[1].map { "\(internet($0))/\(head[1])" } ?? "default"]
        if let gateway = attributes[5] { words += ["via", internet(gateway)] }
        if let link = attributes.number(4) { words += ["dev", "if\(link)"] }
        return words
    }

    private static func internet(_ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: 64)
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard [4, 16].contains(bytes.count), inet_ntop(family, bytes, &text, 64) != nil else {
            return bytes.quotedForC
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// `veth veth0 peer veth1`, `if5 up`, `if5 netns fd 4`.
    private struct LinkWords {
        var words: [String] = []
        var isMove = false

        init(_ body: ArraySlice<UInt8>) {
            guard body.count >= 16 else { return }
            let head = Array(body.prefix(16))
            let attributes = Attributes(body.dropFirst(16))
            let info = attributes[18].map { Attributes($0[...]) }
            if let kind = info?[1] { words.append(kind.nameOfC) }
            let index = head.number32(at: 4)
            if let name = attributes[3] {
                words.append((index == 0 ? "" : "if\(index) name ") + name.nameOfC)
            } else if index != 0 {
                words.append("if\(index)")
            }
            if info?[1]?.nameOfC == "veth", let data = info?[2],
                let peer = Attributes(data[...])[1]
            {
                words.append("peer")
                words += LinkWords(peer[...]).words
            }
            if head.number32(at: 12) & 1 != 0 {
                words.append(head.number32(at: 8) & 1 != 0 ? "up" : "down")
            }
            if let link = attributes.number(5) { words.append("link if\(link)") }
            if let bridge = attributes.number(10) {
                words.append(bridge == 0 ? "nomaster" : "master if\(bridge)")
            }
            if let mtu = attributes.number(4) { words.append("mtu \(mtu)") }
            if let pid = attributes.number(19) { words.append("netns pid \(pid)") }
            if let fd = attributes.number(28) { words.append("netns fd \(fd)") }
            isMove = index != 0 && (attributes[19] ?? attributes[28]) != nil
        }
    }

    /// Type, length, value: rtnetlink(3).
    private struct Attributes {
        private var all: [UInt16: [UInt8]] = [:]

        init(_ bytes: ArraySlice<UInt8>) {
            var rest = bytes
            while rest.count >= 4, all.count < 64 {
                let head = Array(rest.prefix(4)).number32(at: 0)
                let size = Int(head & 0xffff)
                guard size >= 4, size <= rest.count else { return }
                all[UInt16(head >> 16) & 0x3fff] = Array(rest.dropFirst(4).prefix(size - 4))
                rest = rest.dropFirst((size + 3) & ~3)
            }
        }

        subscript(type: UInt16) -> [UInt8]? { all[type] }

        func number(_ type: UInt16) -> UInt32? {
            all[type].flatMap { $0.count >= 4 ? $0.number32(at: 0) : nil }
        }
    }
}

extension Array where Element == UInt8 {
    /// Up to its NUL.
    fileprivate var nameOfC: String { Array(prefix { $0 != 0 }).plainOrQuoted }
}
