/// Requests of rtnetlink as `strace -X verbose` decodes them, which gives numbers beside their names,
/// put into the words in which nsshell tells them.
struct StraceRequests {
    /// In order: `RTM_NEWLINK veth veth0 peer veth1`.
    private(set) var all: [String] = []

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let line = String(line)
            guard line.contains(/\ send(to|msg)\(\d+</),
                let type = line.firstMatch(of: /nlmsg_type=\w+ \/\* (RTM_\w+) \*\//)?.output.1
            else { continue }
            let words =
                switch type.dropFirst("RTM_NEW".count) {
                case "LINK": Self.link(line)
                case "ADDR": Self.address(line)
                case "ROUTE": Self.route(line)
                default: [String]()
                }
            let isDump = line.contains("NLM_F_DUMP")
            all.append(([String(type)] + (isDump ? ["dump"] : words)).joined(separator: " "))
        }
    }

    /// What stands behind an attribute of that name.
    private static func value(
        _ attribute: String, _ line: String, _ form: Regex<(Substring, Substring)>
    ) -> String? {
        guard let name = line.firstRange(of: "/* \(attribute) */}, ") else { return nil }
        return line[name.upperBound...].prefixMatch(of: form).map { String($0.output.1) }
    }

    private static func number(_ field: String, _ line: String) -> Int {
        guard let name = line.firstRange(of: "\(field)=") else { return 0 }
        let digits = line[name.upperBound...].prefix { $0.isHexDigit || $0 == "x" }
        return digits.hasPrefix("0x")
            ? Int(digits.dropFirst(2), radix: 16) ?? 0 : Int(digits) ?? 0
    }

    private static func link(_ line: String) -> [String] {
        var words: [String] = []
        let index = number("ifi_index", line)
        if let kind = value("IFLA_INFO_KIND", line, /"(\w+)"/) { words.append(kind) }
        if let name = value("IFLA_IFNAME", line, /"(\w+)"/) {
            words += index == 0 ? [name] : ["if\(index)", "name", name]
        } else if index != 0 {
            words.append("if\(index)")
        }
        // It does not decode what a pair is made of, but for its bytes.
        if let data = value("IFLA_INFO_DATA", line, /"([^"]*)"/) { words += peer(data) }
        if number("ifi_change", line) & 1 != 0 {
            words.append(number("ifi_flags", line) & 1 != 0 ? "up" : "down")
        }
        let master = value("IFLA_MASTER", line, /(\d+)/)
        if let master { words.append(master == "0" ? "nomaster" : "master if\(master)") }
        if let mtu = value("IFLA_MTU", line, /(\d+)/) { words.append("mtu \(mtu)") }
        if let pid = value("IFLA_NET_NS_PID", line, /(\d+)/) { words.append("netns pid \(pid)") }
        if let fd = value("IFLA_NET_NS_FD", line, /(\d+)/) { words.append("netns fd \(fd)") }
        return words
    }

    /// VETH_INFO_PEER: behind a header of 4 bytes and a `struct ifinfomsg` attributes of a link.
    private static func peer(_ hexadecimal: String) -> [String] {
        let bytes = hexadecimal.split(separator: #"\x"#).compactMap { UInt8($0, radix: 16) }
        var rest = bytes.dropFirst(20)
        var name = "", netns: [String] = []
        while rest.count >= 4, case let size = Int(rest[rest.startIndex]), size >= 4 {
            let body = rest.dropFirst(4).prefix(size - 4)
            switch rest[rest.startIndex + 2] {
            case 3: name = String(decoding: body.dropLast(), as: UTF8.self)
            case 28: netns = ["netns fd \(body[body.startIndex])"]
            default: break
            }
            rest = rest.dropFirst((size + 3) & ~3)
        }
        return ["peer", name] + netns
    }

    /// What `inet_addr` or `inet_pton` would be given.
    private static var internet: Regex<(Substring, Substring)> {
        /"[^"]*" \/\* inet_\w+\((?:AF_INET6, )?"([^"]+)"\) \*\//
    }

    private static func address(_ line: String) -> [String] {
        let address = value("IFA_LOCAL", line, internet) ?? "?"
        return [
            "\(address)/\(number("ifa_prefixlen", line))", "dev", "if\(number("ifa_index", line))",
        ]
    }

    private static func route(_ line: String) -> [String] {
        var words = [
            value("RTA_DST", line, internet).map { "\($0)/\(number("rtm_dst_len", line))" } ?? "default"
        ]
        if let gateway = value("RTA_GATEWAY", line, internet) { words += ["via", gateway] }
        if let index = value("RTA_OIF", line, /(\d+)/) { words += ["dev", "if\(index)"] }
        return words
    }
}
