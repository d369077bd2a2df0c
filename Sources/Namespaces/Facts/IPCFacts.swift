internal import SystemCalls

/// `ipc`: what an IPC namespace holds, and how much it may hold: `ipc_namespaces(7)`.
struct IPCFacts: FactProvider {
    private static let owner = FactShape("owner", "the owner's user id")
    private static let key = FactShape("key", "the key, as a decimal number; 0 is IPC_PRIVATE")

    var shapes: [FactShape] {
        [
            FactShape(
                "ipc", "what the IPC namespace holds", isLeaf: false,
                [
                    list(
                        "queues", "System V message queues",
                        [
                            Self.key, FactShape("messages", "how many messages wait in it"),
                            FactShape("bytes", "and how many bytes these are"), Self.owner,
                        ]),
                    list(
                        "semaphores", "System V semaphore sets",
                        [Self.key, FactShape("members", "how many semaphores"), Self.owner]),
                    list(
                        "shared_memory", "System V shared memory segments",
                        [
                            Self.key, FactShape("size", "in bytes"),
                            FactShape("attached", "how many times it is attached"), Self.owner,
                        ]),
                    FactShape(
                        "limits", "the limits of the namespace", isLeaf: false,
                        LimitReading.names.map { FactShape($0, "the limit \($0)") }),
                    FactShape(
                        "mqueues", "the names of the POSIX message queues",
                        [FactShape("count", "how many there are")]),
                ])
        ]
    }

    private func list(_ name: String, _ what: String, _ children: [FactShape]) -> FactShape {
        FactShape(
            name, "the ids of the \(what)", isKeyed: true, children,
            ofAll: [FactShape("count", "how many there are")])
    }

    func keys(of name: String, in subject: FactSubject) -> [String] {
        guard let table = try? SystemVTable.Kind(rawValue: name).map(subject.systemV) else {
            return []
        }
        return table.ids
    }

    func prepare(_ path: [FactStep], of subject: FactSubject) {
        switch path.count > 1 ? path[1].name : "" {
        case "limits": subject.reading(LimitReading.self)
        case "mqueues": subject.reading(QueueNameReading.self)
        default: subject.reading(SystemVReading.self)
        }
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        guard path.count > 1 else { return .present }
        let step = path[1]
        let next = path.count > 2 ? path[2].name : nil
        return Fact.reading { () throws(SystemCallError) in
            if let kind = SystemVTable.Kind(rawValue: step.name) {
                return fact(try subject.systemV(kind), step.key, next)
            }
            switch (step.name, next) {
            case ("limits", nil): return .present
            case ("limits", let name?): return try subject.reading(LimitReading.self).limit(name)
            case ("mqueues", let next):
                return fact(try subject.reading(QueueNameReading.self).names(), next)
            default: return .absent
            }
        }
    }

    private func fact(_ all: [String], _ next: String?) -> Fact {
        switch next {
        case nil: .list(all)
        case "count": .number(all.count)
        default: .absent
        }
    }

    private func fact(_ table: SystemVTable, _ id: String?, _ next: String?) -> Fact {
        guard let id else { return fact(table.ids, next) }
        guard let row = table.rows[id] else { return .absent }
        guard let next else { return .present }
        guard let column = table.kind.column(of: next) else { return .absent }
        return row[column].map(Fact.text) ?? .unknown("\(table.kind.file) has no \(column)")
    }
}
