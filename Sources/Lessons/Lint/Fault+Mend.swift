extension Fault {
    /// What to do about it, without a full stop.
    var mend: String {
        switch self {
        case .tooLong: "a lesson has at most \(Source.limit); cut it in two"
        case .binary: "remove it, or write it as an escape of the command that needs it"
        case .notUTF8: "save the file as UTF-8"

        case .noFrontMatter: "begin the file with a line \"---\", the keys, and a line \"---\""
        case .frontMatterNotClosed: "end it with a line \"---\""
        case .frontMatterTooLong:
            "it holds a few keys in at most \(FrontMatter.lineLimit) lines; text goes below it"
        case .notYAML: "write one \"key: value\" a line, and quote a value that holds \": \""
        case .notKeys: "write \"lesson: NAME\" and the others, one a line"
        case .unknownKey(_, let meant):
            didYouMean(meant, or: "the keys are \(listed(FrontMatter.keys))")
        case .duplicateKey: "remove one"
        case .missingKey(let key): "add \"\(key): \(FrontMatter.example(of: key))\""
        case .wrongType(let key, _): "write it like \"\(key): \(FrontMatter.example(of: key))\""
        case .unknownKind(_, let meant):
            didYouMean(meant, or: "the kinds are \(listed(FrontMatter.kinds))")
        case .unknownAbility(_, let meant, let known):
            didYouMean(meant, or: "the abilities are \(listed(known))")
        case .badName: "use small letters, digits and \"-\", and begin with a letter"

        case .noSteps:
            "write a heading \"## …\" with a \"console\" and an \"expect\" fence under it"
        case .duplicateStep: "write another id under this heading: <!-- step: ID -->"
        case .badStepID: "use letters, digits, \"-\" and \"_\""
        case .fenceMisspelt(_, let meant): "did you mean \"\(meant)\"?"
        case .fenceHasWords(let name, _): "leave \"\(name)\" alone on its line"
        case .fenceNested: "move it to the left margin, where the lesson runs it"
        case .fenceNotClosed: "end it with a line of as many ` or ~ as it began with"
        case .fenceEmpty: "fill it or remove it"
        case .fenceBeforeSteps: "move it under a heading \"## …\""
        case .commentNotClosed: "end it with -->"
        case .requiresOfNoStep:
            "put it on a line of its own under a step's heading, or its names into the front matter"
        case .requiresTwice: "name all in one comment: <!-- requires: ONE, OTHER -->"
        case .abilityOfLesson(let name): "write \"requires: [\(name)]\" in the front matter"
        case .noExpect: "say what must be true after it, and is false before"
        case .noConsole: "show the commands that make its expectations true"
        case .onlyWords:
            "expect a fact of the machine too, or compare with one: \"output: contains host.hostname\""

        default: mendOfLine
        }
    }

    private var mendOfLine: String {
        switch self {
        case .noPrompt:
            "write \"host$ COMMAND\"; a console holds what is typed, and no output"
        case .unknownPrompt(_, let meant):
            didYouMean(
                meant.map { "\($0)$" },
                or: "write \"host$\", or the kinds that the shell has for itself, like \"mnt+pid$\""
            )
        case .promptOrder(_, let ordered):
            "write \"\(ordered)\", the order of ls /proc/PID/ns"
        case .badSession: "sessions are counted from 1 to \(PromptReader.lastSession)"
        case .noCommand: "add a command, or remove the line"
        case .commandTooLong:
            "a terminal takes \(ConsoleReader.lineLimit) bytes in one line; break it by \"> \""
        case .strayContinuation: "a line that begins with \"> \" follows a command or a key"
        case .nothingTyped: "give it a prompt of its own, or put a command before it"

        case .mistakeWithout("when"): "add \"when: PATH: PREDICATE\", by which it is recognised"
        case .mistakeWithout("say"): "add \"say: …\", the words that help"
        case .mistakeWithout: "add \"try: host$ COMMAND\", which makes the mistake"
        case .unknownPart(_, let meant): didYouMean(meant, or: "the parts are when, say and try")
        case .partTwice: "remove one, or indent the second as more of the first"
        case .strayLine:
            "begin it with \"when:\", \"say:\" or \"try:\", or indent it to continue one"
        case .notARule: "write one regular expression a line, between slashes"

        default: mendOfExpectation
        }
    }

    private var mendOfExpectation: String {
        switch self {
        case .noPath, .noColon: "write \"PATH: PREDICATE\", like \"here.hostname: lab\""
        case .keyNotClosed: "add \"]\""
        case .keyEmpty(let name), .keyMissing(let name): "write \"\(name)[WHICH]\""
        case .placeWithoutKey("session"), .badTerminal:
            "write \"session[2]\" for the second terminal"
        case .placeWithoutKey(let place): "write \"\(place)[WHICH]\""
        case .placeWithKey(let name), .keyUnwanted(let name): "write \"\(name)\" alone"
        case .placeWithoutFact(let place): "add one, like \"\(place).hostname\""
        case .keyUnfit(_, _, let instead): "write it like \"\(instead)\""
        case .unknownPlace(_, let meant):
            didYouMean(meant, or: "the places are \(listed(Place.names))")
        case .stepInStep: "name one step only"
        case .unknownStep(_, let meant):
            didYouMean(meant, or: "name a step above this one by its id")
        case .laterStep: "name a step that ended before this one"
        case .unknownFact(_, _, let meant):
            didYouMean(meant, or: "`nsshell facts`, or `:facts` at a lesson's prompt, shows which there are")
        case .noValue(_, []): "write \"present\" or \"absent\""
        case .noValue(_, let children):
            "write \"present\" or \"absent\", or name one of its facts: \(listed(children))"
        case .noPredicate: "add a value, \"present\", \"absent\" or another predicate"
        case .unknownPredicate(_, let meant):
            didYouMean(meant, or: "quote a value of several words: \"a b\"")
        case .wordsAfter: "remove it, or quote the whole if it is a value"
        case .quoteNotClosed: "add a closing quotation mark"
        case .badEscape: "only \\\", \\\\ and \\n are escapes; write \\\\ for a backslash"
        case .badRegex: "mend it; it is written as in Swift and in Perl"
        case .regexNotClosed: "write it like /^a.*z$/"
        case .badNumber: "write digits, like \"> 3\" or \"<= 0.5\""
        case .needless(_, let instead): "write \"\(instead)\""
        case .containsNothing: "say what it must contain"
        case .factAsValue(let path): "write \"same as \(path)\", or quote it if it is meant as text"
        case .noSuchFact: "quote it if it is meant as text"
        default: preconditionFailure("a fault without a mend: \(self)")
        }
    }
}

private func didYouMean(_ name: String?, or otherwise: String) -> String {
    name.map { "did you mean \"\($0)\"?" } ?? otherwise
}

private func listed(_ names: [String]) -> String {
    names.joined(separator: ", ")
}
