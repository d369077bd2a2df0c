internal import SystemCalls

/// The namespaces of this process, which never change: the law of the engine. Read once.
enum OwnNamespaces {
    private static let links = Dictionary(
        uniqueKeysWithValues: NamespaceKind.allCases.map { kind in
            (kind, Result { () throws(SystemCallError) in try readLink(path(of: kind)) })
        })

    private static func path(of kind: NamespaceKind) -> String { "/proc/self/ns/\(kind.rawValue)" }

    /// What the link in `/proc/self/ns` holds: `uts:[4026531838]`.
    static func link(_ kind: NamespaceKind) throws(SystemCallError) -> String {
        guard let link = links[kind] else { return try readLink(path(of: kind)) }
        return try link.get()
    }
}
