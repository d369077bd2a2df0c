public import Namespaces

extension NamespacePointers {
    /// The pointers for people: below each structure of the kernel its pointers by their names
    /// there, with what each leads to and where another process's leads elsewhere.
    ///
    /// - Parameters:
    ///   - other: the process that this one has been compared with, in words.
    ///   - width: columns.
    public func lines(besides other: String, width: Int) -> [String] {
        let fields = Field.allCases.map(\.rawValue.count)
        let column = fields.max() ?? 0
        var lines = "\(process.name) (\(process.pid)), compared with \(other)"
            .paragraph(width: width, hanging: 2)
        var structure = ""
        for pointer in pointers {
            if pointer.field.structure != structure {
                structure = pointer.field.structure
                lines.append(structure)
            }
            let name = pointer.field.rawValue.padded(to: column)
            lines += "\(name) \(pointer.words)".paragraph(width: width, indent: 2, hanging: 4)
        }
        return lines
    }
}

extension NamespacePointers.Pointer {
    fileprivate var words: String {
        guard let namespace else {
            return other == nil ? "none, here and there" : "none (\(other?.name ?? "") there)"
        }
        var parts = [namespace.name]
        if let id = namespace.id64 { parts.append("id \(id)") }
        if let owner = namespace.ownerName, owner != namespace.parentName {
            parts.append("owner \(owner)")
        }
        if let parent = namespace.parentName { parts.append("parent \(parent)") }
        switch differs {
        case true?: parts.append("differs: \(other?.name ?? "") there")
        case false?: break
        case nil: parts.append("none there")
        }
        return parts.joined(separator: "  ")
    }
}
