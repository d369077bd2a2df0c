internal import SystemCalls

/// One of the files of `/proc/sysvipc`: a line of titles, then a line for each that there is.
struct SystemVTable {
    enum Kind: String, CaseIterable {
        case queues
        case semaphores
        case sharedMemory = "shared_memory"

        var file: String {
            switch self {
            case .queues: "/proc/sysvipc/msg"
            case .semaphores: "/proc/sysvipc/sem"
            case .sharedMemory: "/proc/sysvipc/shm"
            }
        }

        var idColumn: String {
            switch self {
            case .queues: "msqid"
            case .semaphores: "semid"
            case .sharedMemory: "shmid"
            }
        }

        /// The column that a fact stands in.
        func column(of fact: String) -> String? {
            switch (self, fact) {
            case (_, "key"): "key"
            case (_, "owner"): "uid"
            case (.queues, "messages"): "qnum"
            case (.queues, "bytes"): "cbytes"
            case (.semaphores, "members"): "nsems"
            case (.sharedMemory, "size"): "size"
            case (.sharedMemory, "attached"): "nattch"
            default: nil
            }
        }
    }

    let kind: Kind
    /// In the kernel's order.
    let ids: [String]
    /// By id, the values by their columns' titles.
    let rows: [String: [String: String]]

    init(_ kind: Kind, _ text: String) {
        self.kind = kind
        let lines = text.split(separator: "\n").map { String($0).words }
        let titles = lines.first ?? []
        let table = lines.dropFirst().compactMap { values -> (id: String, row: [String: String])? in
            let row = Dictionary(zip(titles, values)) { first, _ in first }
            return row[kind.idColumn].map { ($0, row) }
        }
        ids = table.map(\.id)
        rows = Dictionary(table.map { ($0.id, $0.row) }) { first, _ in first }
    }
}

extension FactSubject {
    /// The System V objects of a kind.
    func systemV(_ kind: SystemVTable.Kind) throws(SystemCallError) -> SystemVTable {
        try reading(SystemVReading.self).table(kind)
    }
}

/// The three tables of System V objects. The kernel shows those of the reader's IPC namespace, and
/// their owners as the reader's user namespace numbers them.
final class SystemVReading: SubjectReading {
    private let inside: InnerReading
    private var tables: [SystemVTable.Kind: SystemVTable] = [:]

    init(of pid: Int32) {
        inside = InnerReading(
            of: pid, kinds: [.user, .ipc],
            SystemVTable.Kind.allCases.map { .report(file: $0.file, limit: 1 << 24) })
    }

    func table(_ kind: SystemVTable.Kind) throws(SystemCallError) -> SystemVTable {
        if let known = tables[kind] { return known }
        let index = SystemVTable.Kind.allCases.firstIndex(of: kind) ?? 0
        let table = SystemVTable(kind, try inside.text(index))
        tables[kind] = table
        return table
    }
}

/// The limits of the reader's IPC namespace.
final class LimitReading: SubjectReading {
    static let names = [
        "msgmax", "msgmnb", "msgmni", "semmsl", "semmns", "semopm", "semmni", "shmall", "shmmax",
        "shmmni", "shm_rmid_forced", "mqueue_queues_max", "mqueue_msg_max", "mqueue_msgsize_max",
    ]
    /// These stand in one file, in this order: `proc_sys_kernel(5)`.
    private static let semaphores = ["semmsl", "semmns", "semopm", "semmni"]

    private static func file(of limit: String) -> String {
        if semaphores.contains(limit) { return "/proc/sys/kernel/sem" }
        let posix = "mqueue_"
        return limit.hasPrefix(posix)
            ? "/proc/sys/fs/mqueue/\(limit.dropFirst(posix.count))" : "/proc/sys/kernel/\(limit)"
    }

    private let inside: InnerReading

    init(of pid: Int32) {
        var plan = Plan()
        // A kernel may be built without the one or the other.
        for name in Self.names {
            plan.attempt(.report(file: Self.file(of: name), limit: 1 << 12))
        }
        inside = InnerReading(of: pid, kinds: [.user, .ipc], plan)
    }

    /// One of `names`.
    func limit(_ name: String) throws(SystemCallError) -> Fact {
        guard let index = Self.names.firstIndex(of: name) else { return .absent }
        let numbers = try inside.text(index).words
        let place = Self.semaphores.firstIndex(of: name) ?? 0
        return numbers.indices.contains(place)
            ? .text(numbers[place]) : .unknown("\(Self.file(of: name)) has no \(name)")
    }
}

/// The names of an IPC namespace's POSIX message queues: those of its own file system, wherever
/// else that may be mounted or not.
final class QueueNameReading: SubjectReading {
    private let inside: InnerReading

    init(of pid: Int32) {
        inside = InnerReading(
            of: pid, asOwnerOf: .ipc,
            Plan([
                .unshare([.mnt]), .openFileSystem(type: "mqueue", slot: 0),
                .reportEntries(.slot(0), limit: 1 << 20),
            ]))
    }

    func names() throws(SystemCallError) -> [String] {
        try inside.text(2).split(separator: "\0").map(String.init).sorted()
    }
}
