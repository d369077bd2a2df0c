/// What can be wrong with a lesson file, as facts; ``what`` and ``mend`` make the sentences.
enum Fault {
    // The bytes.
    case tooLong(bytes: Int)
    case binary(UInt8)
    case notUTF8

    // The front matter.
    case noFrontMatter
    case frontMatterNotClosed
    case frontMatterTooLong
    case notYAML(String)
    case notKeys
    case unknownKey(String, meant: String?)
    case duplicateKey(String)
    case missingKey(String)
    case wrongType(key: String, wanted: String)
    case unknownKind(String, meant: String?)
    case unknownAbility(String, meant: String?, known: [String])
    case badName(String)

    // Headings and fences.
    case noSteps
    case duplicateStep(String, firstLine: Int)
    case badStepID(String)
    case fenceMisspelt(String, meant: String)
    case fenceHasWords(String, words: String)
    case fenceNested(String)
    case fenceNotClosed(String)
    case fenceEmpty(String)
    case fenceBeforeSteps(String)
    case commentNotClosed
    case requiresOfNoStep
    case requiresTwice
    case abilityOfLesson(String)
    case noExpect(String)
    case noConsole(String)
    case onlyWords(String)

    // Console lines.
    case noPrompt(String)
    case unknownPrompt(String, meant: String?)
    case promptOrder(String, ordered: String)
    case badSession(String)
    case noCommand(String)
    case commandTooLong(bytes: Int)
    case strayContinuation
    case nothingTyped(String)

    // Mistakes and volatile rules.
    case mistakeWithout(String)
    case unknownPart(String, meant: String?)
    case partTwice(String)
    case strayLine
    case notARule(String)

    // Expectations.
    case noPath
    case noColon
    case keyNotClosed(String)
    case keyEmpty(String)
    case placeWithoutKey(String)
    case placeWithKey(String)
    case placeWithoutFact(String)
    case badTerminal(String)
    case unknownPlace(String, meant: String?)
    case stepInStep
    case unknownStep(String, meant: String?)
    case laterStep(String, isOwn: Bool)
    case unknownFact(String, of: String?, meant: String?)
    case keyMissing(String)
    case keyUnwanted(String)
    case keyUnfit(String, String, instead: String)
    case noValue(String, children: [String])
    case noPredicate(String)
    case unknownPredicate(String, meant: String?)
    case wordsAfter(String, words: String)
    case quoteNotClosed
    case badEscape(String)
    case badRegex(String)
    case regexNotClosed
    case badNumber(String)
    case needless(String, instead: String)
    case containsNothing
    case factAsValue(String)
    case noSuchFact(String)
}
