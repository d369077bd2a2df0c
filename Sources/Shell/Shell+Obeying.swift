internal import Course
internal import Lab
internal import Lessons
internal import Terminal

/// What the commands with a colon do.
extension Shell {
    func obey(_ line: String) {
        let command: ColonCommand
        do throws(ColonCommand.Problem) {
            command = try ColonCommand(line)
        } catch {
            switch error {
            case .unknown(let name, let meant):
                page.say(
                    ":\(name) is no command"
                        + (meant.map { "; did you mean :\($0)?" } ?? "; :help lists them."))
            case .ambiguous(let name, let words):
                page.say(
                    ":\(name) could be \(words.map { ":\($0)" }.joined(separator: " or ")).")
            }
            return
        }
        if command.word.needsLesson, tutor.lesson.isFreePlay {
            page.say(
                "There is no lesson here: this lab is yours to play in. :lessons lists the "
                    + "lessons, and :learn LESSON begins one.")
            return
        }
        switch command.word {
        case .goal: showStep()
        case .check: check()
        case .hint: hint()
        case .show: showAnswer()
        case .skip: skip()
        case .back: restart { () throws(TeachingFailure) in try tutor.back() }
        case .goto: go(to: command.argument)
        case .reset: restart { () throws(TeachingFailure) in try tutor.reset() }
        case .lessons: listLessons()
        case .learn: learn(named: command.argument)
        case .play: playFreely()
        case .session: changeSession(command.argument)
        case .map: showMap(command.argument)
        case .namespaces: showNamespaces(command.argument)
        case .kernel: switchKernel(command.argument)
        case .facts: showFacts(command.argument)
        case .why: why()
        case .record: obeyRecord(command.argument)
        case .help: help()
        case .quit: quit()
        }
    }

    private func go(to typed: String) {
        let steps = tutor.lesson.steps
        var id = typed
        if let number = Int(typed), steps.indices.contains(number - 1) { id = steps[number - 1].id }
        if steps.contains(where: { $0.id == id }) {
            restart { () throws(TeachingFailure) in try tutor.go(to: id) }
            return
        }
        page.say(typed.isEmpty ? "Which step?" : "There is no step \(typed).")
        for (index, step) in steps.enumerated() {
            page.say("\(index + 1). \(step.id): \(step.title)", indent: 2, hanging: 6)
        }
    }

    private func check() {
        guard tutor.step != nil else {
            page.say("The lesson is completed.")
            return
        }
        for judged in tutor.check().verdicts {
            let isTrue = judged.verdict.isTrue
            let word = judged.role == .keep ? (isTrue ? "stays" : "broken") : (isTrue ? "true" : "not yet")
            page.say("\(word): \(judged.expectation.text)", indent: 2, hanging: 4)
            if !isTrue { page.say("found: \(judged.verdict)", indent: 4) }
        }
    }

    private func hint() {
        guard let step = tutor.step else {
            page.say("The lesson is completed.")
            return
        }
        if let hint = tutor.nextHint() {
            show(hint: hint.number, of: step)
            page.blank()
            keep()
            return
        }
        page.say("There are no more hints; these were read:")
        for number in 1..<(step.hints.count + 1) { show(hint: number, of: step) }
        page.blank()
        page.say("`:show` types the lesson's own way.")
    }

    /// - Parameter number: 1-based. The last hint is the answer, so the commands stand below it.
    private func show(hint number: Int, of step: Step) {
        let text = step.hints[number - 1]
        page.say("Hint \(number) of \(step.hints.count):")
        page.show(text)
        guard number == step.hints.count,
            !step.commands.allSatisfy({ text.contains($0.text) })
        else { return }
        page.blank()
        showCommands(of: step)
    }

    private func showCommands(of step: Step) {
        for line in step.commands { page.say("\(line.prompt) \(line.text)", indent: 2, hanging: 4) }
    }

    private func skip() {
        if let step = tutor.step { showCommands(of: step) }
        for session in tutor.classroom.openSessions { session.keepsUnseen = true }
        restart { () throws(TeachingFailure) in
            try tutor.skip()
            showUnseen()
        }
    }

    /// What was written in each of the terminals that nobody has seen yet.
    private func showUnseen() {
        for session in tutor.classroom.openSessions {
            let output = session.takeUnseen()
            if output.isEmpty { continue }
            learner.show(output[...])
            if output.last != UInt8(ascii: "\n") { page.blank() }
        }
    }

    /// Types the lesson's own commands, visibly.
    private func showAnswer() {
        guard let step = tutor.step else {
            page.say("The lesson is completed.")
            return
        }
        tutor.answerWasShown()
        showCommands(of: step)
        for session in tutor.classroom.openSessions { session.keepsUnseen = true }
        do throws(StepFailure) {
            try tutor.typeAnswer()
        } catch {
            page.say(
                "It could not be typed here: \(error.sentence). `:reset` makes a fresh lab for this "
                    + "step, and `:show` types it there.")
        }
        showUnseen()
        session = tutor.classroom.ownCurrent
        showCalls()
        tell(tutor.commandEnded())
    }

    private func listLessons() {
        for (index, name) in library.names.enumerated() {
            let number = (index < 9 ? " " : "") + "\(index + 1). "
            do throws(LessonLibrary.Failure) {
                let lesson = try library.lesson(name)
                page.say("\(number)\(name): \(lesson.title)", hanging: 4)
                let done = store.lessons[name]?.count(in: lesson) ?? 0
                page.say(ProgressBar.text(done, of: lesson.steps.count), indent: 4)
            } catch {
                page.say("\(number)\(name) cannot be read: \(error.what)", hanging: 4)
            }
        }
        page.say("`:learn NAME` or `:learn NUMBER` begins one, or goes on with it.")
    }

    /// The first lesson behind `name` that the learner has not completed, from the beginning where
    /// there is none.
    func nextLesson(after name: String) -> String? {
        let names = library.names
        let here = names.firstIndex(of: name).map { $0 + 1 } ?? 0
        return (names[here...] + names[..<here]).first {
            $0 != name && store.lessons[$0]?.isCompleted != true
        }
    }

    private func learn(named typed: String) {
        var name = typed
        if let number = Int(typed), library.names.indices.contains(number - 1) {
            name = library.names[number - 1]
        } else if typed.isEmpty {
            guard let next = nextLesson(after: tutor.lesson.name) else {
                page.say("You have completed every lesson. `:learn NAME` begins one again.")
                return
            }
            name = next
        }
        do throws(LessonLibrary.Failure) {
            learn(try library.lesson(name))
        } catch {
            page.say("\(error.what); \(error.mend).")
        }
    }

    private func why() {
        // Who asks right after a step is done asks about what was done.
        let step = stepBefore ?? tutor.step
        let notes = step?.kernelNotes ?? []
        if notes.isEmpty { page.say("There is no note on this step.") }
        if let step, stepBefore != nil, !notes.isEmpty { page.heading(step.title) }
        for note in notes { page.show(note) }
        page.blank()
    }

    private func help() {
        for word in ColonCommand.Word.allCases {
            let summary = word.summary
            page.say(":\(word.rawValue)\(summary.argument): \(summary.text)", hanging: 4)
        }
        page.say("Everything else goes to the shell in the lab. Ctrl-D leaves an inner shell, then the lesson.")
    }
}

extension ConsoleLine {
    /// As it would be typed.
    fileprivate var text: String {
        switch input {
        case .command(let command): command
        case .control(let control): control.rawValue
        case .until(let expectation): "(until \(expectation.text))"
        }
    }
}
