/// What an expectation may refer to.
struct Scope {
    let vocabulary: FactVocabulary
    /// The ids of all steps, in the order of the file.
    let ids: [String]
    /// Which of them it stands in.
    let index: Int

    private var earlier: ArraySlice<String> { ids[..<index] }

    /// Whether `reader`'s path leads to a fact; throws what is wrong with it.
    func check(_ path: FactPath, of reader: PathReader) throws(Misreading) {
        if case .step(let id, _) = path.place, !earlier.contains(id) {
            throw Misreading(fault: stepFault(id), offset: reader.stepOffset ?? 0)
        }
        if case .failure(let misfit) = vocabulary.target(of: path.components) {
            throw Misreading(
                fault: placeFault(path, of: reader) ?? misfit.fault,
                offset: reader.offsets[misfit.index])
        }
    }

    /// What has no value can only be there or not.
    func checkValue(of path: FactPath, of reader: PathReader) throws(Misreading) {
        guard case .success(let target) = vocabulary.target(of: path.components), !target.isLeaf
        else { return }
        throw Misreading(
            fault: .noValue(path.facts, children: target.children),
            offset: reader.offsets[0])
    }

    private func stepFault(_ id: String) -> Fault {
        if id == ids[index] { return .laterStep(id, isOwn: true) }
        if ids.contains(id) { return .laterStep(id, isOwn: false) }
        return .unknownStep(id, meant: nearest(to: id, among: Array(earlier)))
    }

    /// `guest.hostname` has a place in mind that is none, rather than a fact that is none.
    private func placeFault(_ path: FactPath, of reader: PathReader) -> Fault? {
        guard !reader.namesPlace, path.components.count > 1,
            !vocabulary.hasRoot(path.components[0].name),
            vocabulary.hasRoot(path.components[1].name)
        else { return nil }
        let name = path.components[0].name
        return .unknownPlace(name, meant: nearest(to: name, among: Place.names))
    }
}

/// Reads one line `PATH: PREDICATE`.
struct ExpectationReader {
    let scope: Scope

    /// `column` is that of the text's first character; the text has no blanks at its ends.
    func read(
        _ text: String, line: Int, column: Int
    ) throws(Misreading) -> Expectation {
        var reader = PathReader(text: text)
        let path = try reader.read()
        var cursor = reader.cursor
        cursor.skipBlanks()
        guard cursor.take(":") else { throw cursor.fault(.noColon) }
        try scope.check(path, of: reader)
        cursor.skipBlanks()
        let start = cursor.position
        guard !cursor.isAtEnd else { throw cursor.fault(.noPredicate(path.facts), at: start) }
        let predicate = try PredicateReader(scope: scope).read(&cursor)
        switch predicate {
        case .present, .absent: break
        default: try scope.checkValue(of: path, of: reader)
        }
        return Expectation(path: path, predicate: predicate, text: text, line: line, column: column)
    }
}
