extension Fault {
    /// What is wrong, without a full stop.
    var what: String {
        switch self {
        case .tooLong(let bytes): "the file has \(bytes) bytes"
        case .binary(let byte): "byte \(hexadecimal(byte)) is no text"
        case .notUTF8: "the text is not UTF-8"

        case .noFrontMatter: "the front matter is missing"
        case .frontMatterNotClosed: "the front matter does not end"
        case .frontMatterTooLong: "the front matter is too long"
        case .notYAML(let problem): "the front matter is not YAML (\(problem))"
        case .notKeys: "the front matter has no keys"
        case .unknownKey(let key, _): "unknown key \"\(key)\""
        case .duplicateKey(let key): "the key \"\(key)\" is there twice"
        case .missingKey(let key): "the key \"\(key)\" is missing"
        case .wrongType(let key, let wanted): "\"\(key)\" is not \(wanted)"
        case .unknownKind(let kind, _): "unknown kind \"\(kind)\""
        case .unknownAbility(let ability, _, _): "unknown ability \"\(ability)\""
        case .badName(let name): "\"\(name)\" cannot be a lesson's name"

        case .noSteps: "the lesson has no steps"
        case .duplicateStep(let id, let line): "the step id \"\(id)\" is taken by line \(line)"
        case .badStepID(let id): "\"\(id)\" cannot be a step's id"
        case .fenceMisspelt(let name, _): "unknown fence \"\(name)\""
        case .fenceHasWords(let name, let words): "\"\(words)\" after \"\(name)\" says nothing"
        case .fenceNested(let name): "this \"\(name)\" fence is inside a list or a quotation"
        case .fenceNotClosed(let name): "this \"\(name)\" fence does not end"
        case .fenceEmpty(let name): "this \"\(name)\" fence is empty"
        case .fenceBeforeSteps(let name): "this \"\(name)\" fence belongs to no step"
        case .commentNotClosed: "this comment does not end"
        case .requiresOfNoStep: "what this comment requires belongs to no step"
        case .requiresTwice: "what the step requires is there twice"
        case .abilityOfLesson(let name): "a step cannot require \"\(name)\" for itself"
        case .noExpect(let id): "the step \"\(id)\" has no \"expect\" fence"
        case .noConsole(let id): "the step \"\(id)\" has no \"console\" fence"
        case .onlyWords(let id):
            "the step \"\(id)\" expects nothing but what the learner's own command said"

        case .noPrompt: "a line without a prompt"
        case .unknownPrompt(let prompt, _): "unknown prompt \"\(prompt)\""
        case .promptOrder(let place, _): "the kinds of \"\(place)\" are not in order"
        case .badSession(let text): "\"@\(text)\" is no session"
        case .noCommand(let prompt): "nothing is typed at \"\(prompt)\""
        case .commandTooLong(let bytes): "a line of \(bytes) bytes"
        case .strayContinuation: "a continuation of nothing"
        case .nothingTyped(let text): "\"\(text)\" before anything was typed"

        case .mistakeWithout(let part): "the mistake has no \"\(part):\""
        case .unknownPart(let part, _): "unknown part \"\(part)\" of a mistake"
        case .partTwice(let part): "\"\(part):\" is there twice"
        case .strayLine: "a line that belongs to no part of the mistake"
        case .notARule(let text): "\"\(text)\" is no rule"

        default: whatOfExpectation
        }
    }

    private var whatOfExpectation: String {
        switch self {
        case .noPath: "no fact is named"
        case .noColon: "no \":\" after the fact"
        case .keyNotClosed(let name): "the \"[\" after \"\(name)\" is not closed"
        case .keyEmpty(let name): "the key of \"\(name)\" is empty"
        case .placeWithoutKey(let place): "the place \"\(place)\" does not say which"
        case .placeWithKey(let place): "the place \"\(place)\" takes no key"
        case .placeWithoutFact(let place): "the place \"\(place)\" is not followed by a fact"
        case .badTerminal(let key): "\"\(key)\" is no session's number"
        case .unknownPlace(let place, _): "unknown place \"\(place)\""
        case .stepInStep: "a step inside a step"
        case .unknownStep(let id, _): "unknown step \"\(id)\""
        case .laterStep(let id, let isOwn):
            isOwn ? "the step \"\(id)\" has not ended" : "the step \"\(id)\" comes later"
        case .unknownFact(let fact, nil, _): "unknown fact \"\(fact)\""
        case .unknownFact(let fact, let parent?, _): "unknown fact \"\(fact)\" of \"\(parent)\""
        case .keyMissing(let fact): "\"\(fact)\" does not say which"
        case .keyUnwanted(let fact): "\"\(fact)\" takes no key"
        case .keyUnfit(let fact, let misfit, _): "the key of \"\(fact)\" is \(misfit)"
        case .noValue(let fact, _): "\"\(fact)\" has no value of its own"
        case .noPredicate(let path): "nothing is said of \"\(path)\""
        case .unknownPredicate(let words, _): "unknown predicate \"\(words)\""
        case .wordsAfter(let predicate, let words): "\"\(words)\" after \"\(predicate)\""
        case .quoteNotClosed: "the quotation does not end"
        case .badEscape(let escape): "unknown escape \"\(escape)\""
        case .badRegex(let reason): "the regular expression cannot be read (\(reason))"
        case .regexNotClosed: "the regular expression is not between slashes"
        case .badNumber(let text): "\"\(text)\" is no number"
        case .needless(let predicate, _): "\"\(predicate)\" has a name of its own"
        case .containsNothing: "everything contains an empty text"
        case .factAsValue(let path): "\"\(path)\" is a fact and stands for a value"
        case .noSuchFact(let text): "\"\(text)\" is written like a fact, and there is no such"
        default: preconditionFailure("a fault without a sentence: \(self)")
        }
    }
}

/// `0x1b`
private func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return "0x" + (digits.utf8.count == 1 ? "0" : "") + digits
}
