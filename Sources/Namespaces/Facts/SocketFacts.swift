internal import SystemCalls

/// `sockets`: what waits for connections and packets in a network namespace, by `sock_diag(7)`.
struct SocketFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "sockets", "the sockets of the network namespace", isLeaf: false,
                [
                    FactShape(
                        "listening", "those that wait for whoever comes, like tcp 0.0.0.0:80"),
                    FactShape("ports", "the numbers of the TCP ports that are listened on"),
                ])
        ]
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        guard path.count > 1 else { return .present }
        let reading = subject.reading(SocketReading.self)
        return Fact.reading { () throws(SystemCallError) in
            let tcp = try reading.listening(.tcp, of: subject)
            switch path[1].name {
            case "listening":
                return .list(
                    tcp.map(\.text) + (try reading.listening(.udp, of: subject).map(\.text)))
            case "ports": return .list(Set(tcp.map(\.port)).sorted().map { "\($0)" })
            default: return .absent
            }
        }
    }
}
