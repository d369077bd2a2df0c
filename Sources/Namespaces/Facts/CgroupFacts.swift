internal import SystemCalls

/// `cgroup`: the control groups that a process is in, from the root of its cgroup namespace:
/// `cgroup_namespaces(7)`.
struct CgroupFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "cgroup", "the cgroup2 path of the process, as it sees it itself",
                [
                    FactShape(
                        "v1", "the controllers of cgroup1; with a key, the path there",
                        isKeyed: true)
                ])
        ]
    }

    func keys(of name: String, in subject: FactSubject) -> [String] {
        guard let lines = try? subject.reading(CgroupReading.self).lines(of: subject.pid) else {
            return []
        }
        return lines.flatMap(\.controllers)
    }

    func prepare(_ path: [FactStep], of subject: FactSubject) {
        subject.reading(CgroupReading.self).start(subject.pid)
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        Fact.reading { () throws(SystemCallError) in
            let lines = try subject.reading(CgroupReading.self).lines(of: subject.pid)
            guard path.count > 1 else { return Self.unified(in: lines) }
            guard let controller = path[1].key else { return .list(lines.flatMap(\.controllers)) }
            let line = lines.first { $0.controllers.contains(controller) }
            return (line?.path).map(Fact.text) ?? .absent
        }
    }

    /// The path in cgroup2; absent where the kernel has only cgroup1.
    static func unified(in lines: [CgroupLine]) -> Fact {
        (lines.first { $0.isUnified }?.path).map(Fact.text) ?? .absent
    }
}

/// A line of `/proc/PID/cgroup`: `cgroups(7)`.
struct CgroupLine: Hashable {
    /// Of a cgroup1 hierarchy; one without a controller has a name instead: `name=systemd`.
    let controllers: [String]
    let path: String
    let isUnified: Bool

    init?(_ line: Substring) {
        let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3 else { return nil }
        controllers = fields[1].split(separator: ",").map(String.init)
        path = String(fields[2])
        isUnified = fields[0] == "0" && fields[1].isEmpty
    }
}

/// The groups of processes. The kernel writes paths from the root of the *reader's* cgroup
/// namespace, so they are read in there.
final class CgroupReading: SubjectReading {
    private let pid: Int32
    private var inside: [Int32: InnerReading] = [:]

    init(of pid: Int32) { self.pid = pid }

    /// Starts to read the groups of a process.
    @discardableResult
    func start(_ other: Int32) -> InnerReading {
        if let begun = inside[other] { return begun }
        let begun = InnerReading(
            of: pid, kinds: [.user, .cgroup],
            [.report(file: "/proc/\(other)/cgroup", limit: 1 << 16)])
        inside[other] = begun
        return begun
    }

    func lines(of other: Int32) throws(SystemCallError) -> [CgroupLine] {
        try start(other).text(0).split(separator: "\n").compactMap(CgroupLine.init)
    }
}
