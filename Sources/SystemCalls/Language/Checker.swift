/// Checks statements: that each call exists, has as many arguments as it takes, and of the right
/// types.
struct Checker {
    var names: CallNames
    private var isInBlock = false

    init(names: CallNames) {
        self.names = names
    }

    mutating func prepared(_ statements: [Statement]) throws(CallProblem) -> [PreparedCall] {
        var calls: [PreparedCall] = []
        for statement in statements { calls.append(try prepared(statement)) }
        return calls
    }

    private mutating func prepared(_ statement: Statement) throws(CallProblem) -> PreparedCall {
        let signature = try signature(statement.call)
        var made = ArgumentList(of: statement, signature)
        try made.add(signature.parameters, from: 0, names)
        var result = signature.result
        var decoding = signature.decoding
        if let choice = made.choice {
            guard let form = signature.forms[choice] else {
                throw CallProblem(statement.range, "\(choice) is no form of \(signature.name)")
            }
            try made.add(form.parameters, from: signature.parameters.count, names)
            result = form.result
            decoding = form.decoding
        }
        try made.finish()
        let block = try block(of: statement, signature)
        return PreparedCall(
            signature: signature, arguments: made.arguments, shown: made.shown, result: result,
            decoding: decoding, keptAs: try kept(statement.result, as: result), block: block,
            range: statement.range)
    }

    private func signature(_ name: Statement.Name) throws(CallProblem) -> CallSignature {
        if let signature = CallSignature.named(name.text) { return signature }
        if Constant.named(name.text) != nil {
            throw CallProblem(name.range, "\(name.text) is a constant and no call")
        }
        let meant = nearestName(to: name.text, among: CallSignature.all.map(\.name))
        throw CallProblem(
            name.range, "no call \(name.text) can be made here",
            meant.map { "did you mean \($0)?" } ?? "`help` lists the calls")
    }

    private mutating func block(
        of statement: Statement, _ signature: CallSignature
    ) throws(CallProblem) -> [PreparedCall] {
        guard let block = statement.block else { return [] }
        guard signature.makesChild else {
            throw CallProblem(
                statement.blockRange.lowerBound..<statement.blockRange.lowerBound + 1,
                "\(signature.name) makes no child that could do this",
                "a block stands behind fork, clone or clone3")
        }
        // What a child names is the child's own.
        let outside = names
        let wasInBlock = isInBlock
        isInBlock = true
        defer {
            names = outside
            isInBlock = wasInBlock
        }
        return try prepared(block)
    }

    private static let words: Set = ["help", "why", "exit", "quit"]

    private mutating func kept(
        _ name: Statement.Name?, as type: CallSignature.ValueType
    ) throws(CallProblem) -> Int? {
        guard let name else { return nil }
        if Constant.named(name.text) != nil {
            throw CallProblem(name.range, "\(name.text) is a constant", "take another name")
        }
        if CallSignature.named(name.text) != nil || Self.words.contains(name.text) {
            throw CallProblem(name.range, "\(name.text) has a meaning already", "take another name")
        }
        if let known = names.all[name.text] {
            names.all[name.text] = (type, known.number)
            return known.number
        }
        let taken = Set(names.all.values.map(\.number))
        guard let number = (0..<CallNames.most).first(where: { !taken.contains($0) }) else {
            throw CallProblem(
                name.range, "there are \(CallNames.most) names already", "use one of them again")
        }
        names.all[name.text] = (type, number)
        return number
    }
}
