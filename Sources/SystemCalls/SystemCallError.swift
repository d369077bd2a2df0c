/// System calls as values: the error that a refused call is, and descriptors that have an owner.
///
/// This room knows how a call is named and how it failed. It does *not* know what a namespace is,
/// nor why a machine forbids one: that is `Namespaces.Refusal`.
internal import CLinux

/// A system call that the kernel refused.
public struct SystemCallError: Error, Hashable, Sendable {
    /// The call as section 2 of the manual names it: `setns`.
    public let call: String
    /// What it was applied to: a path, a PID, namespace kinds. May be empty.
    public let subject: String
    /// Always positive: `EPERM` is 1.
    public let errno: Int32

    public init(_ call: String, _ subject: String, errno: Int32) {
        self.call = call
        self.subject = subject
        self.errno = errno
    }

    /// The constant's name: `EPERM`; the number where the C library has none.
    public var name: String { errnoName(errno) }
}

extension SystemCallError: CustomStringConvertible {
    /// `setns uts: Operation not permitted (EPERM)`.
    public var description: String {
        let what = subject.isEmpty ? call : "\(call) \(subject)"
        return "\(what): \(errnoWords(errno)) (\(name))"
    }
}

/// `EPERM` for 1; the number where the C library knows no name.
public func errnoName(_ errno: Int32) -> String {
    nl_errno_name(errno).map { String(cString: $0) } ?? "errno \(errno)"
}

/// `Operation not permitted` for 1.
public func errnoWords(_ errno: Int32) -> String {
    nl_errno_words(errno).map { String(cString: $0) } ?? "unknown error"
}

/// The value of a call that gives `-errno` where it failed, as CLinux's shims do.
@discardableResult
public func checked<Value: SignedInteger>(
    _ value: Value, _ call: String, _ subject: @autoclosure () -> String = ""
) throws(SystemCallError) -> Value {
    guard value < 0 else { return value }
    throw SystemCallError(call, subject(), errno: Int32(-value))
}
