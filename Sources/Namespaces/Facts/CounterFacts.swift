internal import SystemCalls

/// `counters[NAME]`: what a network namespace has counted, `/proc/PID/net/snmp` and `snmp6`.
struct CounterFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "counters", "the SNMP counters by name, like Icmp.OutMsgs and Ip6.InReceives",
                isKeyed: true, isLeaf: false, isDetail: true)
        ]
    }

    func keys(of name: String, in subject: FactSubject) -> [String] {
        let reading = subject.reading(CounterReading.self)
        return CounterTable.allCases.flatMap { table in
            (try? reading.counters(table, of: subject))?.names ?? []
        }
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        guard let name = path[0].key else { return .unknown("counters does not say which") }
        let reading = subject.reading(CounterReading.self)
        return Fact.reading { () throws(SystemCallError) in
            let counters = try reading.counters(CounterTable(of: name), of: subject)
            guard let value = counters[name] else { return .unknown("there is no counter \(name)") }
            return .text(value)
        }
    }
}

/// One of the two files of counters.
enum CounterTable: String, CaseIterable, Sendable {
    case snmp, snmp6

    /// The one that a counter is in: `Ip6.InReceives` is in the second.
    init(of counter: String) {
        self = counter.prefix { $0 != "." }.hasSuffix("6") ? .snmp6 : .snmp
    }

    /// The counters of its text, in the order of the file.
    func read(_ text: String) -> Counters {
        switch self {
        case .snmp: Counters(snmp: text)
        case .snmp6: Counters(snmp6: text)
        }
    }
}

/// Counters by their names: `Icmp.OutMsgs`.
struct Counters: Sendable {
    private(set) var names: [String] = []
    private var values: [String: String] = [:]

    /// Two lines a group, `Ip: InReceives …` and `Ip: 713 …`.
    init(snmp text: String) {
        let lines = text.split(separator: "\n").map { String($0).words }
        for (title, numbers) in zip(lines, lines.dropFirst())
        where title.first == numbers.first && title.count == numbers.count {
            guard let group = title.first?.dropLast() else { continue }
            for (name, value) in zip(title, numbers).dropFirst() { add("\(group).\(name)", value) }
        }
    }

    /// A line a counter, `Ip6InReceives 2`.
    init(snmp6 text: String) {
        for line in text.split(separator: "\n") {
            let words = String(line).words
            guard words.count == 2, let six = words[0].firstIndex(of: "6") else { continue }
            add("\(words[0][...six]).\(words[0][words[0].index(after: six)...])", words[1])
        }
    }

    private mutating func add(_ name: String, _ value: String) {
        if values.updateValue(value, forKey: name) == nil { names.append(name) }
    }

    /// The number, nil where there is no such counter. What was never counted has no line among the
    /// types of ICMP messages, and is 0.
    subscript(name: String) -> String? { values[name] ?? (Self.isMessageType(name) ? "0" : nil) }

    private static func isMessageType(_ name: String) -> Bool {
        let groups = ["IcmpMsg.InType", "IcmpMsg.OutType", "Icmp6.InType", "Icmp6.OutType"]
        return groups.contains { name.hasPrefix($0) && UInt8(name.dropFirst($0.count)) != nil }
    }
}

/// The counters of one subject's network namespace, read for one observation.
final class CounterReading: SubjectReading {
    private var tables: [CounterTable: Result<Counters, SystemCallError>] = [:]

    init(of pid: Int32) {}

    func counters(
        _ table: CounterTable, of subject: FactSubject
    ) throws(SystemCallError) -> Counters {
        if let known = tables[table] { return try known.get() }
        let read = Result { () throws(SystemCallError) in
            table.read(try Self.text(of: table, subject))
        }
        tables[table] = read
        return try read.get()
    }

    /// A process's file is of the network namespace that the process is in; of one that no process
    /// need be in it is read by a child that joins it.
    private static func text(
        of table: CounterTable, _ subject: FactSubject
    ) throws(SystemCallError) -> String {
        guard subject.otherNetwork != nil else { return try subject.file("net/\(table.rawValue)") }
        let file = "/proc/self/net/\(table.rawValue)"
        let read = try subject.runInNetwork([.report(file: file, limit: 1 << 16)])
        return String(decoding: read.first ?? [], as: UTF8.self)
    }
}
