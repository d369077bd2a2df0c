/// A system call that some process made, as a tracer saw it.
///
/// This folder knows how calls, their arguments and their results are written down, and where in the
/// kernel they lead. It does *not* know how a process is traced: `CLinux/tracer.c` does.
public struct TracedCall: Hashable, Sendable {
    /// Who made it.
    public struct Caller: Hashable, Sendable {
        /// Its number in the lab; another thread than the process's first has a number of its own.
        public let pid: Int32
        /// The file name of the program, at most 15 bytes.
        public let name: String
    }

    /// What stands between the parentheses.
    public enum Argument: Hashable, Sendable {
        case text(String)
        /// Constants that stand for bits, each by itself.
        case flags([String])

        var text: String {
            switch self {
            case .text(let text): text
            case .flags(let names): names.joined(separator: "|")
            }
        }
    }

    /// What is known of the result.
    public enum Result: Hashable, Sendable {
        /// `-errno` where it failed.
        case returned(Int64)
        case unknown(Unknown)
    }

    /// Why nobody knows what came of it.
    public enum Unknown: String, Hashable, Sendable {
        case otherTracer = "another tracer has the process"
        case unseen = "it was not waited for"
        case ended = "the process ended in it"
    }

    /// A namespace that is another one after the call.
    public struct Change: Hashable, Sendable {
        /// As the links of `/proc/PID/ns` are named.
        public let kind: String
        /// Their inodes: `uts:[4026531838]` has 4026531838. Nil where the kernel shows none: a PID namespace
        /// for children has no number before its first child.
        public let before, after: UInt64?

        public var text: String { "\(kind): \(Self.text(before)) → \(Self.text(after))" }

        private static func text(_ inode: UInt64?) -> String {
            inode.map(String.init) ?? "(none shown before the first child)"
        }
    }

    /// In the order in which the calls of a session were made.
    public let number: UInt64
    public let caller: Caller
    public let name: String
    public let arguments: [Argument]
    public let result: Result
    public let changes: [Change]
    /// The requests of `rtnetlink(7)` that it sent: `RTM_NEWLINK veth veth0 peer veth1`.
    public let requests: [Request]
    /// The child that it made, as the lab numbers it.
    public let child: Int32?
    /// What its descriptor is open on, where that tells what the call does.
    public let file: String?
    /// Where in the kernel it leads.
    public let way: KernelWay

    /// What was sent to the kernel in a message, and what it answered.
    public struct Request: Hashable, Sendable {
        public let text: String
        /// 0 where it was done; nil where no answer was seen.
        public let errno: Int32?
    }

    /// Nil where the call succeeded, and where its result is not known.
    public var errno: Int32? {
        guard case .returned(let value) = result, (-4095..<0).contains(value) else { return nil }
        return Int32(-value)
    }

    /// As the manual writes it: `unshare(CLONE_NEWUTS)`.
    public var text: String {
        "\(name)(\(arguments.map(\.text).joined(separator: ", ")))"
    }

    /// `= 0`, `= -1 EPERM (Operation not permitted)`, `= ?`.
    public var resultText: String {
        switch result {
        case .unknown: return "= ?"
        case .returned(let value):
            guard let errno else { return "= \(value)" }
            return "= -1 \(errnoName(errno)) (\(errnoWords(errno)))"
        }
    }

    /// What stands below it: the child, what changed, what the kernel answered, why no result is known.
    public var notes: [String] {
        var notes: [String] = []
        if let file { notes.append("\(arguments.first?.text ?? "") is \(file)") }
        if let child { notes.append("the child is \(child)") }
        notes += changes.map(\.text)
        notes += requests.compactMap { request in
            request.errno.map { errno in
                "answer: " + (errno == 0 ? "done" : "\(errnoName(errno)) (\(errnoWords(errno)))")
            }
        }
        if case .unknown(let why) = result { notes.append("result not known: \(why.rawValue)") }
        return notes
    }
}

extension TracedCall {
    /// What lessons look for in the list of calls.
    ///
    /// The call as it is written, and where it has several flags once more with each of them alone: so a
    /// call that does more than is asked for does what is asked for. Of netlink the requests, without the
    /// call that sent them. What failed has its error behind it, what nobody knows the result of ` = ?`.
    public var elements: [String] {
        func marked(_ text: String, _ errno: Int32?) -> String {
            guard let errno, errno != 0 else { return text }
            return "\(text) = -1 \(errnoName(errno))"
        }
        if !requests.isEmpty { return requests.map { marked($0.text, errno ?? $0.errno) } }
        let mark =
            switch result {
            case .unknown: " = ?"
            case .returned: errno.map { " = -1 \(errnoName($0))" } ?? ""
            }
        var texts = [text]
        for (index, argument) in arguments.enumerated() {
            guard case .flags(let names) = argument, names.count > 1 else { continue }
            for name in names {
                var others = arguments
                others[index] = .text(name)
                texts.append("\(self.name)(\(others.map(\.text).joined(separator: ", ")))")
            }
        }
        return texts.map { $0 + mark }
    }
}
